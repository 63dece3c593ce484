"""Conversations on the pages: gone on from, changed, asked again; of one's own only."""

import re
import shutil
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from appliance.domain.exchange import ExchangeState
from appliance.kinds import RecordKind
from appliance.stores.exchange_rows import KeptExchange
from appliance.web.live import MAX_OF_PERSON
from tests import fakes
from tests.unit.appliance.web.house import House, open_house

NAME = "reply-draft"
FIRST = "Anna Kowalski asks about a fee."
SECOND = "And what does Anna Kowalski want?"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house whose letters go on for two turns, and are drawn by lot."""
    folder = tmp_path_factory.mktemp("house")
    policies = folder / "rules"
    shutil.copytree(fakes.POLICIES, policies)
    path = policies / "purposes" / NAME / "purpose.toml"
    text = path.read_text("utf-8").replace("temperature = 0.0", "temperature = 0.5")
    path.write_text(f"{text}\n[conversation]\nturns = 2\n", "utf-8")
    opened = open_house(folder, policies=policies)
    yield opened
    opened.close()


@pytest.fixture
def anna(house: House) -> Any:
    house.engine.room_chars = 100_000
    return house.visitor("anna")


def go_on(visitor: Any, exchange: str, text: str, how: str = "turn") -> str:
    return str(visitor.ask(NAME, text, follows=exchange, how=how))


def ended(house: House, exchange: str) -> KeptExchange:
    """Wait until an exchange that goes on by itself has ended."""
    kept = house.parts.stores.exchanges.get(exchange, "anna")
    for _ in range(1_000):
        if kept.state is not ExchangeState.OPEN:
            break
        threading.Event().wait(0.01)
        kept = house.parts.stores.exchanges.get(exchange, "anna")
    return kept


def read_by_model(house: House) -> list[str]:
    return [message.role for message in house.engine.requests[-1].messages]


def test_an_answer_can_be_gone_on_from(house: House, anna: Any) -> None:
    first = anna.ask(NAME, FIRST)
    page = anna.get(f"/exchanges/{first}").text
    (address,) = re.findall(r'id="go-on" href="([^"]+)"', page)
    form = anna.get(address.replace("&amp;", "&")).text
    assert "Earlier in this conversation" in form
    assert f'name="follows" value="{first}"' in form
    assert "Kowalski" not in form
    second = go_on(anna, first, SECOND)
    assert read_by_model(house) == ["system", "user", "assistant", "user"]
    kept = house.parts.stores.exchanges.get(second, "anna")
    assert kept.case == house.parts.stores.exchanges.get(first, "anna").case
    shown = anna.get(f"/exchanges/{second}").text
    assert f'href="/exchanges/{first}"' in shown
    assert "not seen by the model" not in shown
    assert "The next turn" in anna.get(f"/exchanges/{first}").text


def test_the_page_says_which_turns_the_model_did_not_see(
    house: House, anna: Any
) -> None:
    first = anna.ask(NAME, FIRST)
    second = go_on(anna, first, SECOND)
    third = go_on(anna, second, SECOND)
    house.engine.room_chars = 1
    last = go_on(anna, third, SECOND)
    page = anna.get(f"/exchanges/{last}").text
    assert "The model did not see turns 1 to 3: there was no room for them." in page
    assert page.count("not seen by the model") == 3
    why = anna.get(f"/exchanges/{last}/why").text
    assert "the model read 0 earlier turns; 3, the oldest, were left out" in why


def test_ones_own_text_comes_back_to_be_changed(house: House, anna: Any) -> None:
    first = anna.ask(NAME, FIRST)
    reads = house.ledger.kinds().count(str(RecordKind.VAULT_READ))
    form = anna.get(f"/new/{NAME}?follows={first}&how=edited").text
    assert FIRST in form
    assert house.ledger.kinds().count(str(RecordKind.VAULT_READ)) == reads + 1
    changed = go_on(anna, first, "Anna Kowalski asks about two.", "edited")
    assert read_by_model(house) == ["system", "user"]
    page = anna.get(f"/exchanges/{changed}").text
    assert "a changed version of an earlier text" in page


def test_a_preview_without_scripts_keeps_what_the_text_goes_on_from(
    anna: Any,
) -> None:
    first = anna.ask(NAME, FIRST)
    form = {"text": SECOND, "follows": first, "how": "turn"}
    page = anna.post(f"/preview/{NAME}", form).text
    assert f'name="follows" value="{first}"' in page
    assert 'name="how" value="turn"' in page


def test_a_text_is_asked_again_with_another_seed(house: House, anna: Any) -> None:
    first = anna.ask(NAME, FIRST)
    seed = house.engine.requests[-1].seed
    told = anna.post(f"/exchanges/{first}/again")
    again = told.headers["Location"].removeprefix("/exchanges/")
    assert told.status_code == 303
    kept = ended(house, again)
    assert kept.state is ExchangeState.RELEASED
    assert house.engine.requests[-1].seed not in (seed, None)
    (sealed,) = (
        part.masked.text
        for message in house.engine.requests[-1].messages
        for part in message.parts
        if hasattr(part, "masked")
    )
    assert sealed == kept.masked


def test_who_has_too_much_in_work_has_nobody_put_back_to_ask_again(
    house: House, anna: Any
) -> None:
    first = anna.ask(NAME, FIRST)
    live = house.parts.live
    before = house.ledger.kinds().count(RecordKind.VAULT_READ)
    live._of_person["anna"] = MAX_OF_PERSON
    full = anna.post(f"/exchanges/{first}/again")
    live._of_person.clear()
    assert full.status_code == 429
    assert house.ledger.kinds().count(RecordKind.VAULT_READ) == before
    assert anna.post(f"/exchanges/{first}/again").status_code == 303
    assert house.ledger.kinds().count(RecordKind.VAULT_READ) == before + 1


@pytest.mark.parametrize("login", ["ben", "sam"])
def test_nobody_goes_on_from_what_is_anothers(
    house: House, anna: Any, login: str
) -> None:
    first = anna.ask(NAME, FIRST)
    other = house.visitor(login)
    for how in ("turn", "edited"):
        page = other.get(f"/new/{NAME}?follows={first}&how={how}")
        assert (page.status_code, "Kowalski" in page.text) == (404, False)
        form = {"purpose": NAME, "text": SECOND, "follows": first, "how": how}
        assert other.post("/exchanges", form).status_code == 404
    assert other.post(f"/exchanges/{first}/again").status_code == 404


def test_a_way_to_go_on_that_no_page_offers_is_refused(anna: Any) -> None:
    first = anna.ask(NAME, FIRST)
    form = {"purpose": NAME, "text": SECOND, "follows": first}
    assert anna.post("/exchanges", {**form, "how": "again"}).status_code == 400
    assert anna.get(f"/new/{NAME}?follows={first}").status_code == 400


def test_a_purpose_that_reads_no_turns_offers_none(anna: Any) -> None:
    sorted_ = anna.ask("complaint-triage", FIRST)
    page = anna.get(f"/exchanges/{sorted_}").text
    assert 'id="go-on"' not in page
    assert "this text would get the same answer" in page
    assert anna.post(f"/exchanges/{sorted_}/again").status_code == 409
    form = {"purpose": "complaint-triage", "text": SECOND, "follows": sorted_}
    assert anna.post("/exchanges", {**form, "how": "turn"}).status_code == 404
    # Of another purpose nothing is gone on from either.
    form = {"purpose": NAME, "text": SECOND, "follows": sorted_, "how": "edited"}
    assert anna.post("/exchanges", form).status_code == 404
