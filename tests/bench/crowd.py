"""People for load: accounts of their own in the directory, tabs that ask and listen."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from ldap3 import MODIFY_ADD

from appliance.demo.accounts import ACCOUNTS, PEOPLE, group_dn
from tests.bench.visitor import LAST, Visitor
from tests.stack import Stack

DESK = "customer-desk"
LETTER = """\
Dear Sir or Madam,

My name is {name}. I was charged twice for the same purchase on my card in Leeds.
My IBAN is GB33BUKB20201555555555. Please write to {mailbox}@example.org.

Kind regards,
{name}
"""
NAMES = ("Marta Kowalczyk", "Jonathan Abernathy", "Priya Raghunathan", "Anna Hale")


@dataclass(frozen=True, slots=True)
class Tab:
    """A signed-in tab and its session's token."""

    visitor: Visitor
    token: str


@dataclass(slots=True)
class Told:
    """What one tab saw of its answer; times count from when it asked.

    Args:
        exchange: Its id, once told.
        first_s: To the first event.
        words_s: To the first words of the answer, or None.
        last_s: To the last event.
        quiet_s: Longest time without an event.
        end: Name of the last event, or how the stream was lost.
        places: How many came before, each time it was told.
    """

    exchange: str = ""
    first_s: float = 0.0
    words_s: float | None = None
    last_s: float = 0.0
    quiet_s: float = 0.0
    end: str = ""
    places: list[int] = field(default_factory=list)


def letter(number: int) -> str:
    """Write a letter of one of several people."""
    name = NAMES[number % len(NAMES)]
    return LETTER.format(name=name, mailbox=name.lower().replace(" ", "."))


def hire(stack: Stack, count: int) -> list[str]:
    """Put more people of the customer desk into the directory; gives their logins.

    They have the password of all accounts.
    """
    logins = [f"clerk{number:03}" for number in range(count)]
    with stack.directory_root() as directory:
        anna = ACCOUNTS[0].dn
        directory.search(anna, "(objectClass=*)", attributes=["userPassword"])
        hashed = directory.entries[0].userPassword.value
        for login in logins:
            dn = f"uid={login},{PEOPLE}"
            person = {"cn": login, "sn": login, "userPassword": hashed}
            assert directory.add(dn, "inetOrgPerson", person), directory.result
            member = {"member": [(MODIFY_ADD, [dn])]}
            assert directory.modify(group_dn(DESK), member), directory.result
    return logins


def tls_of(stack: Stack) -> ssl.SSLContext:
    """Trust the appliance's CA."""
    return ssl.create_default_context(cafile=str(stack.ca))


def desk_of(room: int, number: int) -> str:
    """Name an address of this host that nobody else comes from."""
    return f"127.{room}.{number // 250}.{number % 250 + 1}"


@contextlib.asynccontextmanager
async def open_tabs(
    stack: Stack, logins: Sequence[str], *, room: int
) -> AsyncIterator[list[Tab]]:
    """Sign in, a few at a time; each tab comes from an address of its own.

    Args:
        logins: Whose, one entry a tab.
        room: 0 to 255; tabs of different rooms never share an address.
    """
    tls, few = tls_of(stack), asyncio.Semaphore(4)

    async def open_tab(number: int, login: str) -> Tab:
        visitor = Visitor(stack.url, tls, desk_of(room, number))
        async with few:
            await visitor.sign_in(login, stack.password)
            session = await visitor.get("/session", "application/json")
        return Tab(visitor, str(session.json()["csrf_token"]))

    tabs: list[Tab] = await asyncio.gather(
        *(open_tab(number, login) for number, login in enumerate(logins))
    )
    try:
        yield tabs
    finally:
        for tab in tabs:
            await tab.visitor.leave()


async def follow(tab: Tab, text: str, told: Told | None = None) -> Told:
    """Ask for one letter and read its events to the end.

    Args:
        told: Filled as events come.
    """
    loop, told = asyncio.get_running_loop(), told or Told()
    began = before = loop.time()
    try:
        async for event in tab.visitor.ask("reply-draft", text, tab.token):
            told.first_s = told.first_s or event.at_s - began
            told.quiet_s = max(told.quiet_s, event.at_s - before)
            before = event.at_s
            if event.name == "opened":
                told.exchange = str(event.body["exchange"])
            elif event.name == "place":
                told.places.append(int(event.body["before"]))
            elif event.name == "piece":
                told.words_s = told.words_s or event.at_s - began
            elif event.name in LAST:
                status = event.body.get("status", "")
                told.end = f"{event.name} {status}".strip()
    except (ConnectionError, OSError) as err:
        told.end = told.end or f"lost: {type(err).__name__} {err}"
    told.last_s = loop.time() - began
    told.end = told.end or "lost: no last event"
    return told
