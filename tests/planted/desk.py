"""A desk at which anything is typed and any answer comes back: what the pages do then.

Everything goes through the front: as a script reads it, as a page without scripts, and
in Chromium, where a trap tells of every script that runs or that the page's policy had
to stop, of every dialog and of every request to elsewhere.
"""

import contextlib
import html
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote_from_bytes

import httpx
from playwright.sync_api import Browser, BrowserContext, Page

from appliance.commands.client import AnsweredError, StaffClient
from tests.planted.engine import ToldEngine, told_engine
from tests.stack import Stack, note_only, running_stack

PAGE = {"Accept": "text/html"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
# What no page of ours does: set this, ask the person, or be stopped by its own policy.
TRAP = """
Object.defineProperty(window, "__pwned", { set() { __tell("a script ran"); } });
for (const name of ["alert", "confirm", "prompt", "print", "open"])
  window[name] = () => { __tell(`${name} was called`); };
document.addEventListener("securitypolicyviolation", (event) => {
  __tell(`${event.violatedDirective} stopped ${event.blockedURI} ${event.sample}`);
});
"""
# Our pages have one script, from a file; pictures are drawn in place, without links.
_STRANGE = """
[...document.querySelectorAll("body *")].filter((e) =>
  e.matches("img, iframe, object, embed, base, meta, style, animate, frame, audio, video") ||
  [...e.attributes].some((a) => a.name.startsWith("on") || /^\\s*javascript:/i.test(a.value)) ||
  (e.matches("script") && !e.src.startsWith(location.origin + "/static/")) ||
  (e.matches("a, form, link") && new URL(e.href ?? e.action, location).origin !== location.origin) ||
  (e.closest(".text, .excerpt, textarea, pre, dt") &&
    !e.matches(".text, .excerpt, textarea, pre, dt, mark, span, strong, button[type=button]") &&
    // The number behind what a check saw.
    !(e.matches("a.ref") && e.attributes.length === 3 && /^\\d+$/.test(e.lastChild.data) &&
      /^#saw-\\d+$/.test(e.getAttribute("href")) && /^at-\\d+-\\d+$/.test(e.id)))
).map((e) => e.outerHTML.slice(0, 300))
"""
_OWN = re.compile(r"^(https://localhost:|data:|blob:|about:)")
_WAIT_MS = 60_000


@dataclass
class Trap:
    """What happened in a browser that must not."""

    told: list[str] = field(default_factory=list)

    def set_in(self, context: BrowserContext) -> Page:
        """Open a page that the trap watches."""
        context.expose_binding("__tell", lambda _, what: self.told.append(what))
        context.add_init_script(TRAP)
        page = context.new_page()
        page.set_default_timeout(_WAIT_MS)
        page.on(
            "dialog", lambda dialog: (self.told.append("a dialog"), dialog.dismiss())
        )
        page.on("pageerror", lambda error: self.told.append(f"error: {error}"))
        page.on("popup", lambda _: self.told.append("a window was opened"))
        page.on("request", lambda request: self._look_at(request.url))
        return page

    def _look_at(self, address: str) -> None:
        if not _OWN.match(address):
            self.told.append(f"asked {address}")


@dataclass
class Desk:
    """Somebody at work, in a browser and beside it.

    Args:
        statuses: How often each status came, of everything.
        trap: What happened in the browser that must not.
    """

    stack: Stack
    engine: ToldEngine
    anna: StaffClient
    tab: Page
    trap: Trap
    statuses: Counter[int]

    def ask(self, text: str, purpose: str = "reply-draft", title: str = "") -> str:
        """Send a text; gives the id of its exchange, which was released or held.

        Raises:
            AnsweredError: It was not taken.
        """
        events = list(self.anna.ask(purpose, text, title=title))
        end = events[-1]
        if end.name == "failed":
            self.statuses[end.body["status"]] += 1
            raise AnsweredError(end.body["status"], end.body["message"])
        assert end.name in {"released", "held", "refused"}, end.name
        if end.name == "released":
            pieces = "".join(e.body["text"] for e in events if e.name == "piece")
            assert pieces in {"", end.body["text"]}
        return str(end.body["exchange"])

    def came_back(self, exchange: str, typed: str, *, in_browser: bool = True) -> None:
        """Check that an answer that repeats a text is exactly that text, everywhere."""
        assert self.anna.exchange(exchange)["text"] == typed
        page = self.anna._http.get(f"/exchanges/{exchange}", headers=PAGE)
        assert exact_in(page) == typed
        if not in_browser:
            return
        self.look_at(exchange)
        assert self.tab.evaluate("document.getElementById('exact').value") == typed

    def look_at(self, exchange: str) -> None:
        """Open the page of an exchange in the browser, and take it for what it says."""
        self.tab.goto(f"{self.stack.url}/exchanges/{exchange}")
        self.check_markup()

    def check_markup(self) -> None:
        """Check that text on the page is text: inside it are our own marks only."""
        check_markup(self.tab)

    def type_and_send(self, text: str) -> str | None:
        """Type a text into the page, preview it and send it; gives its exchange.

        Returns:
            None if the page said that it was not sent.
        """
        tab = self.tab
        tab.goto(f"{self.stack.url}/new/reply-draft")
        tab.get_by_label("The text").fill(text)
        tab.locator("#preview").click()
        _first(tab, "#seen-body .paper, #problem:not([hidden])")
        self.check_markup()
        if tab.locator("#problem").is_visible():
            return None
        tab.locator("#send").click()
        # With its number, the page of the exchange has taken this one's place.
        _first(tab, "#exact, main .notice.bad:not([hidden]), main .notice.wait")
        self.check_markup()
        return tab.url.rsplit("/", 1)[1] if "/exchanges/" in tab.url else None

    def send_bytes(self, raw: bytes) -> httpx.Response:
        """Send these bytes as the text of a form, percent-encoded."""
        token = self.anna.session()["csrf_token"]
        form = f"purpose=reply-draft&csrf_token={token}&text={quote_from_bytes(raw)}"
        return self.anna._http.post(
            "/exchanges", content=form.encode(), headers=FORM | PAGE
        )

    def try_door(self, login: str) -> int:
        """Try to sign in under a name; gives the status."""
        with self.client() as stranger:
            try:
                stranger.sign_in(login, "a wrong password")
            except AnsweredError as refused:
                return refused.status
        return 200

    @contextlib.contextmanager
    def client(self, login: str = "") -> Iterator[StaffClient]:
        """Open a session of somebody, counted."""
        with StaffClient(self.stack.url, self.stack.ca) as client:
            client._http.event_hooks["response"] = [self._count]
            if login:
                client.sign_in(login, self.stack.password)
            yield client

    def sign_in(self, tab: Page, login: str) -> None:
        """Sign somebody in, in the browser."""
        tab.goto(f"{self.stack.url}/sign-in")
        tab.locator("#login").fill(login)
        tab.locator("#password").fill(self.stack.password)
        tab.locator("main button[type=submit]").click()
        tab.wait_for_url(f"{self.stack.url}/")

    def watch(self, tab: Page) -> None:
        """Count what a browser's page is answered."""
        tab.on("response", lambda response: self._add(response.status))

    def _count(self, response: httpx.Response) -> None:
        self._add(response.status_code)

    def _add(self, status: int) -> None:
        self.statuses[status] += 1


@contextlib.contextmanager
def open_desk(browser: Browser, **tables: dict[str, object]) -> Iterator[Desk]:
    """Run an appliance whose model repeats what it reads, and sit down at it."""
    with (
        running_stack(**tables) as stack,
        told_engine(stack) as engine,
        StaffClient(stack.url, stack.ca) as anna,
    ):
        # Hostile words are what it is about; whether guards see them, theirs tell.
        note_only(stack)
        trap = Trap()
        context = browser.new_context(ignore_https_errors=True, locale="en-GB")
        desk = Desk(stack, engine, anna, trap.set_in(context), trap, Counter())
        desk.watch(desk.tab)
        anna._http.event_hooks["response"] = [desk._count]
        anna.sign_in("anna.staff", stack.password)
        desk.sign_in(desk.tab, "anna.staff")
        yield desk
        context.close()


def check_markup(tab: Page) -> None:
    """Check that text on a page is text: inside it are our own marks only."""
    strange = tab.evaluate(_STRANGE)
    assert strange == [], strange


def _first(tab: Page, selector: str) -> None:
    """Wait until one of these is there; the page's policy forbids to poll by script."""
    tab.locator(selector).first.wait_for(state="attached")


def as_taken(typed: str) -> str:
    """Give a text as it is taken: line ends are newlines, nothing else changes."""
    return typed.replace("\r\n", "\n").replace("\r", "\n")


def exact_in(page: httpx.Response) -> str:
    """Read the exact answer out of a page's source."""
    found = re.search(
        r'<textarea id="exact"[^>]*>\n(.*?)</textarea>', page.text, re.DOTALL
    )
    assert found is not None, page.status_code
    return html.unescape(found.group(1))


def memo_of(said: list[str]) -> str:
    """Write a credit memo that says this in the fields that take any text."""
    fields = ("applicant", "amount", "income", "debt_ratio", "years_employed")
    memo = dict(zip(fields, said, strict=False))
    return json.dumps(
        {
            **{field: memo.get(field, "none") for field in fields},
            "defaults": "\n".join(said[len(fields) :]),
            "reasons": ["ONE_DEFAULT"],
            "recommendation": "refer",
        }
    )
