"""Write made-up answers as JSON lines: true ones, and the same with one wrong fact.

    python -m tests.planted.answers.make --part held-back --seed 7 --each 60 > FILE

Every template gives `each` true answers and `each` with one planted fact. Answers of
the reference model on golden cases (`reference.jsonl`, each checked by hand to state
nothing of its own) come in as true ones, and with another number in a stand-in.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator
from random import Random
from typing import Any

from tests.planted.answers import facts
from tests.planted.answers.held_back import HELD_BACK
from tests.planted.answers.tuned import TUNED

_SLOT = re.compile(r"\{([a-z])([0-9])\}")
_MAKERS = {
    "m": facts.money,
    "p": facts.percent,
    "c": facts.count,
    "d": facts.day,
    "s": facts.short_day,
    "t": facts.clock,
    "n": facts.person,
    "k": facts.code,
}
_STAND_INS = {"v": "PERSON", "i": "IBAN"}
_TRIES = 50
# So many draws write a fact in all of its ways.
_SEEDS = range(24)
Line = dict[str, Any]
Template = tuple[str, str, tuple[str, ...], str]


def make(templates: tuple[Template, ...], draw: Random, each: int) -> Iterator[Line]:
    """Make the lines of some templates, true and planted in turn."""
    for number, template in enumerate(templates):
        for turn in range(each):
            for planted in (False, True):
                line = _line(template, draw, planted=planted)
                yield {
                    "id": f"{number}-{turn}-{'planted' if planted else 'true'}"
                } | line


def _line(template: Template, draw: Random, *, planted: bool) -> Line:
    language, text, references, answer = template
    made: dict[str, facts.Made] = {}
    for match in _SLOT.finditer("\n".join((text, *references))):
        kind, name = match[1], match[0]
        if name not in made:
            made[name] = (
                facts.stand_in(draw, _STAND_INS[kind], int(match[2]))
                if kind in _STAND_INS
                else _MAKERS[kind](draw, language)
            )
    source = [
        _SLOT.sub(lambda m: made[m[0]].write(draw), one) for one in (text, *references)
    ]
    pieces: list[str] = []
    slots = list(_SLOT.finditer(answer))
    chosen = draw.choice(slots).start() if planted else -1
    where: Line | None = None
    at = length = 0
    for match in slots:
        said = made[match[0]].again(draw)
        if match.start() == chosen:
            said = _wrong(made[match[0]], source, draw)
        pieces += [answer[at : match.start()], said]
        length += match.start() - at + len(said)
        if match.start() == chosen:
            kind = made[match[0]].kind
            where = {"kind": kind, "start": length - len(said), "end": length}
        at = match.end()
    return {
        "language": language,
        "input": source[0],
        "references": source[1:],
        "answer": "".join((*pieces, answer[at:])),
        "planted": where,
    }


def _wrong(made: facts.Made, source: list[str], draw: Random) -> str:
    """Write a wrong fact that the source does not happen to state elsewhere."""
    whole = "\n".join(source)
    for _ in range(_TRIES):
        wrong = made.spoil(draw)
        ways = [
            (wrong.write(Random(seed)), wrong.again(Random(seed))) for seed in _SEEDS
        ]
        if not any(one in whole for way in ways for one in way):
            return wrong.again(draw)
    raise ValueError(f"no wrong {made.kind} that the text does not state")


def main() -> None:
    """Write the lines of a part to standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("tuned", "held-back"), required=True)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--each", type=int, default=60)
    asked = parser.parse_args()
    templates = TUNED if asked.part == "tuned" else HELD_BACK
    for line in make(templates, Random(asked.seed), asked.each):
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
