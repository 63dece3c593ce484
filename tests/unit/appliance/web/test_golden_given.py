"""A case from a rated answer keeps what was given for variables, and for whom."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.domain.purpose import Purpose
from appliance.domain.sampling import Sampling
from appliance.release.golden import parse_golden
from tests import fakes
from tests.unit.appliance.web.house import House, open_house
from tests.unit.appliance.web.test_golden import decide, propose
from tests.unit.appliance.web.test_ratings import rated_twice, seen, take

JSON = "application/json"
NAME = "reply-draft"
DECLARED = """
[variables.note]
type = "text"
label = "Note"

[variables.due]
type = "date"
label = "Answer by"

[variables.product]
type = "choice"
label = "Product"
words = ["card", "loan"]

[audiences]
people = { expert = ["reviewer"] }
"""
GIVEN = {
    "variable.note": "Anna Kowalski called.",
    "variable.due": "2026-11-21",
    "variable.product": "loan",
}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house whose letters ask for three things, with a prompt for reviewers."""
    policies = tmp_path / "rules"
    shutil.copytree(fakes.POLICIES, policies)
    folder = policies / "purposes" / NAME
    settings = (folder / "purpose.toml").read_text("utf-8") + DECLARED
    settings = settings.replace('["staff"]', '["staff", "reviewer"]')
    (folder / "purpose.toml").write_text(settings, "utf-8")
    asked = "{{due}} {{note}} {{product}} {{text}}"
    prompt = (folder / "prompt.en.md").read_text("utf-8").replace("{{text}}", asked)
    (folder / "prompt.en.md").write_text(prompt, "utf-8")
    (folder / "prompt.en.expert.md").write_text(prompt, "utf-8")
    (folder / "golden.jsonl").unlink()
    drawn = Sampling(share_permille=1000)
    built = open_house(tmp_path, policies=policies, drawn=drawn)
    built.masker.words["2026-11-21"] = fakes.EntityKind.DATE
    yield built
    built.close()


def purpose_in(house: House) -> Purpose:
    return house.parts.ports.purposes.named(NAME)


def test_a_raters_page_shows_what_the_model_read_of_each(house: House) -> None:
    house.visitor("anna").ask(NAME, **GIVEN)
    rita = house.visitor("rita")
    sample = take(rita)
    values = seen(rita, sample)["values"]
    assert values["product"] == "loan"
    assert values["note"].startswith("[PERSON_")
    page = rita.get(f"/ratings/in-hand/{sample}").text
    assert "<dt>Answer by</dt>" in page
    assert "Kowalski" not in page


def test_a_case_gives_each_variable_with_made_up_people(house: House) -> None:
    house.visitor("anna").ask(NAME, **GIVEN)
    sample = rated_twice(house, "right", "right")
    rita = house.visitor("rita")
    shown = rita.get(f"/ratings/rated/{sample}", JSON).get_json()
    assert shown["values"]["product"] == "loan"
    assert "<dt>Answer by</dt>" in rita.get(f"/ratings/rated/{sample}").text
    line = propose(rita, sample).get_json()["line"]
    assert "Kowalski" not in line
    assert "_1]" not in line
    (case,) = parse_golden("case", line, purpose_in(house))
    name, day = case.values
    # Who stands in the text and in the note is one person; the day is another day.
    assert case.variables == {"note": f"{name} called.", "due": day, "product": "loan"}
    assert case.input == f"{name} asks about a fee."
    assert day != "2026-11-21"
    assert case.audience == ""


def test_a_case_of_somebody_of_an_audience_is_asked_by_that_audience(
    house: House,
) -> None:
    house.visitor("sam").ask(NAME, **GIVEN)
    sample = rated_twice(house, "right", "right")
    line = propose(house.visitor("rita"), sample).get_json()["line"]
    assert json.loads(line)["audience"] == "expert"
    (case,) = parse_golden("case", line, purpose_in(house))
    assert case.audience == "expert"


def test_the_second_person_reads_what_was_given_and_who_asks(house: House) -> None:
    house.visitor("sam").ask(NAME, **GIVEN)
    propose(house.visitor("rita"), rated_twice(house, "right", "right"))
    carl = house.visitor("carl")
    page = carl.get("/golden").text
    assert '<dt>Answer by</dt><dd class="text">20' in page
    assert "Asked by somebody of the audience expert." in page
    assert decide(carl).get_json()["state"] == "approved"
