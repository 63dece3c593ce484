"""Structured answers by the thousand, each read by a validator that is not ours.

`make soak-schema` (TIMES=1000): so many answers of the reference model and as many of a
model of random weights, drawn hot and written beside each other, to texts made at
random. Exit status 1 if one of them is not valid under its schema, or names somebody
whom its text does not.
"""

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import jsonschema_rs

from appliance.domain.answer import Token
from appliance.domain.surrogate import find_surrogates
from appliance.engine.answering import Work
from appliance.engine.batch import Batch
from appliance.engine.folder import check_folder
from appliance.engine.grammar import Grammar, structured
from appliance.engine.load import LoadedModel, load_folder
from appliance.engine.sampling import Sampler, Sampling
from appliance.engine.written import Ended, Written
from appliance.errors import ApplianceError
from tests.unit.appliance.engine.tiny_model import make_folder

ROOT = Path(__file__).resolve().parents[2]
PURPOSES = ("complaint-triage", "credit-memo")
_ROWS = 8
# Far more than any schema of the release has room for.
_MOST_TOKENS = 1_500
_WORDS = (
    *("My card is late.", "I was charged £12,000 twice!", "At 3.5 % a year?"),
    *('They said "no".', "Grüße, 卡\tin\\out", "Income: £3,100 in a month"),
    *("[PERSON_k7q2_1]", "[ORG_k7q2_2] wrote.", "[IBAN_k7q2_1]", "[PERSON_k7q2_12]"),
)


@dataclass
class Answer:
    """One answer on its way, and what it must be valid under."""

    schema: str
    text: str
    told: list[Written | ApplianceError] = field(default_factory=list)

    @property
    def over(self) -> bool:
        return bool(self.told) and isinstance(self.told[-1], Ended | ApplianceError)

    def valid(self) -> bool:
        """Tell whether it is whole and as its schema wants it."""
        last = self.told[-1]
        if not isinstance(last, Ended) or last.reason != "stop":
            return False
        given = "".join(item.text for item in self.told if isinstance(item, Token))
        validator = jsonschema_rs.Draft202012Validator(json.loads(self.schema))
        try:
            well = validator.is_valid(json.loads(given))
        except ValueError:
            return False
        return well and set(find_surrogates(given)) <= set(find_surrogates(self.text))


def answers(loaded: LoadedModel, times: int, *, seed: int) -> Iterator[Answer]:
    """Have so many answers written, some at a time, and give each when it is over."""
    chance = random.Random(seed)
    schemas = [
        (ROOT / "policies" / "purposes" / name / "output.schema.json").read_text()
        for name in PURPOSES
    ]
    batch = Batch(loaded, max_rows=_ROWS)
    begun: list[Answer] = []
    left = times
    while left or begun:
        while left and len(begun) < _ROWS:
            one = Answer(chance.choice(schemas), " ".join(chance.choices(_WORDS, k=5)))
            batch.begin(_work(loaded, one, chance), lambda: "", one.told.append)
            begun.append(one)
            left -= 1
        batch.step()
        yield from (one for one in begun if one.over)
        begun = [one for one in begun if not one.over]


def _work(loaded: LoadedModel, one: Answer, chance: random.Random) -> Work:
    sampling = Sampling(
        _MOST_TOKENS,
        temperature=chance.choice((0.0, 0.7, 1.0, 1.5)),
        seed=chance.randrange(1 << 30),
        top_logprobs=0,
    )
    prompt = loaded.tokenizer.backend_tokenizer.encode(one.text).ids
    rule = structured(one.schema, [one.text])
    grammar = Grammar(loaded.pieces, rule, loaded.vocabulary)
    return Work(prompt, Sampler(sampling, grammar, prompt))


def main() -> int:
    """Ask both models."""
    times = int(os.environ.get("TIMES", "1000"))
    well = True
    with tempfile.TemporaryDirectory() as folder:
        models = {
            "the reference model": ROOT / "models" / "reference",
            "random weights": make_folder(Path(folder) / "tiny", hidden=32, layers=1),
        }
        for name, path in models.items():
            loaded = load_folder(check_folder(path), device="cpu")
            began = time.monotonic()
            valid = sum(one.valid() for one in answers(loaded, times, seed=1))
            took = time.monotonic() - began
            sys.stdout.write(f"{name}: {valid} of {times} valid, {took:.0f} s\n")
            well = well and valid == times
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
