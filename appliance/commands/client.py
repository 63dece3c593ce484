"""A person at the terminal: the appliance's HTTP interface as plain calls.

Speaks to the same pages as a browser, over TLS checked against the site's CA, with a
session and form tokens of its own. Used by `cloister ask`, `cloister tour` and tests.
Keeps nothing on disk and retries nothing.
"""

import json
import ssl
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from appliance.errors import ApplianceError

# No page but the front's limit for a web process that hangs takes longer.
_REPLY_S = 35.0
# While an exchange goes on, a sign of life comes every few seconds.
_SILENCE_S = 12.0
# People are put back in it, answer by answer.
_RESULTS_S = 300.0
_LOOK = "look in your history before you send the text again"
_LAST_EVENTS = frozenset({"released", "held", "refused", "failed", "queued"})


class AnsweredError(ApplianceError):
    """The appliance said no; carries the status and the sentence for the person.

    Args:
        status: The HTTP status.
        message: What it said.
        code: Name of the refusal, e.g. "TooFastError"; "" where none was told.
    """

    def __init__(self, status: int, message: str, code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code


class UnreachableError(ApplianceError):
    """The appliance cannot be reached, or is not who it should be."""


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """One event of an exchange; `repr` shows its name only."""

    name: str
    body: Mapping[str, Any] = field(repr=False)

    @property
    def is_last(self) -> bool:
        """Whether the exchange ends with it."""
        return self.name in _LAST_EVENTS


class StaffClient:
    """One person's session with an appliance.

    Args:
        url: Its address, https://host:port.
        ca_file: PEM of the CA that signs its certificate; None for the system's.
    """

    def __init__(self, url: str, ca_file: Path | None = None) -> None:
        try:
            context = ssl.create_default_context(
                cafile=str(ca_file) if ca_file else None
            )
        except OSError as err:
            raise UnreachableError(f"{ca_file}: not a CA file") from err
        # trust_env=False: a proxy of the environment must not see a customer's letter.
        self._http = httpx.Client(
            base_url=url,
            verify=context,
            timeout=_REPLY_S,
            trust_env=False,
            headers={
                "Accept": "application/json",
                # The terminal speaks English whatever the site's first language is.
                "Accept-Language": "en",
                "User-Agent": "cloister",
            },
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; the session on the server stays."""
        self._http.close()

    def session(self) -> dict[str, Any]:
        """Tell who is signed in: csrf_token, name (None for nobody) and roles."""
        return self._json("GET", "/session")

    def sign_in(self, login: str, password: str) -> None:
        """Sign in.

        Raises:
            AnsweredError: It was refused.
        """
        self._change("/sign-in", {"login": login, "password": password})

    def sign_out(self) -> None:
        """End the session on the server."""
        self._change("/sign-out", {})

    def leave(self) -> None:
        """Sign out, where that can be done; what was told before stays told.

        A session that cannot be ended, since the server is being restarted, say, ends
        by itself when nobody uses it.
        """
        with suppress(AnsweredError, UnreachableError):
            self.sign_out()

    def preview(
        self, purpose: str, text: str, *, case: str = "", language: str = ""
    ) -> dict[str, Any]:
        """Show what the model would see: case, masked and spans."""
        form = {"text": text, "case": case, "language": language}
        return self._change(f"/preview/{purpose}", form)

    def ask(
        self,
        purpose: str,
        text: str,
        *,
        case: str = "",
        language: str = "",
        title: str = "",
    ) -> Iterator[ServerEvent]:
        """Send a text; yields what happens, the end last.

        Raises:
            AnsweredError: It was not taken at all.
            UnreachableError: The connection broke; the exchange may go on.
        """
        form = {
            "purpose": purpose,
            "text": text,
            "case": case,
            "language": language,
            "title": title,
            "origin": "terminal",
            "csrf_token": self._token(),
        }
        try:
            with self._http.stream(
                "POST",
                "/exchanges",
                data=form,
                headers={"Accept": "text/event-stream"},
                timeout=_SILENCE_S,
            ) as reply:
                kind = reply.headers.get("Content-Type", "")
                if not kind.startswith("text/event-stream"):
                    raise AnsweredError(
                        reply.status_code,
                        f"The appliance answered with status {reply.status_code} and "
                        "no words. Try again in a minute, or tell IT.",
                    )
                yield from _events(reply.iter_lines())
        except httpx.TimeoutException as err:
            raise UnreachableError(
                f"it has said nothing for {_SILENCE_S:.0f} s; {_LOOK}"
            ) from err
        except httpx.HTTPError as err:
            raise UnreachableError(f"the connection broke; {_LOOK}") from err

    def exchange(self, exchange: str) -> dict[str, Any]:
        """Read one of one's own exchanges."""
        return self._json("GET", f"/exchanges/{exchange}")

    def why(self, exchange: str) -> dict[str, Any]:
        """Read why an answer is as it is."""
        return self._json("GET", f"/exchanges/{exchange}/why")

    def stop(self, exchange: str) -> None:
        """Stop an answer while it is written."""
        self._change(f"/exchanges/{exchange}/stop", {})

    def rate(self, exchange: str, thumb: str, reason: str = "") -> None:
        """Say whether an answer helped: "up" or "down"."""
        form = {"thumb": thumb, "reason": reason}
        self._change(f"/exchanges/{exchange}/rating", form)

    def history(self, query: str = "", page: int = 1) -> dict[str, Any]:
        """List one's own exchanges; those that have all words of a query, if given."""
        if not query:
            return self._json("GET", "/history", params={"page": page})
        return self._change("/history", {"q": query, "page": str(page)})

    def begin_bulk(
        self, purpose: str, name: str, raw: bytes, form: Mapping[str, str]
    ) -> dict[str, Any]:
        """Give a list of texts; what is wrong with it is in `problems`.

        Args:
            name: The file's name; its ending says what it is.
            form: How it is written and what it is of: text_column, case and others.
        """
        return self._upload(f"/bulk/new/{purpose}", name, raw, form)

    def give_again(
        self, bulk: str, name: str, raw: bytes, form: Mapping[str, str]
    ) -> dict[str, Any]:
        """Give the file of a list again whose reading in was interrupted."""
        return self._upload(f"/bulk/{bulk}", name, raw, {**form, "step": "again"})

    def bulk(self, bulk: str) -> dict[str, Any]:
        """Read how far one of one's own lists is."""
        return self._json("GET", f"/bulk/{bulk}")

    def bulk_step(self, bulk: str, step: str) -> dict[str, Any]:
        """Do a step with a list: "pause", "resume" or "end"."""
        return self._change(f"/bulk/{bulk}", {"step": step})

    def bulk_results(self, bulk: str) -> bytes:
        """Take the results of a list away, as they are now; that is recorded."""
        form = {"csrf_token": self._token()}
        try:
            reply = self._http.post(
                f"/bulk/{bulk}/results", data=form, timeout=_RESULTS_S
            )
        except httpx.HTTPError as err:
            raise UnreachableError(f"cannot reach it: {type(err).__name__}") from err
        if reply.status_code != 200:
            raise _refusal(reply)
        return reply.content

    def reviews(self) -> list[dict[str, Any]]:
        """List what waits for this reviewer."""
        found: list[dict[str, Any]] = self._json("GET", "/reviews")["reviews"]
        return found

    def review(self, exchange: str) -> dict[str, Any]:
        """Open a held answer; that is recorded."""
        return self._json("GET", f"/reviews/{exchange}")

    def approve(
        self, exchange: str, draft_digest: str, reason: str = ""
    ) -> dict[str, Any]:
        """Release exactly the draft with this digest."""
        return self._verdict(exchange, "approve", draft_digest, reason=reason)

    def reject(self, exchange: str, draft_digest: str, reason: str) -> dict[str, Any]:
        """End a held answer without releasing it."""
        return self._verdict(exchange, "reject", draft_digest, reason=reason)

    def edit(self, exchange: str, draft_digest: str, text: str) -> dict[str, Any]:
        """Put another text in place of the draft; it waits for somebody else."""
        return self._verdict(exchange, "edit", draft_digest, text=text)

    def records(self, **search: str) -> list[dict[str, Any]]:
        """Search the log: exchange, kind, from, to."""
        found: list[dict[str, Any]] = self._json("GET", "/records", params=search)[
            "records"
        ]
        return found

    def rollouts(self) -> list[dict[str, Any]]:
        """List the rollouts that one may see, newest first."""
        found: list[dict[str, Any]] = self._json("GET", "/rollouts")["rollouts"]
        return found

    def rollout(self, purpose: str) -> dict[str, Any]:
        """Read the newest rollout of a purpose: rollout and figures, or None."""
        return self._json("GET", f"/purposes/{purpose}/rollout")

    def step_rollout(self, purpose: str, step: str, form: Mapping[str, str]) -> None:
        """Start, change or end a rollout."""
        self._change(f"/purposes/{purpose}/rollout/step", {**form, "step": step})

    def export(self, start: str, end: str, out: Path) -> int:
        """Take a period of the log away as one file; says how many bytes.

        Args:
            start: First day or moment, ISO 8601.
            end: Last day, or the first moment after.
        """
        form = {"from": start, "to": end, "csrf_token": self._token()}
        try:
            with self._http.stream("POST", "/records/export", data=form) as reply:
                if reply.status_code != 200:
                    reply.read()
                    raise _refusal(reply)
                with out.open("wb") as file:
                    return sum(file.write(chunk) for chunk in reply.iter_bytes())
        except httpx.HTTPError as err:
            raise UnreachableError(
                f"the connection broke: {type(err).__name__}"
            ) from err

    def _verdict(
        self, exchange: str, verdict: str, draft_digest: str, **more: str
    ) -> dict[str, Any]:
        form = {"verdict": verdict, "draft_digest": draft_digest, **more}
        return self._change(f"/reviews/{exchange}", form)

    def _upload(
        self, path: str, name: str, raw: bytes, form: Mapping[str, str]
    ) -> dict[str, Any]:
        """Send a file; an answer that says what is wrong with it is no fault."""
        data = {**form, "csrf_token": self._token()}
        try:
            reply = self._http.post(path, data=data, files={"file": (name, raw)})
        except httpx.HTTPError as err:
            raise UnreachableError(f"cannot reach it: {type(err).__name__}") from err
        if reply.status_code >= 400 and reply.status_code != 422:
            raise _refusal(reply)
        found: dict[str, Any] = reply.json()
        if "problems" not in found and "bulk" not in found:
            raise _refusal(reply)
        return found

    def _token(self) -> str:
        return str(self.session()["csrf_token"])

    def _change(self, path: str, form: Mapping[str, str]) -> dict[str, Any]:
        return self._json("POST", path, data={**form, "csrf_token": self._token()})

    def _json(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        try:
            reply = self._http.request(method, path, **more)
        except httpx.HTTPError as err:
            raise UnreachableError(f"cannot reach it: {type(err).__name__}") from err
        if reply.status_code >= 400:
            raise _refusal(reply)
        if reply.is_redirect:
            return {}
        found: dict[str, Any] = reply.json()
        return found


def _events(lines: Iterator[str]) -> Iterator[ServerEvent]:
    """Read server-sent events (WHATWG HTML, 9.2.6), as far as this interface uses them.

    Raises:
        UnreachableError: The stream ended before the exchange did.
    """
    name, data = "", ""
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            data = line.removeprefix("data: ")
        elif not line and name:
            event = ServerEvent(name, json.loads(data or "{}"))
            yield event
            if event.is_last:
                return
            name, data = "", ""
    raise UnreachableError(f"the stream ended early; {_LOOK}")


def _refusal(reply: httpx.Response) -> AnsweredError:
    try:
        body = reply.json()
        message, code = str(body["message"]), str(body.get("error", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        code = ""
        message = (
            f"The appliance answered with status {reply.status_code} and no words. "
            "Try again in a minute, or tell IT."
        )
    return AnsweredError(reply.status_code, message, code)
