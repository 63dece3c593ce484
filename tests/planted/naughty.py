"""Run public lists of hostile strings against the real appliance: `make naughty DATA=`.

Takes the Big List of Naughty Strings (`blns/blns.json`), fuzzdb's Unicode and control
character lists and LDAP injections (as login names) from a folder. Each string is typed
by a script and as a form, and written by the model; each naughty one is also read again
in Chromium, and all are typed into the page there and written by the model, in groups.
Prints counts; ends with 1 if a script ran, an answer was a 5xx, or a text that was taken
did not come back byte for byte.
"""

import argparse
import json
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

from appliance.commands.client import AnsweredError
from tests.planted.desk import Desk, as_taken, open_desk

_CHROMIUM = "/usr/bin/chromium"
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_GROUP = 10
_GROUP_CHARS = 2_000
_TEXTS = ("fuzzdb/unicode/*.txt", "fuzzdb/control-chars/*.txt")
_LOGINS = ("fuzzdb/ldap/*.txt", "ldap/Intruder/*.txt")
_TOO_FAST = 429


def main() -> int:
    """Run them all; gives the exit status."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("data", type=Path, help="the folder with the lists")
    data = arguments.parse_args().data
    blns = json.loads((data / "blns" / "blns.json").read_text(encoding="utf-8"))
    others = list(_lines(data, _TEXTS))
    strings = [*blns, *(raw.decode("utf-8", "replace") for raw in others)]
    logins = [raw.decode("utf-8", "replace") for raw in _lines(data, _LOGINS)]
    if not (blns and others and logins):
        sys.exit(f"{data}: not all lists are there")
    came: Counter[str] = Counter()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=_ARGUMENTS)
        many = {"max_failed_sign_ins": 1_000_000}
        with open_desk(browser, web=many) as desk:
            for number, typed in enumerate(strings):
                _by_script(desk, typed, came, in_browser=number < len(blns))
                _by_model(desk, typed, came)
                if number % 50 == 0:
                    print(f"{number} of {len(strings)}: {dict(came)}", flush=True)
            for raw in others:
                came[f"as a form: {desk.send_bytes(raw).status_code}"] += 1
            for group in _groups(strings):
                _by_page(desk, group, came)
                desk.look_at(_by_model(desk, group, came))
            for login in logins:
                came[f"as a login: {_at_the_door(desk, login)}"] += 1
            broken = {s: n for s, n in desk.statuses.items() if s >= 500}
            told = desk.trap.told
            print(
                f"{len(blns)} naughty strings, {len(others)} lines, {len(logins)} logins"
            )
            for what, count in sorted(came.items()):
                print(f"  {what}: {count}")
            print(f"answers by status: {dict(sorted(desk.statuses.items()))}")
            print(f"5xx: {broken}; scripts run, stopped or elsewhere: {told}")
        browser.close()
    return 1 if broken or told or any("DIFFERENT" in what for what in came) else 0


def _by_script(desk: Desk, typed: str, came: Counter[str], *, in_browser: bool) -> None:
    desk.engine.repeat()
    try:
        exchange = desk.ask(typed)
    except AnsweredError as refused:
        came[f"typed: {refused.status}"] += 1
        return
    try:
        desk.came_back(exchange, as_taken(typed), in_browser=in_browser)
        came["typed: came back exactly"] += 1
    except AssertionError:
        came["typed: DIFFERENT"] += 1
        print(f"different: {typed!r}")


def _by_model(desk: Desk, written: str, came: Counter[str]) -> str:
    desk.engine.script = lambda _: written
    exchange = desk.ask("Where is my card?")
    kept = desk.anna.exchange(exchange)
    same = kept["text"] in {written, None}
    came[f"written: {kept['state']}{'' if same else ', DIFFERENT'}"] += 1
    return exchange


def _by_page(desk: Desk, text: str, came: Counter[str]) -> None:
    desk.engine.repeat()
    exchange = desk.type_and_send(text)
    if exchange is None:
        came["typed in a page: refused in words"] += 1
        return
    back = desk.tab.evaluate("document.getElementById('exact').value")
    same = back == as_taken(text)
    came[f"typed in a page: {'came back exactly' if same else 'DIFFERENT'}"] += 1


def _at_the_door(desk: Desk, login: str) -> int:
    """Try a login as fast as the front lets one."""
    for _ in range(100):
        status = desk.try_door(login)
        if status != _TOO_FAST:
            return status
        threading.Event().wait(0.2)
    return _TOO_FAST


def _groups(strings: list[str]) -> Iterator[str]:
    for start in range(0, len(strings), _GROUP):
        yield "\n".join(strings[start : start + _GROUP])[:_GROUP_CHARS]


def _lines(data: Path, patterns: tuple[str, ...]) -> Iterator[bytes]:
    for pattern in patterns:
        for path in sorted(data.glob(pattern)):
            yield from filter(None, path.read_bytes().split(b"\n"))


if __name__ == "__main__":
    sys.exit(main())
