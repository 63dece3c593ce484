"""Measures the reference model through a whole throwaway appliance.

    python -m models.training.evaluate_appliance --data DATA

Held-back cases get made-up people, accounts and addresses in place of their surrogates
and go in as plain text, as a member of staff would send them: masked, sealed, answered
under the grammar, checked, and people put back; a credit memo is approved by a reviewer
first. What comes out is compared with the answer that the same people would stand in.
Merges its figures into the model folder's `figures.json`. Cases come one at a time.
"""

import argparse
import json
import re
import statistics
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from appliance.commands.client import StaffClient
from appliance.demo.run import throwaway
from appliance.demo.supervisor import Supervisor

from .figures import write_figures
from .names_text import Writer
from .reference_cases import REPLY, TRIAGE, Case, CaseWriter, Corpora, Question
from .reference_corpora import read_remarks, read_requests
from .reference_credit import FIELDS
from .reference_labels import OUT_OF_SCOPE
from .reference_letters import REFUSAL, opening_of
from .reference_messages import read_banking77, split_held_back

SEED = 23
_SURROGATE = re.compile(r"\[([A-Z]+)_[a-z2-9]{4}_\d+\]")
_LINE = re.compile(r"^(?:- )?([A-Z][a-z ]+): (.*)$", re.MULTILINE)
_MEMO_LABELS = (
    "Applicant",
    "Amount",
    "Monthly income",
    "Debt ratio in percent",
    "Years employed",
    "Payment defaults",
)
NOT_STATED = "not stated"


class People:
    """Makes up what stands behind surrogates; one value for each, checksums right."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._writer = Writer(random, held_back=True, invented=0.0)

    def put_in(self, case: Case) -> Case:
        """Replace every surrogate in a case, the same by the same."""
        known: dict[str, str] = {}

        def back(match: re.Match[str]) -> str:
            if match[0] not in known:
                known[match[0]] = self._value(match[1])
            return known[match[0]]

        text = _SURROGATE.sub(back, case.text)
        answer = _SURROGATE.sub(back, case.answer)
        return replace(case, text=text, answer=answer)

    def _value(self, kind: str) -> str:
        draw = self._random
        match kind:
            case "IBAN":
                return self._iban()
            case "CARD":
                return self._card()
            case "ACCOUNT":
                return f"{draw.randrange(10**7, 10**8)}"
            case "ID":
                return f"KD-{draw.randrange(10**6, 10**7)}"
            case "AGE":
                return str(draw.randint(18, 90))
            case "URL":
                return f"https://www.example.com/help/{draw.randrange(100)}"
        forms = {
            "PERSON": "{full}",
            "ORG": "{org}",
            "LOCATION": "{place}",
            "ADDRESS": "{num} {street}, {place}",
            "DATE": "{date}",
            "BIRTHDATE": "{date}",
            "EMAIL": "{mail}",
            "PHONE": "{phone}",
        }
        return self._writer.write(forms[kind], "en", ("",)).text

    def _iban(self) -> str:
        body = f"{self._random.randrange(10**17, 10**18)}"
        rest = int(f"{body}131400") % 97  # DE00 behind it, letters as numbers
        return f"DE{98 - rest:02}{body}"

    def _card(self) -> str:
        digits = [4, *(self._random.randrange(10) for _ in range(14))]
        doubled = [
            sum(divmod(2 * digit, 10)) if index % 2 == 0 else digit
            for index, digit in enumerate(digits)
        ]
        digits.append(-sum(doubled) % 10)
        number = "".join(map(str, digits))
        return " ".join(number[at : at + 4] for at in range(0, 16, 4))


@dataclass(slots=True)
class Desk:
    """A member of staff and a reviewer, signed in."""

    anna: StaffClient
    rita: StaffClient
    letter_s: list[float]

    def answer(self, case: Case) -> str:
        """Send a text and read what comes back; "" where it was refused."""
        began = time.monotonic()
        last = list(self.anna.ask(case.purpose, case.text))[-1]
        exchange = str(last.body.get("exchange", ""))
        if case.purpose == REPLY:
            self.letter_s.append(time.monotonic() - began)
        if last.name == "held":
            held = self.rita.review(exchange)
            self.rita.approve(exchange, held["draft_digest"], "measured")
        elif last.name != "released":
            return ""
        return str(self.anna.exchange(exchange)["text"])


def score(case: Case, text: str) -> dict[str, bool]:
    """Compare an answer with the one expected."""
    if case.purpose == REPLY:
        refusal = case.label == OUT_OF_SCOPE
        return {
            "answered": bool(text),
            "salutation": first_line(text) == first_line(case.answer),
            "matter": (REFUSAL if refusal else opening_of(case.label)) in text,
            "refused": REFUSAL in text,
            "whole letter as expected": text == case.answer,
        }
    expected = json.loads(case.answer)
    shown = {label: value.strip() for label, value in _LINE.findall(text)}
    given = {label.lower(): value for label, value in shown.items()}
    if case.purpose == TRIAGE:
        found = {name: given.get(name) == value for name, value in expected.items()}
        refused = given.get("intent") == OUT_OF_SCOPE
        return {"answered": bool(text), **found, "refused": refused}
    found = {
        name: shown.get(label) == (expected[name] or NOT_STATED)
        for name, label in zip(FIELDS, _MEMO_LABELS, strict=True)
    }
    return {
        "answered": bool(text),
        **found,
        "all facts": all(found.values()),
        "recommendation": given.get("recommendation") == expected["recommendation"],
    }


def first_line(text: str) -> str:
    """The salutation of a letter."""
    return text.partition("\n")[0]


def engine_bytes(supervisor: Supervisor) -> int:
    """Memory of the engine process and those it started: VmRSS of each, summed."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            command = (status.parent / "cmdline").read_bytes().split(b"\0")
            text = status.read_text()
        except OSError:
            continue
        if b"engine" in command and str(supervisor.site.config).encode() in command:
            total += 1024 * int(re.findall(r"VmRSS:\s+(\d+)", text)[0])
    return total


def sections(data: Path, purposes: Path, count: int) -> dict[str, list[Case]]:
    """Draw the held-back cases."""
    random = Random(SEED)
    _, held = split_held_back(read_banking77(data / "tasks/banking77/train.csv"))
    corpora = Corpora(
        read_remarks(data, held_back=True), read_requests(data, held_back=True)
    )
    writer = CaseWriter(
        corpora, purposes, random, held_back=True, passages=False, long_share=0.0
    )
    rows = [Question(*row) for row in random.sample(held[0::2], 2 * count)]
    few = rows[:count]
    return {
        "triage, plain messages": [writer.triage(r, plain_share=1.0) for r in rows],
        "triage, letters": [writer.triage(r, plain_share=0.0) for r in few],
        "replies": [writer.reply(r, plain_share=0.0) for r in few],
        "triage, out of scope": [writer.triage(writer.other()) for _ in few],
        "replies, out of scope": [writer.reply(writer.other()) for _ in few[::2]],
        "credit applications": [writer.credit() for _ in few],
    }


def main() -> None:
    """Read the command line, run an appliance, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--purposes", type=Path, default=Path("policies/purposes"))
    parser.add_argument("--model", type=Path, default=Path("models/reference"))
    parser.add_argument("--count", type=int, default=100)
    arguments = parser.parse_args()
    people = People(Random(SEED))
    drawn = sections(arguments.data, arguments.purposes, arguments.count)
    figures: dict[str, dict[str, float]] = {}
    with throwaway(print) as running:
        site = running.site
        with (
            StaffClient(site.front.url, site.ca) as anna,
            StaffClient(site.front.url, site.ca) as rita,
        ):
            anna.sign_in("anna.staff", site.password)
            rita.sign_in("rita.reviewer", site.password)
            desk = Desk(anna, rita, [])
            for title, cases in drawn.items():
                hits: Counter[str] = Counter()
                for case in map(people.put_in, cases):
                    hits.update(score(case, desk.answer(case)))
                shares = {name: hit / len(cases) for name, hit in hits.items()}
                figures[f"appliance: {title}"] = {"texts": len(cases), **shares}
                print(title, len(cases), shares, flush=True)
            figures["appliance: engine"] = {
                "seconds_for_a_letter": round(statistics.median(desk.letter_s), 2),
                "memory_mib": round(engine_bytes(running) / 2**20),
            }
    write_figures(arguments.model, figures)


if __name__ == "__main__":
    main()
