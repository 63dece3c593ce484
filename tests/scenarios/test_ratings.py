"""Blind ratings on the real appliance: drawn, rated by two, made a case, approved.

From a customer's letter to a line of golden.jsonl, and what the log tells of it.
"""

import json
import subprocess
import sys
from typing import Any

from appliance.commands.client import StaffClient
from appliance.domain.purpose import Purpose
from appliance.release import build_release
from appliance.release.golden import parse_golden
from tests.stack import Stack

NAME = "Zebulon Quartermaine"
LETTER = (
    f"Dear Sir or Madam, my name is {NAME}. I lost my card on the bus this morning. "
    "What should I do now? My telephone number is +44 20 7946 0958."
)


class Person:
    """Somebody at the pages, as JSON."""

    def __init__(self, client: StaffClient) -> None:
        self._http = client._http
        self._token = self._http.get("/session").json()["csrf_token"]

    def get(self, path: str) -> Any:
        return self._http.get(path).raise_for_status().json()

    def text(self, path: str) -> str:
        return str(self._http.get(path).raise_for_status().text)

    def post(self, path: str, **form: str) -> Any:
        reply = self._http.post(path, data={**form, "csrf_token": self._token})
        return reply.raise_for_status().json()

    def status(self, path: str, **form: str) -> int:
        reply = self._http.post(path, data={**form, "csrf_token": self._token})
        return int(reply.status_code)


def rate(person: Person, sample: str, verdict: str, text: str = "") -> None:
    """Rate whatever waits, oldest first, until this one was rated."""
    while (taken := person.post("/ratings")["sample"]) != sample:
        assert taken is not None, "the drawn answer does not wait"
        person.post(f"/ratings/in-hand/{taken}", verdict="right")
    person.post(f"/ratings/in-hand/{sample}", verdict=verdict, text=text)


def test_an_answer_is_rated_blind_by_two_and_becomes_a_case(stack: Stack) -> None:
    with (
        stack.signed_in("anna.staff") as anna,
        stack.signed_in("rita.reviewer") as rita,
        stack.signed_in("carl.compliance") as carl,
        stack.signed_in("audrey.auditor") as audrey,
    ):
        owner, first, second = map(Person, (anna, rita, carl))
        released = list(anna.ask("complaint-triage", LETTER))[-1]
        assert released.name == "released"
        exchange = released.body["exchange"]
        # 1. who asked says that it did not help: it is drawn, whatever the share says
        owner.post(f"/exchanges/{exchange}/rating", thumb="down")
        (drawn,) = [
            r for r in audrey.records(exchange=exchange)
            if r["kind"] == "answer.sampled"
        ]  # fmt: skip
        sample = drawn["body"]["sample"]
        # 2. two rate it; each sees stand-ins, and nothing of who asked
        seen = None
        while seen is None:
            taken = first.post("/ratings")["sample"]
            if taken == sample:
                seen = first.get(f"/ratings/in-hand/{sample}")
            else:
                first.post(f"/ratings/in-hand/{taken}", verdict="right")
        assert set(seen) == {
            *("sample", "purpose", "language", "masked", "values", "answer"),
        }
        assert NAME not in seen["masked"]
        assert "[PERSON_" in seen["masked"]
        answer = json.loads(seen["answer"])
        better = json.dumps({**answer, "urgency": "high", "product": "card"})
        first.post(f"/ratings/in-hand/{sample}", verdict="partly", text=better)
        assert second._http.get(f"/ratings/rated/{sample}").status_code == 404
        rate(second, sample, "right")
        # 3. one proposes a case of it, another approves
        version = "first" if json.loads(better) != answer else "answer"
        told = first.post(f"/ratings/rated/{sample}", version=version)
        assert (
            first.status(
                f"/golden/{told['proposal']}", verdict="approve", reason="Mine."
            )
            == 403
        )
        second.post(
            f"/golden/{told['proposal']}", verdict="approve", reason="A good case."
        )
        lines = second.text("/golden/cases/complaint-triage")
        assert told["line"] in lines.splitlines()
        assert NAME not in lines
        # 4. it is a golden case, and its made-up people are masked like anybody
        (case,) = parse_golden("case", told["line"], _purpose(stack))
        assert case.expect["urgency"] == "high"
        masked = anna.preview("complaint-triage", case.input)["masked"]
        (phone,) = [value for value in case.values if value.startswith("+44")]
        assert phone in case.input
        assert phone not in masked
        # 5. the log tells the story
        kinds = [r["kind"] for r in audrey.records(exchange=exchange)]
        assert kinds.count("answer.assessed") == 2
        assert kinds.index("answer.sampled") < kinds.index("answer.assessed")
        (approved,) = [
            r for r in audrey.records(kind="golden.approved")
            if r["body"]["proposal"] == told["proposal"]
        ]  # fmt: skip
        assert approved["body"]["rules"] == ["golden.deciders"]
        assert NAME not in json.dumps(audrey.records(exchange=exchange))


def test_the_terminal_tells_how_far_raters_agree(stack: Stack) -> None:
    with stack.signed_in("audrey.auditor") as audrey:
        shown = Person(audrey).get("/ratings/agreement")["agreement"]
    command = [sys.executable, "-m", "appliance.commands.cli", "ratings", "agreement"]
    told = subprocess.run(
        [*command, "--json", "--config", str(stack.config)],
        check=True, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert json.loads(told.stdout) == shown


def _purpose(stack: Stack) -> Purpose:
    release = build_release(stack.settings.paths.policies, model="0" * 64)
    (purpose,) = [p for p in release.purposes if p.name == "complaint-triage"]
    return purpose
