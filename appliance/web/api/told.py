"""A completion on its way out to the program: as a stream, or whole.

What is long in coming is asked for later: it goes on, and the program is told where
its answer will be.
"""

import time
from collections.abc import Iterator
from concurrent.futures import Future
from functools import cached_property
from itertools import chain

from flask import Response, jsonify
from flask.typing import ResponseReturnValue

from appliance.domain.exchange import Exchange, Outcome, Released
from appliance.domain.ports.ledger import Entry
from appliance.domain.purpose import AnswerForm, Purpose
from appliance.errors import ApplianceError, ClosingError, InternalError
from appliance.kinds import RecordKind
from appliance.web.api.asked import check_fits
from appliance.web.api.chat_request import ChatRequest
from appliance.web.api.completion import DONE, Completion, Took, fault_event, took
from appliance.web.api.content import content_of
from appliance.web.api.faults import (
    body_of,
    fault_body,
    unanswered,
    unanswered_response,
    with_number,
)
from appliance.web.errors import message_of
from appliance.web.feed import Event, Feed
from appliance.web.parts import Parts
from appliance.web.previews import event_stream

# Under the time that nginx waits, so that the program reads our words.
WAIT_S = 180.0


class Told:
    """One completion on its way out: as a stream, or whole."""

    def __init__(
        self, of: Parts, exchange: Exchange, purpose: Purpose, asked: ChatRequest
    ) -> None:
        self._of = of
        self._exchange = exchange
        self._purpose = purpose
        self._asked = asked
        self._pieces = 0
        # How it ended, where that came before its first piece.
        self._early: list[Outcome | ApplianceError] = []

    def wait(self, future: "Future[Outcome]") -> ResponseReturnValue:
        """Wait for the end, and give the answer or say why there is none."""
        number = self._exchange.id
        try:
            outcome = future.result(WAIT_S)
        except TimeoutError:
            return self._later()
        if not isinstance(outcome, Released):
            return unanswered_response(*unanswered(outcome, self._place), number)
        content, took = self._content(outcome), self._took()
        response = jsonify(self._head.whole(content, took))
        self._record_sent()
        return with_number(self._aged(response, took), number)

    def stream(self, feed: Feed, future: "Future[Outcome]") -> ResponseReturnValue:
        """Give the answer as it is written.

        Nothing is sent before there is something to read: what is held or refused has
        a status of its own. That is waited for no longer than a whole answer.
        """
        number = self._exchange.id
        told = self._of.live.events(feed, future, self._end, self._write)
        first, until_s = "", time.monotonic() + WAIT_S
        for first in told:
            if first.startswith("data:"):
                break
            if time.monotonic() >= until_s:
                feed.be_asked_later()
                told.close()  # type: ignore[attr-defined] # it is a generator
                return self._later()
        if not self._early:
            return with_number(event_stream(self._to_end(first, told)), number)
        (ended,) = self._early
        if isinstance(ended, ClosingError):
            feed.be_asked_later()
        told.close()  # type: ignore[attr-defined] # it is a generator
        if isinstance(ended, ClosingError):
            return self._later()
        if isinstance(ended, ApplianceError):
            raise ended
        if not isinstance(ended, Released):
            return unanswered_response(*unanswered(ended, self._place), number)
        response = event_stream(self._to_end(first, iter(())))
        return with_number(self._aged(response, self._took()), number)

    def _later(self) -> Response:
        """Say that it is still in work, and where to ask for it."""
        return unanswered_response(504, self._in_work(), self._exchange.id)

    def _in_work(self) -> dict[str, object]:
        told = f"It is still in work. Ask for it at {self._place}."
        return body_of(504, "still_in_work", told, exchange=self._exchange.id)

    @property
    def _place(self) -> str:
        """Where its answer will be, in the form that was asked for."""
        form = "?format=text" if self._asked.form == "text" else ""
        return f"/v1/exchanges/{self._exchange.id}{form}"

    def _aged(self, response: Response, took: Took) -> Response:
        """Say how old an answer is that was given again (RFC 9111, 5.1)."""
        if took.written_at is not None:
            age = self._of.ports.clock.now() - took.written_at
            response.headers["Age"] = str(max(0, int(age.total_seconds())))
        return response

    def _to_end(self, first: str, told: Iterator[str]) -> Iterator[str]:
        for said in chain([first], told):
            whole = said.endswith(DONE)
            yield said
            if whole:
                # Only reached when the last event was taken.
                self._record_sent()

    def _write(self, event: Event) -> str:
        if event.name == "piece":
            return self._piece(event.body["text"])
        return str(event.body["said"]) if event.name == "said" else ""

    def _piece(self, text: str) -> str:
        self._pieces += 1
        usage = self._asked.include_usage
        return self._head.piece(text, first=self._pieces == 1, usage=usage)

    def _end(self, outcome: Outcome | None, fault: ApplianceError | None) -> Event:
        ended = outcome or fault or InternalError("no end")
        if not self._pieces:
            self._early.append(ended)
        if isinstance(ended, ClosingError):
            return _said(fault_event(self._in_work()))
        if isinstance(ended, ApplianceError):
            return _said(fault_event(fault_body(ended, message_of(ended, str))))
        if not isinstance(ended, Released):
            return _said(fault_event(unanswered(ended, self._place)[1]))
        said = "" if self._pieces else self._piece(self._content(ended))
        usage = self._asked.include_usage
        return _said(said + self._head.end(self._took(), usage=usage))

    def _took(self) -> Took:
        return took(self._of.log.of_exchange(self._exchange.id))

    @cached_property
    def _head(self) -> Completion:
        """What every part of the answer begins with; once a release answers it."""
        exchange, release = self._exchange, self._took().release
        purpose = exchange.purpose
        return Completion(exchange.id, purpose, release, exchange.received_at)

    def _content(self, released: Released) -> str:
        purpose = self._of.ports.purpose_as_answered(
            self._purpose.name, self._head.release
        )
        if purpose.release != self._purpose.release:
            # A candidate answered: its form may be another.
            check_fits(self._asked, purpose)
        structured = purpose.answer is AnswerForm.STRUCTURED
        if not structured or self._asked.form == "text":
            return released.text.reveal()
        return content_of(
            self._of,
            purpose,
            released.masked,
            exchange=released.exchange,
            case=self._exchange.case,
            reader=self._exchange.credential.person,
            in_words=False,
        )

    def _record_sent(self) -> None:
        exchange = self._exchange
        person = exchange.credential.person
        entry = Entry(RecordKind.RESPONSE_SENT, exchange.id, exchange.case, person, {})
        self._of.ports.ledger.append(entry)


def _said(text: str) -> Event:
    return Event("said", {"said": text})
