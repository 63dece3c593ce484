"""What goes on while nobody reads it: answers left, stopped, cut off, or with no room."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from appliance.domain.answer import Finished, Token
from appliance.domain.ports.engine import GenerateRequest
from appliance.error_table import TABLE
from appliance.errors import ClosingError
from appliance.web import chat, live
from tests import fakes
from tests.unit.appliance.web.house import LETTER, House, events, open_house


class Waiting(fakes.ScriptedEngine):
    """An engine that writes one word, then waits to be told."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.begun, self.go_on = threading.Event(), threading.Event()

    def _pieces(
        self, request: GenerateRequest, whole: str
    ) -> Iterator[Token | Finished]:
        yield Token("A first word, ", -0.01)
        self.begun.set()
        assert self.go_on.wait(10)
        yield from super()._pieces(request, whole)


@pytest.fixture
def waiting(tmp_path: Path) -> Iterator[tuple[House, Waiting]]:
    house = open_house(tmp_path)
    engine = Waiting(clock=house.clock)
    object.__setattr__(house.parts.ports, "engine", engine)
    yield house, engine
    engine.go_on.set()
    house.close()


def test_an_exchange_ends_although_the_browser_went_away(
    waiting: tuple[House, Waiting],
) -> None:
    house, engine = waiting
    anna = house.visitor("anna")
    form = {"purpose": "reply-draft", "text": LETTER}
    answer = anna.post("/exchanges", form, accept="text/event-stream", buffered=False)
    chunks = iter(answer.response)
    exchange = events(next(chunks).decode() + "")[0][1]["exchange"]
    assert engine.begun.wait(10)
    answer.close()
    engine.go_on.set()
    house.parts.live.shut_down()
    state = anna.get(f"/exchanges/{exchange}", "application/json").get_json()["state"]
    assert state == "released"
    assert "response.sent" not in house.ledger.kinds()


def test_a_page_load_waits_for_an_answer_only_so_long(
    waiting: tuple[House, Waiting], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat, "PAGE_WAIT_S", 0.0)
    house, engine = waiting
    anna = house.visitor("anna")
    answer = anna.post("/exchanges", {"purpose": "reply-draft", "text": LETTER})
    assert answer.status_code == 303
    assert engine.begun.wait(10)
    page = anna.get(answer.headers["Location"])
    assert (page.status_code, "In work" in page.text) == (200, True)
    engine.go_on.set()
    house.parts.live.shut_down()
    assert "In work" not in anna.get(answer.headers["Location"]).text


def test_only_who_asked_can_stop_an_answer(waiting: tuple[House, Waiting]) -> None:
    house, engine = waiting
    anna, ben = house.visitor("anna"), house.visitor("ben")
    form = {"purpose": "reply-draft", "text": LETTER}
    answer = anna.post("/exchanges", form, accept="text/event-stream", buffered=False)
    chunks = iter(answer.response)
    exchange = events(next(chunks).decode())[0][1]["exchange"]
    assert engine.begun.wait(10)
    assert ben.post(f"/exchanges/{exchange}/stop").status_code == 404
    assert exchange not in engine._cancelled
    stopped = anna.post(f"/exchanges/{exchange}/stop", accept="application/json")
    assert stopped.get_json()["stopped"] is True
    engine.go_on.set()
    rest = b"".join(chunks).decode()
    answer.close()
    last = events(rest)[-1][1]
    assert ("A first word, " in last["text"], last["stopped"]) == (True, True)
    assert "You stopped this answer" in anna.get(f"/exchanges/{exchange}").text
    assert "An answer." not in rest
    assert "answer.stopped" in house.ledger.kinds()


def test_a_page_that_a_restart_cuts_off_hears_that_its_exchange_goes_on(
    waiting: tuple[House, Waiting], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_TICK_S", 0.001)
    monkeypatch.setattr(live, "CLOSING_S", 0.002)
    monkeypatch.setattr(live, "WRITTEN_S", 600)
    house, engine = waiting
    anna = house.visitor("anna")
    form = {"purpose": "reply-draft", "text": LETTER}
    answer = anna.post("/exchanges", form, accept="text/event-stream", buffered=False)
    chunks = iter(answer.response)
    exchange = events(next(chunks).decode())[0][1]["exchange"]
    assert engine.begun.wait(10)
    house.parts.live.close()
    name, body = events(b"".join(chunks).decode())[-1]
    answer.close()
    engine.go_on.set()
    house.parts.live.shut_down()
    kept = anna.get(f"/exchanges/{exchange}", "application/json").get_json()

    assert (name, body["status"], body["goes_on"]) == ("failed", 503, True)
    assert body["message"] == TABLE[ClosingError].message
    assert kept["state"] == "released"


def test_a_stop_that_finds_nothing_to_stop_says_so_and_is_not_on_record(
    waiting: tuple[House, Waiting], monkeypatch: pytest.MonkeyPatch
) -> None:
    house, engine = waiting
    mask, begun, go_on = house.masker.mask, threading.Event(), threading.Event()

    def slowly(*given: Any, **more: Any) -> Any:
        begun.set()
        assert go_on.wait(10)
        return mask(*given, **more)

    monkeypatch.setattr(house.masker, "mask", slowly)
    anna = house.visitor("anna")
    form = {"purpose": "reply-draft", "text": LETTER}
    answer = anna.post("/exchanges", form, accept="text/event-stream", buffered=False)
    chunks = iter(answer.response)
    exchange = events(next(chunks).decode())[0][1]["exchange"]
    assert begun.wait(10)
    told = anna.post(f"/exchanges/{exchange}/stop", accept="application/json")
    page = anna.get(anna.post(f"/exchanges/{exchange}/stop").headers["Location"])
    go_on.set()
    engine.go_on.set()
    last = events(b"".join(chunks).decode())[-1][1]
    answer.close()
    late = anna.post(f"/exchanges/{exchange}/stop", accept="application/json")

    assert told.get_json() == {"exchange": exchange, "stopped": False}
    assert "so nothing was stopped" in page.text
    assert ("An answer." in last["text"], last["stopped"]) == (True, False)
    assert late.get_json()["stopped"] is False
    assert "answer.stopped" not in house.ledger.kinds()


def test_more_exchanges_than_there_is_room_for_are_told_to_wait(
    waiting: tuple[House, Waiting],
) -> None:
    house, engine = waiting
    form = {"purpose": "reply-draft", "text": LETTER}
    open_streams = []
    # Four of one person, and eight of all.
    for login in ("anna", "ben"):
        visitor = house.visitor(login)
        for _ in range(4):
            answer = visitor.post(
                "/exchanges", form, accept="text/event-stream", buffered=False
            )
            open_streams.append((answer, iter(answer.response)))
            next(open_streams[-1][1])
        answer = visitor.post("/exchanges", form, accept="text/event-stream")
        assert (answer.status_code, events(answer.text)[0][0]) == (429, "failed")
        assert "as one person may" in answer.text
        assert answer.headers["Retry-After"] == "60"
    answer = house.visitor("sam").post("/exchanges", form, accept="text/event-stream")
    assert (answer.status_code, events(answer.text)[0][0]) == (503, "failed")
    assert answer.headers["Retry-After"] == "60"
    engine.go_on.set()
    for stream, rest in open_streams:
        b"".join(rest)
        stream.close()
