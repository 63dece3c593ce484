"""Measure detection of identifiers, and what is masked for no reason: `make identifiers`.

`--per-type 200` texts of each kind in context, as many by themselves, as many mistyped;
`--case lower` or `upper` writes all of them so.
`--clean FOLDER` counts the sentences of CoNLL files in which a number or a form is
masked, `--round-trip FOLDER` masks and restores every file, `--fuzz 20000` as many texts
of odd characters, and `--threads 1000` lets 8 threads mask that often at a time.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.identifiers import clean, report, round_trip
from tests.identifiers.kinds import KINDS
from tests.identifiers.measure import measure
from tests.identifiers.sites import site


def main(arguments: Sequence[str]) -> int:
    """Run what is asked for; the exit status says whether every target is met."""
    parser = argparse.ArgumentParser(prog="tests.identifiers", description=__doc__)
    parser.add_argument("--per-type", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20261121)
    parser.add_argument("--types", default="", help="some kinds: nl-bsn,iban,address-")
    parser.add_argument("--case", choices=("", "lower", "upper"), default="")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--clean", type=Path)
    parser.add_argument("--round-trip", type=Path)
    parser.add_argument("--fuzz", type=int)
    parser.add_argument("--threads", type=int)
    asked = parser.parse_args(arguments)
    met = [run() for run in _other_runs(asked)]
    if not met:
        met = [_identifiers(asked)]
    return 0 if all(met) else 1


def _other_runs(asked: argparse.Namespace) -> list[Callable[[], bool]]:
    runs: list[Callable[[], bool]] = []
    if asked.clean is not None:
        runs.append(lambda: clean.run(site(""), asked.clean, as_json=asked.json))
    if asked.round_trip is not None:
        runs.append(lambda: round_trip.files(asked.round_trip))
    if asked.fuzz is not None:
        runs.append(lambda: round_trip.fuzz(asked.fuzz, asked.seed))
    if asked.threads is not None:
        runs.append(lambda: round_trip.threads(asked.threads, asked.seed))
    return runs


def _identifiers(asked: argparse.Namespace) -> bool:
    wanted = tuple(part for part in asked.types.split(",") if part)
    figures = []
    for name, kind in KINDS.items():
        if wanted and not name.startswith(wanted):
            continue
        figures.append(measure(kind, site, asked.per_type, asked.seed, case=asked.case))
        if not asked.json:
            report.row(figures[-1], first=len(figures) == 1)
    if asked.json:
        report.as_json(figures)
    else:
        report.ends(figures)
    return bool(figures) and all(not report.short(one) for one in figures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
