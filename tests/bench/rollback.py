"""Rollbacks while twenty requests a second come: `make bench-rollback` (DURATION=60).

Two releases of a purpose, whose prompts differ, are put live in turn while people ask.
What each exchange was answered by is read from the log afterwards: which release every
one of its records names, and which texts its prompt was made of.
"""

import os
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from appliance.commands.client import AnsweredError, StaffClient, UnreachableError
from appliance.domain.prompt import digest_of
from appliance.release import shelf_of
from appliance.release.release import Release
from appliance.settings import load_settings
from tests.bench.crowd import hire
from tests.rollout_site import PURPOSE, RolloutSite
from tests.stack import running_stack

# One person may have four requests in work: enough people for all that are.
PEOPLE = 16
ASKS_PER_S = 20
TEXT = "I was charged twice for one payment, and nobody answers the phone."
PROMPT = "prompt.en.md"
CARE = "\nAnswer with care.\n"
_AT_ONCE = 64


@dataclass
class Load:
    """What came of it.

    Args:
        exchanges: Ids of those that ended.
        ends: How requests ended, by name; what was not taken by status and code too.
        rollbacks: Seconds that each change of what is live took.
    """

    exchanges: list[str] = field(default_factory=list)
    ends: Counter[str] = field(default_factory=Counter)
    rollbacks: list[float] = field(default_factory=list)


def run(
    site: RolloutSite,
    releases: tuple[str, str],
    people: Sequence[str],
    *,
    seconds: int,
) -> Load:
    """Ask for so long, going back from one release to the other all the while."""
    load, over = Load(), threading.Event()
    back = threading.Thread(target=_go_back, args=(site, releases, over, load))
    clients = [site.client(login) for login in people]
    back.start()
    began = time.monotonic()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for number in range(seconds * ASKS_PER_S):
            pool.submit(_ask, clients[number % len(clients)], load)
            over.wait(max(0.0, began + (number + 1) / ASKS_PER_S - time.monotonic()))
    over.set()
    back.join()
    for client in clients:
        client.close()
    return load


def release_of(
    records: Sequence[Mapping[str, Any]], shelf: Mapping[str, Release]
) -> str:
    """Name the one release that an exchange was answered by.

    Args:
        records: All records of the exchange.
        shelf: The releases there are, by digest.

    Raises:
        AssertionError: Its records name none or several, or its prompt holds a text
            that is not of this release.
    """
    named = [
        (str(r["kind"]), str(r["body"]["release"]))
        for r in records
        if r["body"].get("release")
    ]
    assert len({release for _, release in named}) == 1, f"a mixture: {named}"
    release = named[0][1]
    signed = set(map(digest_of, shelf[release].templates.values()))
    composed = [r["body"] for r in records if r["kind"] == "prompt.composed"]
    for body in composed:
        for part in body["templates"]:
            assert part["digest"] in signed, "a text of another release"
    return release


def shelf_at(site: RolloutSite, releases: tuple[str, str]) -> dict[str, Release]:
    """Read both releases whole, as they were signed."""
    shelf = shelf_of(load_settings(site.site.config))
    return {release: shelf.get(release) for release in releases}


def not_taken(status: int, code: str = "") -> str:
    """Name a refusal by what tells its cause; never by a text.

    With a code it met the page with the form's token, which the front refuses too
    ("FrontError"); without one the text itself, whose refusals are events.
    """
    return f"not taken: {status} {code}".rstrip()


def _ask(client: StaffClient, load: Load) -> None:
    try:
        last = list(client.ask(PURPOSE, TEXT))[-1]
    except AnsweredError as err:
        load.ends[not_taken(err.status, err.code)] += 1
        return
    except UnreachableError as err:
        load.ends[type(err).__name__] += 1
        return
    exchange = str(last.body["exchange"])
    if not exchange:
        # One person has only so many at once; nothing began.
        load.ends[not_taken(last.body["status"])] += 1
        return
    load.ends[last.name] += 1
    load.exchanges.append(exchange)


def _go_back(
    site: RolloutSite, releases: tuple[str, str], over: threading.Event, load: Load
) -> None:
    path = f"/purposes/{PURPOSE}/releases"
    with site.client("carl.compliance") as carl:
        while not over.is_set():
            for release in reversed(releases):
                began = time.monotonic()
                form = {"act": "roll-back", "release": release, "reason": "Load"}
                try:
                    carl._change(path, form)
                except AnsweredError:
                    # Everybody here comes from one address, and nginx counts it.
                    load.ends["a rollback, not taken"] += 1
                    over.wait(1.0)
                else:
                    load.rollbacks.append(time.monotonic() - began)
                    over.wait(0.2)


def main() -> None:
    """Ask for DURATION seconds, then hold every exchange against the log."""
    seconds = max(1, int(os.environ.get("DURATION", "60")))
    with running_stack() as stack:
        site = RolloutSite(stack.supervisor)
        live = site.placed().live
        other = site.sign_candidate(lambda text: text + CARE, file=PROMPT)
        load = run(site, (live, other), hire(stack, PEOPLE), seconds=seconds)
        shelf = shelf_at(site, (live, other))
        with site.client("audrey.auditor") as audrey:
            answered = Counter(
                release_of(audrey.records(exchange=exchange), shelf)
                for exchange in load.exchanges
            )
    slowest = max(load.rollbacks)
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the end")
    print(f"{seconds * ASKS_PER_S} requests in {seconds} s: {dict(load.ends)}")
    print(f"{len(load.rollbacks)} rollbacks, the slowest took {slowest:.2f} s")
    print(f"answered by one release: {sorted(answered.values())}; by a mixture: 0")


if __name__ == "__main__":
    main()
