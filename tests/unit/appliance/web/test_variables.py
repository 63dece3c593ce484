"""Variables of a purpose on the pages: given, checked, shown masked, kept."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import fakes
from tests.unit.appliance.web.house import LETTER, House, open_house

JSON = "application/json"
NAME = "reply-draft"
DECLARED = """
[variables.due]
type = "date"
label = "Answer by"

[variables.note]
type = "text"
label = "Note"

[variables.product]
type = "choice"
label = "Product"
words = ["card", "loan"]
"""
GIVEN = {
    "variable.due": "2026-11-21",
    "variable.note": "Anna Kowalski called.",
    "variable.product": "loan",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house whose letters ask for three things besides the text."""
    folder = tmp_path_factory.mktemp("house")
    policies = folder / "rules"
    shutil.copytree(fakes.POLICIES, policies)
    _append(policies / "purposes" / NAME / "purpose.toml", DECLARED)
    # Its golden cases give no values: they are of the purpose as it is shipped.
    (policies / "purposes" / NAME / "golden.jsonl").unlink()
    prompt = policies / "purposes" / NAME / "prompt.en.md"
    asked = "{{due}} {{note}} {{product}} {{text}}"
    prompt.write_text(prompt.read_text("utf-8").replace("{{text}}", asked), "utf-8")
    opened = open_house(folder, policies=policies)
    yield opened
    opened.close()


def _append(path: Path, more: str) -> None:
    path.write_text(path.read_text("utf-8") + more, "utf-8")


@pytest.fixture(scope="module")
def anna(house: House) -> Any:
    return house.visitor("anna")


def test_the_form_asks_for_each_by_its_label_and_type(anna: Any) -> None:
    page = anna.get(f"/new/{NAME}").text
    assert '<label for="value-due">Answer by</label>' in page
    assert 'name="variable.due" type="date"' in page
    assert '<option value="loan">' in page


def test_a_preview_shows_what_the_model_would_read_of_each(anna: Any) -> None:
    form = {"text": LETTER, **GIVEN}
    seen = anna.post(f"/preview/{NAME}", form, accept=JSON).get_json()
    assert seen["values"]["due"] == "2026-11-21"
    assert seen["values"]["product"] == "loan"
    assert seen["values"]["note"].startswith("[PERSON_")
    assert "Kowalski" not in str(seen)
    page = anna.post(f"/preview/{NAME}", form).text
    assert 'value="Anna Kowalski called."' in page
    assert "data-values" in page


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"variable.due": "soon"}, "Answer by: Give a day as year-month-day."),
        ({"variable.due": ""}, "Answer by: It is missing."),
        ({"variable.product": "house"}, "Product: Choose one of the words"),
        ({"variable.else": "x"}, "This purpose does not ask for such a value."),
    ],
)
def test_a_value_that_is_wrong_is_named_with_what_is_expected(
    anna: Any, changes: dict[str, str], told: str
) -> None:
    form = {"purpose": NAME, "text": LETTER, **GIVEN, **changes}
    for path in (f"/preview/{NAME}", "/exchanges"):
        answer = anna.post(path, form, accept=JSON)
        assert answer.status_code == 400
        assert answer.get_json()["error"] == "VariableError"
        assert told in answer.get_json()["message"]
    page = anna.post("/exchanges", form).text
    assert told in page
    assert 'name="variable.note" value="Anna Kowalski called."' in page
    assert LETTER in page


def test_a_wrong_value_is_said_in_the_readers_language(anna: Any) -> None:
    form = {"purpose": NAME, "text": LETTER, **GIVEN, "variable.due": "x"}
    anna.post("/language", {"language": "de"})
    try:
        told = anna.post("/exchanges", form, accept=JSON).get_json()["message"]
    finally:
        anna.post("/language", {"language": "en"})
    assert "Answer by: Geben Sie einen Tag als Jahr-Monat-Tag an." in told


def test_what_was_given_stays_with_the_exchange_masked(house: House, anna: Any) -> None:
    exchange = anna.ask(NAME, **GIVEN)
    told = anna.get(f"/exchanges/{exchange}", JSON).get_json()
    assert told["state"] == "released"
    assert told["values"]["product"] == "loan"
    assert told["values"]["note"].startswith("[PERSON_")
    page = anna.get(f"/exchanges/{exchange}").text
    assert "<dt>Answer by</dt>" in page
    kept = house.parts.stores.exchanges.masked_text(exchange)
    assert "2026-11-21" in kept
    assert "Kowalski" not in kept


def test_a_purpose_that_asks_for_nothing_takes_nothing(anna: Any) -> None:
    form = {"text": LETTER, "variable.due": "2026-11-21"}
    answer = anna.post("/preview/complaint-triage", form, accept=JSON)
    assert answer.get_json()["error"] == "VariableError"
