"""Every fault becomes an answer in the caller's own form, and nothing typed is lost."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Response

from appliance.error_table import TABLE, sentences_of
from appliance.errors import (
    ApplianceError,
    BrokenReleaseError,
    ClosingError,
    InternalError,
    LedgerAwayError,
    MalformedCallError,
    OverBudgetError,
    SessionExpiredError,
    SignInError,
    TooFastError,
)
from appliance.kinds import RecordKind
from appliance.web.access import EVERYBODY, Pages
from appliance.web.room import ROOMS
from tests.unit.appliance.web.house import House, open_house

OUTSIDE = {
    RecordKind.EXCHANGE_REFUSED: RecordKind.REQUEST_REFUSED,
    RecordKind.EXCHANGE_FAILED: RecordKind.REQUEST_FAILED,
    RecordKind.REVIEW_REFUSED: RecordKind.REQUEST_REFUSED,
}
ORDINARY = [e for e in TABLE if not issubclass(e, SignInError | SessionExpiredError)]


# What else some of them are made of.
MORE: dict[type[ApplianceError], tuple[object, ...]] = {
    BrokenReleaseError: ("a" * 64,),
    MalformedCallError: ("Internal words too.",),
    OverBudgetError: ((), 60),
    TooFastError: (60,),
}


class Breaking:
    """A rules page that breaks as it is told; opened by POST, which it has not."""

    fault: Exception = InternalError("x")


@pytest.fixture
def breaking(tmp_path: Path) -> Iterator[tuple[House, Breaking]]:
    found, pages = Breaking(), Pages("breaking", __name__)

    @pages.route("/break", to=EVERYBODY, methods=("POST",))
    def page() -> Response:
        raise found.fault

    house = open_house(tmp_path, rooms=(*ROOMS, pages))
    yield house, found
    house.close()


@pytest.mark.parametrize("error", ORDINARY, ids=lambda e: e.__name__)
def test_each_error_of_the_table_answers_page_json_and_events(
    breaking: tuple[House, Breaking], error: type[ApplianceError]
) -> None:
    house, page_that_breaks = breaking
    row, anna = TABLE[error], house.visitor("anna")
    page_that_breaks.fault = error("internal words: 17", *MORE.get(error, ()))
    said = " ".join(sentences_of(page_that_breaks.fault))
    typed = {"text": "My <i>own</i> words"}

    page = anna.post("/break", typed)
    assert page.status_code == row.status
    assert row.message in page.text.replace("&#39;", "'")
    assert "My &lt;i&gt;own&lt;/i&gt; words</textarea>" in page.text

    told = anna.post("/break", typed, accept="application/json")
    assert told.status_code == row.status
    assert told.get_json() == {
        "error": error.__name__,
        "status": row.status,
        "message": said,
    }

    stream = anna.post("/break", typed, accept="text/event-stream")
    assert (stream.status_code, stream.mimetype) == (row.status, "text/event-stream")
    name, data = stream.text.strip().split("\n")
    assert name == "event: failed"
    assert json.loads(data.removeprefix("data: ")) == {
        "exchange": "",
        "status": row.status,
        "message": said,
        **({"retry_after_s": 60} if 60 in MORE.get(error, ()) else {}),
        **({"goes_on": True} if error is ClosingError else {}),
    }
    for answer in (page, told, stream):
        assert "internal words" not in answer.text
    last = house.ledger.records[-1]
    if issubclass(error, LedgerAwayError):  # it is not asked again
        assert last.kind is RecordKind.SESSION_OPENED
        return
    assert (last.kind, last.exchange) == (OUTSIDE.get(row.kind, row.kind), None)
    assert last.body["error"] == error.__name__


def test_an_unforeseen_fault_says_its_class_and_place_and_no_text(
    breaking: tuple[House, Breaking], caplog: pytest.LogCaptureFixture
) -> None:
    house, page_that_breaks = breaking
    anna = house.visitor("anna")
    page_that_breaks.fault = ValueError("Anna Kowalski")
    with caplog.at_level(logging.DEBUG):
        answer = anna.post("/break", {"text": "Anna Kowalski"})
    assert answer.status_code == 500
    assert "ValueError" not in answer.text
    assert "unforeseen ValueError at test_errors.py:" in caplog.text
    assert "Kowalski" not in caplog.text
    assert house.ledger.records[-1].kind is RecordKind.REQUEST_FAILED


def test_no_refusal_outside_an_exchange_is_recorded_as_one(house: House) -> None:
    anna, carl, audrey = (house.visitor(who) for who in ("anna", "carl", "audrey"))
    held = anna.ask("credit-memo")
    before = len(house.ledger.records)
    anna.post(f"/exchanges/{held}/rating", {"thumb": "up"})
    carl.post("/dictionary/0", {"verdict": "approve"})
    audrey.get("/records?before=abc")
    house.directory.down = True
    house.clock.advance(301)
    anna.get("/history")
    told = house.ledger.records[before:]
    assert [(str(r.kind), r.exchange, r.body["error"]) for r in told] == [
        ("request.refused", held, "ConflictError"),
        ("access.refused", None, "NotFoundError"),
        ("request.refused", None, "BadRequestError"),
        ("request.failed", None, "DirectoryError"),
    ]


def test_an_expired_session_keeps_what_was_typed(house: House) -> None:
    anna = house.visitor("anna")
    token = anna.token()
    house.clock.advance(100_000)
    form = {"purpose": "reply-draft", "text": "Half an hour of work"}
    answer = anna.post("/exchanges", form, token=token)
    assert answer.status_code == 401
    assert "Half an hour of work</textarea>" in answer.text


def test_a_strangers_body_is_not_read(house: House) -> None:
    answer = house.visitor().client.post(
        "/exchanges",
        base_url="https://cloister.test",
        data={"text": "planted"},
    )
    assert answer.status_code == 401
    assert "planted" not in answer.text


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_page_that_does_not_exist_says_so(house: House, accept: str) -> None:
    answer = house.visitor("anna").get("/nothing", accept)
    assert answer.status_code == 404
    assert "There is nothing here for you." in answer.text


def test_a_body_over_the_limit_is_refused_in_words(house: House) -> None:
    anna = house.visitor("anna")
    limit = house.parts.settings.web.max_request_bytes
    answer = anna.post("/exchanges", {"text": "x" * (limit + 1)}, token="t")
    assert answer.status_code == 413
    assert "larger than the appliance reads" in answer.text
    assert house.ledger.records[-1].body["error"] == "RequestTooLargeError"


def test_the_log_being_down_is_told_and_nothing_is_answered(house: House) -> None:
    anna = house.visitor("anna")
    token = anna.token()
    house.ledger.down = True
    form = {"purpose": "reply-draft", "text": "words"}
    for path in ("/exchanges", "/preview/reply-draft"):
        answer = anna.post(path, form, token=token)
        assert answer.status_code == 503
        assert "The log cannot be written" in answer.text
        assert "words</textarea>" in answer.text
    assert house.engine.requests == []
