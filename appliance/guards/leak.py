"""Tell an answer that repeats what the model was told: its signed instructions. Pure.

A canary is a word that stands in the [SYSTEM] section for no other reason than to be
recognised: `canary-` and twelve figures of its file's digest, put in for `{{canary}}`
when a release is read. It is one per release and signed with it; that whoever writes
the prompt knows it does no harm, since it gives nobody anything.
"""

import re
from collections.abc import Iterator

CANARY = re.compile(r"canary-[0-9a-f]{12}", re.IGNORECASE)
# So many words of the instructions in a row are no chance.
RUN_WORDS = 8
_WORD = re.compile(r"[^\W_]+")


def find_canary(text: str, instructions: str) -> Iterator[tuple[int, int]]:
    """Find a canary of the instructions, also one that was spelled out by signs."""
    for canary in dict.fromkeys(m[0].casefold() for m in CANARY.finditer(instructions)):
        secret = canary.removeprefix("canary-")
        spelled = r"[\W_]{0,3}".join(map(re.escape, secret))
        for match in re.finditer(spelled, text, re.IGNORECASE):
            yield match.span()


def find_instructions(text: str, instructions: str) -> Iterator[tuple[int, int]]:
    """Find where a text has `RUN_WORDS` words of the instructions in a row."""
    told = [word.casefold() for word in _WORD.findall(instructions)]
    runs = {tuple(told[at : at + RUN_WORDS]) for at in range(len(told) - RUN_WORDS + 1)}
    if not runs:
        return
    found = list(_WORD.finditer(text))
    words = [match[0].casefold() for match in found]
    begin: int | None = None
    end = -1
    for at in range(len(words) - RUN_WORDS + 1):
        if tuple(words[at : at + RUN_WORDS]) not in runs:
            continue
        if begin is not None and at > end:
            yield found[begin].start(), found[end].end()
            begin = None
        begin = at if begin is None else begin
        end = at + RUN_WORDS - 1
    if begin is not None:
        yield found[begin].start(), found[end].end()
