"""A site whose masking got worse takes no text until it is mended: whole appliance."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from appliance.commands.client import ServerEvent, StaffClient
from appliance.demo.child import ChildError
from appliance.domain.entity import EntityKind
from appliance.error_table import row_for
from appliance.errors import MaskingFloorError
from appliance.observe.made_texts import made_texts
from tests.stack import Stack, running_stack

LETTER = "My name is Anna Kowalski. I was charged a fee twice. Please pay it back."


@pytest.fixture(scope="module")
def strict() -> Iterator[Stack]:
    """A site of its own that asks for 900 permille."""
    with running_stack(masker={"recall_floor_permille": 900}) as stack:
        yield stack


def ask(client: StaffClient) -> ServerEvent:
    return list(client.ask("reply-draft", LETTER))[-1]


def probe(stack: Stack, form: str = "json") -> str:
    return stack.supervisor.site.run_command("privacy", "probe", "--format", form)


def allow_everybody_of_the_probe(stack: Stack) -> None:
    """Make the mistake of allowing whom the probe is about, today and tomorrow."""
    today = datetime.now(UTC).toordinal()
    names = {
        value
        for seed in (today, today + 1)
        for made in made_texts(seed)
        for kind, value in made.values
        if kind in {EntityKind.PERSON, EntityKind.ORG, EntityKind.LOCATION}
    }
    path = stack.root / "dictionary" / "allow.txt"
    path.write_text("\n".join(sorted(names)) + "\n", encoding="utf-8")
    path.chmod(0o644)
    stack.restart("masker")


def test_below_the_floor_no_text_is_taken_until_a_probe_is_above_it(
    strict: Stack,
) -> None:
    row = row_for(MaskingFloorError())
    # What was never measured is above no floor.
    with strict.signed_in("anna.staff") as anna:
        assert ask(anna).body["message"] == row.message

    allow_everybody_of_the_probe(strict)
    with pytest.raises(ChildError):
        probe(strict)  # it measures, and exits with 1
    with strict.signed_in("anna.staff") as anna:
        failed = ask(anna)
        assert (failed.name, failed.body["message"]) == ("failed", row.message)
        page = anna._http.get("/rules", headers={"Accept": "text/html"}).text
        assert "No text is taken" in page
        rules = anna._json("GET", "/rules")
        assert rules["masking"]["refuses"] is True
    with strict.signed_in("audrey.auditor") as auditor:
        records = auditor.records(exchange=failed.body["exchange"])
        assert records[-1]["kind"] == "exchange.failed"
        assert records[-1]["body"]["error"] == "MaskingFloorError"
        assert auditor.records(kind="masking.probed")

    (strict.root / "dictionary" / "allow.txt").unlink()
    strict.restart("masker")
    well = json.loads(probe(strict))
    assert (well["refuses"], well["floor_permille"]) == (False, 900)
    assert well["weakest_permille"] >= 900
    with strict.signed_in("anna.staff") as anna:
        assert ask(anna).name == "released"
