"""Write made-up answers as JSON lines: true ones, and the same with one wrong fact.

    python -m tests.planted.answers.make --part held-back --seed 7 --each 5 > FILE

Every text gives `each` true answers and `each` with one planted fact: one that no source
states, or with `--swap` another that the text states, in the wrong place.
"""

import argparse
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from tests.planted.answers import facts
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
    "w": facts.named_by_last,
    "g": facts.place,
    "o": facts.organisation,
}
_STAND_INS = {"v": "PERSON", "i": "IBAN"}
_TRIES = 50
# So many draws write a fact in all of its ways.
_SEEDS = range(24)
Line = dict[str, Any]
Template = tuple[str, str, tuple[str, ...], str]
_HERE = Path(__file__).parent
# Whose marks were looked at to change a rule, and whose were not.
PARTS = {
    "tuned": ("",),
    "fifth": ("fifth.toml",),
    "sixth": ("sixth.toml",),
    "seventh": ("seventh.toml",),
    "held-back": ("eighth.toml",),
}


def templates_of(part: str) -> tuple[Template, ...]:
    """Read the texts and true answers of a part."""
    templates: tuple[Template, ...] = ()
    for name in PARTS[part]:
        templates += _read(_HERE / name) if name else TUNED
    return templates


def _read(file: Path) -> tuple[Template, ...]:
    letters = tomllib.loads(file.read_text("utf-8"))["letter"]
    return tuple(
        (one["language"], one["text"], tuple(one["references"]), one["answer"].strip())
        for one in letters
    )


def make(part: str, draw: Random, each: int, *, swap: bool = False) -> Iterator[Line]:
    """Make the lines of a part, true and planted in turn.

    Args:
        part: One of `PARTS`.
        draw: Draws facts and ways to write them.
        each: How many true answers a text gives, and how many planted ones.
        swap: Plant another fact of the text; texts without two of a kind give none.
    """
    for number, template in enumerate(templates_of(part)):
        for turn in range(each):
            for planted in (False, True):
                line = _line(template, draw, planted=planted, swap=swap)
                if line is not None:
                    kind = "planted" if planted else "true"
                    yield {"id": f"{part}-{number}-{turn}-{kind}"} | line


def _line(
    template: Template, draw: Random, *, planted: bool, swap: bool
) -> Line | None:
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
    places = [slot.start() for slot in slots if not swap or _others(slot[0], made)]
    if planted and not places:
        return None
    chosen = draw.choice(places) if planted else -1
    where: Line | None = None
    at = length = 0
    for match in slots:
        said = made[match[0]].again(draw)
        if match.start() == chosen:
            if swap:
                said = draw.choice(_others(match[0], made)).again(draw)
            else:
                said = _wrong(made[match[0]], source, draw)
        pieces += [answer[at : match.start()], said]
        length += match.start() - at + len(said)
        if match.start() == chosen:
            kind = ("swapped " if swap else "") + made[match[0]].kind
            where = {"kind": kind, "start": length - len(said), "end": length}
        at = match.end()
    return {
        "language": language,
        "input": source[0],
        "references": source[1:],
        "answer": "".join((*pieces, answer[at:])),
        "planted": where,
    }


def _others(slot: str, made: dict[str, facts.Made]) -> list[facts.Made]:
    """Give the other facts that could stand in a place, of its kind and not the same."""
    ways = {made[slot].write(Random(seed)) for seed in _SEEDS}
    return [
        one
        for name, one in made.items()
        if name != slot
        and name[1] == slot[1]
        and not ways & {one.write(Random(seed)) for seed in _SEEDS}
    ]


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
    parser.add_argument("--part", choices=tuple(PARTS), required=True)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--each", type=int, default=5)
    parser.add_argument("--swap", action="store_true")
    asked = parser.parse_args()
    draw = Random(asked.seed)
    for line in make(asked.part, draw, asked.each, swap=asked.swap):
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
