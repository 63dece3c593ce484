"""Every way by which a text comes into the appliance, taken with planted letters.

Ways that end well come first; then those that are refused or fail: a person's text is
no less theirs when nothing came of it.
"""

import contextlib
import io
import json
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import docx
import httpx

from appliance.commands.client import (
    AnsweredError,
    ServerEvent,
    StaffClient,
    UnreachableError,
)
from tests.planted.identifiers import Planted
from tests.planted.letters import Letter
from tests.stack import Stack

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PAGE = {"Accept": "text/html"}
TRIES = 6
_ROOT = Path(__file__).parents[2]


@dataclass
class Ways:
    """The people at the desk, and what became of what they sent.

    Args:
        reached: Letters that were masked and went on to the engine.
        uploads: Files as they were sent.
    """

    stack: Stack
    anna: StaffClient
    reached: list[Letter] = field(default_factory=list)
    uploads: list[bytes] = field(default_factory=list)

    def by_stream(self, letter: Letter) -> None:
        """Send it from a script that reads the events; a name is the case's title."""
        title = letter.planted[0].value[:100]
        self._ends(letter, "reply-draft", "released", title)

    def by_page(self, letter: Letter) -> None:
        """Send it from the page without scripts: preview, then send, then read."""
        form = {"text": letter.text, "purpose": "complaint-triage"}
        _until(200, lambda: self.post("/preview/complaint-triage", **form).status_code)
        sent: list[httpx.Response] = []

        def send() -> int:
            sent.append(self.post("/exchanges", **form))
            return sent[-1].status_code

        _until(303, send)
        page = self.anna._http.get(sent[-1].headers["Location"], headers=PAGE)
        assert page.status_code == 200
        self.reached.append(letter)

    def by_file(self, letter: Letter, name: str) -> None:
        """Upload it."""
        raw = _file(letter.text, name)
        self.uploads.append(raw)
        _until(303, lambda: self.upload(name, raw).status_code)
        self.reached.append(letter)

    def by_terminal(self, letter: Letter) -> None:
        """Ask from the terminal; the password comes on standard input."""
        command = ("ask", "--purpose", "complaint-triage", "--as", "anna.staff", "--url", self.stack.url, "--ca", str(self.stack.ca), "--password-stdin", "-")  # fmt: skip
        typed = f"{self.stack.password}\n{letter.text}".encode()

        def ask() -> int:
            return subprocess.run(
                [sys.executable, "-m", "appliance.commands.cli", *command],
                input=typed, capture_output=True, cwd=_ROOT, check=False,
            ).returncode  # fmt: skip

        _until(0, ask)
        self.reached.append(letter)

    def by_worker(self, letters: list[Letter]) -> None:
        """Send a text so long that the worker answers it."""
        text = "\n".join(letter.text for letter in letters)
        assert len(text) > self.stack.settings.worker.long_text_chars
        exchange = self._asked("complaint-triage", text, "queued")
        for _ in range(600):
            if self.anna.exchange(exchange)["state"] not in {"queued", "open"}:
                break
            threading.Event().wait(0.1)
        ended = self.anna.exchange(exchange)
        assert ended["state"] == "released", (ended["state"], ended["reasons"])
        self.reached += letters

    def by_review(self, letter: Letter, edit: Letter, reason: Planted) -> None:
        """Have an answer held, edited with names, approved; another is rejected."""
        held = self._ends(letter, "credit-memo", "held")
        with self.stack.signed_in("rita.reviewer") as rita:
            seen = rita.review(held)
            names = " ".join(one.sentence for one in edit.planted)
            draft = json.dumps({**json.loads(seen["draft"]), "applicant": names})
            changed = _kept(rita, held, seen["draft_digest"], draft)
        with self.stack.signed_in("ralf.reviewer") as ralf:
            ralf.approve(held, changed["draft_digest"], reason.sentence)
        answer = self.anna.exchange(held)["text"]
        assert all(one.value in answer for one in edit.planted)
        other = self._asked("credit-memo", letter.text, "held")
        with self.stack.signed_in("rita.reviewer") as rita:
            digest = rita.review(other)["draft_digest"]
            rita.reject(other, digest, reason.sentence)

    def by_remarks(self, letters: list[Letter]) -> None:
        """Rate with names, look for names, and ask the records for names."""
        exchange = self.anna.history()["exchanges"][0]["exchange"]
        for letter in letters:
            for one in letter.planted:
                with contextlib.suppress(AnsweredError):
                    self.anna.rate(exchange, "down", one.sentence)
                self.anna.history(one.value)
                self.post("/history", q=one.value)

    def upload(self, name: str, raw: bytes) -> httpx.Response:
        """Send a file in a form in parts."""
        return self.anna._http.post(
            "/exchanges",
            data={"csrf_token": self.token(), "purpose": "complaint-triage"},
            files={"file": (name, raw)},
            headers=PAGE,
        )

    def post(self, path: str, **form: str) -> httpx.Response:
        """Send a form as a browser does."""
        form.setdefault("csrf_token", self.token())
        content = urlencode(form).encode()
        return self.anna._http.post(path, content=content, headers=FORM | PAGE)

    def token(self) -> str:
        return str(self.anna.session()["csrf_token"])

    def _ends(self, letter: Letter, purpose: str, name: str, title: str = "") -> str:
        exchange = self._asked(purpose, letter.text, name, title)
        self.reached.append(letter)
        return exchange

    def _asked(self, purpose: str, text: str, name: str, title: str = "") -> str:
        ended: list[ServerEvent] = []

        def ask() -> str:
            ended.extend(self.anna.ask(purpose, text, title=title))
            return ended[-1].name

        _until(name, ask)
        return str(ended[-1].body["exchange"])


def _until(expected: object, act: Callable[[], object]) -> None:
    """Act until it ends well: on a busy host a part may be too slow once."""
    seen = []
    while expected not in seen:
        seen.append(act())
        assert len(seen) < TRIES, (expected, seen)


def refused(ways: Ways, letter: Letter, secrets: tuple[Planted, ...]) -> None:
    """Send what is not taken: the letter is in it all the same."""
    text = letter.text
    told = [
        *(
            ways.post("/exchanges", purpose="reply-draft", text=s.sentence)
            for s in secrets
        ),
        ways.post("/exchanges", purpose="reply-draft", text=text * 20),
        ways.post("/exchanges", purpose="reply-draft", text=text + "\0"),
        ways.post("/exchanges", purpose="reply-draft", text=text, csrf_token="0" * 64),
        ways.upload("letter.pdf", b"%PDF-1.7\n" + text.encode()),
        ways.upload(f"{letter.planted[0].value}.txt", text.encode() + b"\xff"),
        ways.upload("letter.docx", _file(text, "letter.docx")[:-200]),
    ]
    assert {reply.status_code for reply in told} <= {403, 413, 415, 422}, [
        r.status_code for r in told
    ]
    for one in letter.planted:
        value = one.value
        for field_name in ("purpose", "language", "case", "origin", "title", "next"):
            form = {"purpose": "complaint-triage", "text": "", field_name: value}
            assert ways.post("/exchanges", **form).status_code < 500
        http = ways.anna._http
        exchange = "0" * 32
        for reply in (
            http.get("/" + value.replace("/", "%2F"), headers=PAGE),
            http.get("/exchanges/" + value.replace("/", "%2F"), headers=PAGE),
            http.get("/new/reply-draft", params={"case": value}, headers=PAGE),
            http.get("/records", params={"exchange": value, "kind": value}),
            http.get("/history", params={"page": value, "q": value}),
            http.get("/", headers=PAGE | _headers(value)),
            http.request("GET", "/history", content=text.encode()),
            http.post(f"/exchanges/{exchange}/rating", data={"thumb": value}),
            http.post(
                "/exchanges",
                content=text.encode(),
                headers={"Content-Type": "text/plain"},
            ),
            http.post("/exchanges", data={value: text, "csrf_token": ways.token()}),
        ):
            assert reply.status_code < 500, reply.status_code


def strangers(ways: Ways, letter: Letter) -> None:
    """Try doors with names: as a login, as a password, in an address, too large."""
    stack = ways.stack
    for one in letter.planted[:3]:
        with StaffClient(stack.url, stack.ca) as client:
            for login, password in ((one.value, "x"), ("anna.staff", one.value)):
                with contextlib.suppress(AnsweredError):
                    client.sign_in(login, password)
            query = {"q": one.value}
            reply = client._http.get("/history", params=query, headers=PAGE)
            assert reply.status_code == 303
            client._http.get(reply.headers["Location"], headers=PAGE)
            form = {"text": letter.text, "csrf_token": "x"}
            assert client._http.post("/exchanges", data=form).status_code == 401
    # More than the application reads, and more than the front does.
    for size in (13_000_000, 25_000_000):
        whole = (letter.text * (size // len(letter.text))).encode()
        with contextlib.suppress(httpx.HTTPError):
            form = {"Content-Type": "application/x-www-form-urlencoded"}
            reply = ways.anna._http.post("/exchanges", content=whole, headers=form)
            assert reply.status_code >= 400, reply.status_code
    _broken_off(ways, letter)


def failing(ways: Ways, letters: list[Letter]) -> None:
    """Kill a part while it has the letter; each is started again."""
    points = (
        ("masker", "masker", "pseudonymise"),
        ("engine", "engine", "generate"),
        ("ledger", "engine", "generate"),
    )
    for letter, (part, waits, stage) in zip(letters, points, strict=True):

        def kill_at(
            letter: Letter = letter,
            part: str = part,
            waits: str = waits,
            stage: str = stage,
        ) -> str:
            """Stop what is asked next, so that the part dies before it is asked."""
            killed, last = False, ""
            ways.stack.processes[waits].signal(signal.SIGSTOP)
            try:
                for event in ways.anna.ask("reply-draft", letter.text):
                    last = event.name
                    if event.body.get("name") == stage:
                        ways.stack.kill(part)
                        killed = True
                        if waits != part:
                            ways.stack.processes[waits].signal(signal.SIGCONT)
            finally:
                ways.stack.restart(part)
                ways.stack.processes[waits].signal(signal.SIGCONT)
            return last if killed else "not reached"

        # What was at the model waits for it; everything else fails in words.
        _until("queued" if part == "engine" else "failed", kill_at)


def kill_all_in_flight(stack: Stack, letters: list[Letter]) -> None:
    """Kill every process at once while each letter is somewhere on its way."""
    stack.processes["engine"].signal(signal.SIGSTOP)
    ready = threading.Barrier(len(letters) + 1)

    def send(letter: Letter) -> None:
        lost = contextlib.suppress(UnreachableError, AnsweredError)
        with stack.signed_in("ben.staff") as ben, lost:
            for event in ben.ask("reply-draft", letter.text):
                if event.name == "stage" and event.body["name"] == "generate":
                    ready.wait(60)

    threads = [threading.Thread(target=send, args=(letter,)) for letter in letters]
    for thread in threads:
        thread.start()
    ready.wait(60)
    for name in ("front", "web", "worker", "masker", "engine", "ledger", "directory"):
        stack.kill(name)
    for thread in threads:
        thread.join(60)


def _broken_off(ways: Ways, letter: Letter) -> None:
    """Send half of a body, and go away."""

    def half() -> Iterator[bytes]:
        yield letter.text.encode()
        raise ConnectionAbortedError

    length = {"Content-Length": str(10 * len(letter.text))}
    with contextlib.suppress(ConnectionAbortedError, httpx.HTTPError):
        ways.anna._http.post("/exchanges", content=half(), headers=FORM | length)


def _headers(value: str) -> dict[str, str]:
    """Put it where a browser, a proxy or a script might."""
    plain = re.sub(r"[^\x21-\x7e]+", "-", value)
    names = ("User-Agent", "Referer", "X-Request-Id", "X-Forwarded-For", "X-Name")
    return dict.fromkeys((*names, "Accept-Language"), plain)


def _file(text: str, name: str) -> bytes:
    if not name.endswith(".docx"):
        return text.encode("utf-16" if "wide" in name else "utf-8")
    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def _kept(rita: StaffClient, held: str, digest: str, draft: str) -> dict[str, Any]:
    """Change a held answer, and keep the version though checks saw something in it."""
    form = {"verdict": "edit", "draft_digest": digest, "text": draft}
    for _ in range(4):
        form["csrf_token"] = rita.session()["csrf_token"]
        reply = rita._http.post(
            f"/reviews/{held}", data=form, headers={"Accept": "application/json"}
        )
        if reply.status_code != 409:
            break
        form["confirmed"] = reply.json()["confirmed"]
    changed: dict[str, Any] = reply.raise_for_status().json()
    return changed
