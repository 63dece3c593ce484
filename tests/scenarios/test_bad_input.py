"""What people send that cannot be taken: each gets a status, a sentence and a record.

Sent to the real appliance through its front, as a page, a script and a stream each. What
was typed comes back in the page, nothing is half-released, and no process is lost.
"""

import html
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes, urlencode

import docx
import httpx
import pytest

from appliance.commands.client import AnsweredError, StaffClient
from appliance.error_table import TABLE
from appliance.errors import (
    ApplianceError,
    BlockedKindError,
    CsrfError,
    EmptyTextError,
    LookAlikeError,
    MalformedEditError,
    RequestTooLargeError,
    SessionExpiredError,
    TextTooLongError,
    UnknownPurposeError,
    UnreadableTextError,
    UnsupportedFileError,
)
from appliance.kinds import RecordKind
from tests.stack import Stack

BOUNDARY = "one-part-ends-here"
URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
PAGE, SCRIPT, STREAM = "text/html", "application/json", "text/event-stream"
COOKIE = "__Host-cloister"
PURPOSE = "complaint-triage"
LOOK_ALIKE = "[PERSON_ab2c_1]"
APPLICATION = (
    "Applicant: {}\nMonthly income: 3,200\nMonthly debts: 400\nAmount: 12,000\n"
    "Term: 48 months\nPurpose: car\nYears employed: 6\nDefaults: 0"
)
KEY = "sk-" + "a1b2c3d4" * 3

Body = Callable[[str], tuple[str, bytes]]


@dataclass(frozen=True)
class Bad:
    """Something that is sent, and what it comes to.

    Args:
        body: Makes content type and body from the form's token.
        error: The row of the table that answers it.
        kept: What the page must give back of it, or nothing.
        purpose: The purpose it is sent to.
        counted: What is said behind the row's sentence, in numbers.
    """

    body: Body
    error: type[ApplianceError]
    kept: str = ""
    purpose: str = PURPOSE
    counted: str = ""

    @property
    def kind(self) -> RecordKind:
        kind = TABLE[self.error].kind
        # All but what the masker finds is refused before there is an exchange.
        begun = self.error is BlockedKindError
        is_refusal = kind is RecordKind.EXCHANGE_REFUSED
        return RecordKind.REQUEST_REFUSED if is_refusal and not begun else kind


def typed(text: str, *, purpose: str = PURPOSE) -> Body:
    """Type a text into the form."""
    return lambda token: (
        URLENCODED,
        urlencode({"csrf_token": token, "purpose": purpose, "text": text}).encode(),
    )


def quoted(text: bytes) -> Body:
    """Send these bytes as the text of the form, percent-encoded."""
    form = f"purpose={PURPOSE}&text={quote_from_bytes(text)}&csrf_token="
    return lambda token: (URLENCODED, (form + token).encode())


def parts(text: bytes) -> Body:
    """Send these bytes as the text of a form in parts."""
    return lambda token: (MULTIPART, _multipart(token, 'name="text"', text))


def file(name: str, raw: bytes) -> Body:
    """Upload a file."""
    place = f'name="file"; filename="{name}"'
    return lambda token: (MULTIPART, _multipart(token, place, raw))


def zip_bomb() -> bytes:
    """Make a document that is whole, small, and twelve million characters long."""
    document = docx.Document()
    for _ in range(12):
        document.add_paragraph("a" * 1_000_000)
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


BOMB = zip_bomb()
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nendobj\n%%EOF\n"

TEN_MB = (
    " It has 10,000,000 characters; at most 3,000 are taken. Leave out some 9,997,000 "
    "characters, about 1,666,167 words."
)
BAD: dict[str, Bad] = {
    "empty": Bad(typed(""), EmptyTextError),
    "no text at all": Bad(
        lambda token: (URLENCODED, f"purpose={PURPOSE}&csrf_token={token}".encode()),
        EmptyTextError,
    ),
    "white space": Bad(typed(" \r\n\t \u00a0\u2003"), EmptyTextError),
    "10,000 empty lines": Bad(typed("\r\n" * 10_000), EmptyTextError),
    "an empty file": Bad(file("letter.txt", b""), EmptyTextError),
    "10 MB": Bad(
        typed("a" * 10_000_000), TextTooLongError, kept="a" * 1000, counted=TEN_MB
    ),
    "10 MB in parts": Bad(
        parts(b"b" * 10_000_000), TextTooLongError, kept="b" * 1000, counted=TEN_MB
    ),
    "more than is read": Bad(typed("c" * 12_500_000), RequestTooLargeError),
    "10,000 lines": Bad(
        typed("Where is it?\r\n" * 10_000),
        TextTooLongError,
        kept="Where is it?",
        counted=" It has 130,000 characters; at most 3,000 are taken. Leave out some "
        "127,000 characters, about 21,167 words.",
    ),
    "not UTF-8": Bad(quoted(b"caf\xe9"), UnreadableTextError),
    "not UTF-8 in parts": Bad(parts(b"caf\xe9"), UnreadableTextError),
    "cut UTF-8 in parts": Bad(parts(b"30 \xe2\x82"), UnreadableTextError),
    "not UTF-8 in a file": Bad(file("letter.txt", b"caf\xe9"), UnreadableTextError),
    "a lone surrogate": Bad(quoted(b"a\xed\xa0\x80b"), UnreadableTextError),
    "a lone surrogate in parts": Bad(parts(b"a\xed\xa0\x80b"), UnreadableTextError),
    "NUL": Bad(typed("Where\0is my card?"), UnreadableTextError, kept="is my card?"),
    "escape sequence": Bad(
        typed("\x1b[2J Where is my card?"),
        UnreadableTextError,
        kept="Where is my card?",
    ),
    "unknown purpose": Bad(
        typed("Where is my card?", purpose="fortune-telling"),
        UnknownPurposeError,
        kept="Where is my card?",
        purpose="fortune-telling",
    ),
    "a purpose as a path": Bad(
        typed("Where is my card?", purpose="..\\credit-memo"),
        UnknownPurposeError,
        kept="Where is my card?",
        purpose="..\\credit-memo",
    ),
    "another form's token": Bad(
        lambda token: typed("Where is my card?")(token[::-1]),
        CsrfError,
        kept="Where is my card?",
    ),
    "no token": Bad(
        lambda _: typed("Where is my card?")(""), CsrfError, kept="Where is my card?"
    ),
    "a zip bomb": Bad(file("letter.docx", BOMB), UnsupportedFileError),
    "half a document": Bad(file("letter.docx", BOMB[:5000]), UnsupportedFileError),
    "a PDF": Bad(file("letter.pdf", PDF), UnsupportedFileError),
    "a PDF named .txt": Bad(file("letter.txt", PDF), UnsupportedFileError),
    "a plain PDF named .txt": Bad(
        file("letter.txt", b"%PDF-1.4\n1 0 obj\nendobj\n"), UnsupportedFileError
    ),
    "a key": Bad(
        typed(f"Our API key {KEY} does not work."), BlockedKindError, kept=KEY
    ),
}


@dataclass(frozen=True)
class Desk:
    """Somebody who sends, and somebody who reads the log."""

    anna: StaffClient
    audrey: StaffClient

    @property
    def http(self) -> httpx.Client:
        return self.anna._http

    def post(self, path: str, body: Body, accept: str) -> httpx.Response:
        content_type, content = body(self.anna.session()["csrf_token"])
        headers = {"Content-Type": content_type, "Accept": accept}
        return self.http.post(path, content=content, headers=headers)

    def last_record(self) -> int:
        return int(self.audrey.records()[0]["seq"])

    def records_since(self, number: int) -> list[dict[str, Any]]:
        """Read what was recorded since, apart from this reading, oldest first."""
        found = [
            record
            for record in reversed(self.audrey.records())
            if record["seq"] > number and record["kind"] != RecordKind.LOG_READ
        ]
        assert len(found) < 90
        return found


@pytest.fixture(scope="module")
def desk(stack: Stack) -> Iterator[Desk]:
    with (
        stack.signed_in("anna.staff") as anna,
        stack.signed_in("audrey.auditor") as audrey,
    ):
        yield Desk(anna, audrey)


@pytest.fixture(autouse=True)
def same_processes(stack: Stack) -> Iterator[None]:
    """No input may end a process: the same ones run before and after each test."""
    before = _processes(stack)
    yield
    assert _processes(stack) == before


@pytest.mark.parametrize("accept", [PAGE, SCRIPT, STREAM], ids=["page", "json", "sse"])
@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_bad_input_gets_its_status_sentence_and_record(
    desk: Desk, bad: Bad, accept: str
) -> None:
    before = desk.last_record()
    path = f"/preview/{bad.purpose}" if accept == SCRIPT else "/exchanges"

    reply = desk.post(path, bad.body, accept)

    records = desk.records_since(before)
    row = TABLE[bad.error]
    assert _said(reply) == (row.status, row.message + bad.counted)
    failed = [r for r in records if r["body"].get("error")]
    assert [(r["kind"], r["body"]["error"]) for r in failed] == [
        (bad.kind, bad.error.__name__)
    ]
    assert failed[0]["actor"] is not None
    kinds = {record["kind"] for record in records}
    assert not kinds & {"exchange.intended", "exchange.released", "response.sent"}
    if accept == PAGE and bad.kept:
        assert bad.kept in _textarea(reply)


@pytest.mark.parametrize("accept", [PAGE, SCRIPT, STREAM], ids=["page", "json", "sse"])
def test_an_expired_session_says_so(desk: Desk, stack: Stack, accept: str) -> None:
    with StaffClient(stack.url, stack.ca) as stranger:
        stranger._http.cookies.set(COOKIE, "x" * 43, domain="localhost.local")
        reply = Desk(stranger, desk.audrey).post("/exchanges", typed("My card"), accept)

    row = TABLE[SessionExpiredError]
    assert _said(reply) == (row.status, row.message)


def test_what_was_typed_into_an_ended_session_comes_back_even_without_its_cookie(
    stack: Stack,
) -> None:
    # Two tabs: the first one met the end of the session and the browser forgot the
    # cookie; the second still holds half an hour of work.
    with stack.signed_in("ben.staff") as ben:
        token = ben.session()["csrf_token"]
        ben.sign_out()
        assert COOKIE not in ben._http.cookies
        content_type, content = typed("Half an hour of <work>")(token)
        headers = {"Content-Type": content_type, "Accept": PAGE}
        own = {**headers, "Sec-Fetch-Site": "same-origin"}
        planted = {**headers, "Sec-Fetch-Site": "cross-site"}
        mine = ben._http.post("/exchanges", content=content, headers=own)
        theirs = ben._http.post("/exchanges", content=content, headers=planted)

    assert _said(mine)[0] == 401
    assert _textarea(mine) == "Half an hour of <work>"
    # Another site must not be able to put its words on this page.
    assert theirs.status_code == 401
    assert "Half an hour" not in theirs.text


def test_bidi_controls_are_kept_exact_and_shown_visibly(desk: Desk) -> None:
    text = "Please pay \u202e001\u202c euro to \u2066account\u2069 now."

    script = desk.anna.preview(PURPOSE, text)
    page = desk.post(f"/preview/{PURPOSE}", typed(text), PAGE)
    events = {event.name: event.body for event in desk.anna.ask(PURPOSE, text)}
    exchange = desk.anna.exchange(events["released"]["exchange"])
    shown = desk.http.get(
        f"/exchanges/{events['released']['exchange']}", headers={"Accept": PAGE}
    )

    for masked in (script["masked"], events["masked"]["masked"], exchange["masked"]):
        assert re.sub(r"[^\u2000-\u20ff]", "", masked) == "\u202e\u202c\u2066\u2069"
    assert _textarea(page) == text
    for one in (page, shown):
        for number in ("202E", "202C", "2066", "2069"):
            assert f'<span class="hidden-character">U+{number}</span>' in one.text


def test_a_typed_look_alike_comes_back_byte_for_byte(desk: Desk, stack: Stack) -> None:
    end = list(desk.anna.ask("credit-memo", APPLICATION.format(LOOK_ALIKE)))[-1]
    assert end.name == "held"
    exchange = end.body["exchange"]
    with stack.signed_in("rita.reviewer") as rita:
        held = rita.review(exchange)
        stand_in = re.findall(r"\[[A-Z]+_[a-z2-9]{4}_\d+\]", held["masked"])
        assert len(stand_in) == 1
        assert LOOK_ALIKE not in held["masked"]

        def memo(fact: str) -> str:
            return json.dumps({**json.loads(held["draft"]), "applicant": fact})

        # A reviewer cannot name somebody whom the case does not know either.
        with pytest.raises(AnsweredError) as refused:
            rita.edit(exchange, held["draft_digest"], memo(f"Pay {LOOK_ALIKE} now."))
        assert refused.value.status == TABLE[LookAlikeError].status
        with pytest.raises(AnsweredError) as prose:
            rita.edit(exchange, held["draft_digest"], f"Pay {stand_in[0]} now.")
        assert prose.value.status == TABLE[MalformedEditError].status
        edited = rita.edit(
            exchange, held["draft_digest"], memo(f"Pay {stand_in[0]} now.")
        )
    with stack.signed_in("ralf.reviewer") as ralf:
        ralf.approve(exchange, edited["draft_digest"])

    text = desk.anna.exchange(exchange)["text"]
    assert text.count(f"Pay {LOOK_ALIKE} now.") == 1
    assert stand_in[0] not in text


def test_a_surrogate_of_the_own_case_restores_nobody_when_it_is_typed(
    desk: Desk,
) -> None:
    seen = desk.anna.preview(PURPOSE, "I am Marta Kowalczyk.")
    (known,) = (span["surrogate"] for span in seen["spans"])

    again = desk.anna.preview(PURPOSE, f"Who is {known}?", case=seen["case"])

    (span,) = again["spans"]
    assert known not in again["masked"]
    assert (span["kind"], span["reason"]) == ("CUSTOM", "looks like a surrogate")


def test_a_failed_sign_in_says_one_sentence_whatever_was_typed(stack: Stack) -> None:
    said = set()
    for login, password in (
        ("nobody.here", "x"),
        ("anna.staff)(uid=*", stack.password),
        ("*", stack.password),
        ("anna\0.staff", stack.password),
        ("ben.staff\u202e", ""),
        ("a" * 5_000, "b" * 5_000),
    ):
        with StaffClient(stack.url, stack.ca) as client:
            with pytest.raises(AnsweredError) as refused:
                client.sign_in(login, password)
            said.add((refused.value.status, refused.value.message))
            assert client.session()["name"] is None

    assert len(said) == 1
    assert said.pop()[0] == 401


def _multipart(token: str, place: str, content: bytes) -> bytes:
    fields = {"csrf_token": token, "purpose": PURPOSE}
    written = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; {place}\r\n\r\n"
    end = f"\r\n--{BOUNDARY}--\r\n"
    return "".join(written).encode() + head.encode() + content + end.encode()


def _said(reply: httpx.Response) -> tuple[int, str]:
    """Read status and sentence of an answer, in whichever form it came."""
    kind = reply.headers["Content-Type"].split(";")[0]
    if kind == SCRIPT:
        assert reply.json()["status"] == reply.status_code
        return reply.status_code, reply.json()["message"]
    if kind == STREAM:
        *_, last = reply.text.strip().split("\n\n")
        name, _, data = last.partition("\n")
        assert name == "event: failed"
        body = json.loads(data.removeprefix("data: "))
        # An exchange that has begun answers 200 and says the rest in its last event.
        assert reply.status_code in {200, body["status"]}
        return body["status"], body["message"]
    said = re.search(r'role="alert"[^>]*>.*?<p>(.*?)</p>', reply.text, re.DOTALL)
    assert said is not None, reply.text[:500]
    return reply.status_code, html.unescape(said.group(1))


def _textarea(reply: httpx.Response) -> str:
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", reply.text, re.DOTALL)
    assert found is not None
    return html.unescape(found.group(1))


def _processes(stack: Stack) -> dict[str, frozenset[int]]:
    """Name every process of the appliance: those started, and what they started."""
    found: dict[str, set[int]] = {name: set() for name in stack.processes}
    leaders = {child.pid: name for name, child in stack.processes.items()}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            # The session is the sixth field (proc(5)); names may hold blanks.
            session = int((entry / "stat").read_text().rpartition(")")[2].split()[3])
        except (FileNotFoundError, ProcessLookupError):
            continue
        if session in leaders:
            found[leaders[session]].add(int(entry.name))
    return {name: frozenset(pids) for name, pids in found.items()}
