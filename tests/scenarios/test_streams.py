"""Many ask at once: no answer is lost, all know their place, and who goes frees it.

The figures for a hundred streams come from `make bench-streams`.
"""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from tests.bench.crowd import Told, follow, letter, open_tabs
from tests.bench.pages import Pages, open_pages
from tests.stack import Stack

# All of the demo's customer desk, four times: the most that one person has at once.
DESK = ("anna.staff", "ben.staff", "ralf.reviewer") * 4
BOUND_S = 300.0
ANSWERED = {"released", "refused"}

_Found = TypeVar("_Found")


def in_time(act: Coroutine[Any, Any, _Found]) -> _Found:
    """Run it, and fail rather than wait for ever.

    In a thread of its own: once a test has opened a browser, the main thread has its
    event loop.
    """
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(lambda: asyncio.run(_bounded(act))).result()


async def _bounded(act: Coroutine[Any, Any, _Found]) -> _Found:
    async with asyncio.timeout(BOUND_S):
        return await act


def test_streams_beside_pages_all_end_and_places_only_fall(stack: Stack) -> None:
    async def ask() -> tuple[list[Told], Pages]:
        async with (
            open_pages(stack, room=11) as pages,
            open_tabs(stack, DESK, room=12) as tabs,
        ):
            over = asyncio.Event()
            flow = asyncio.create_task(pages.run(5.0, over.is_set))
            told = await asyncio.gather(
                *(follow(tab, letter(number)) for number, tab in enumerate(tabs))
            )
            over.set()
            await flow
            return told, pages

    told, pages = in_time(ask())
    assert [t.end for t in told if t.end not in ANSWERED] == []
    assert len(DESK) == len({t.exchange for t in told})
    assert all(t.places == sorted(set(t.places), reverse=True) for t in told)
    # Whoever was told a place was told in the end that it is their turn.
    assert {0} == {t.places[-1] for t in told if t.places}
    assert pages.waits
    assert not pages.faults


def test_who_closes_the_tab_in_the_line_gives_the_place_free(stack: Stack) -> None:
    async def ask() -> tuple[list[Told], dict[str, Any]]:
        async with open_tabs(stack, DESK, room=14) as tabs:
            *others, leaver = tabs
            seen = [Told() for _ in others]
            following = [
                asyncio.create_task(follow(tab, letter(number), told))
                for number, (tab, told) in enumerate(zip(others, seen, strict=True))
            ]
            # The leaver comes last: the line moves many times before their turn.
            while not all(t.places or t.words_s or t.end for t in seen):
                await asyncio.sleep(0.01)
            exchange = ""
            async for event in leaver.visitor.ask(
                "reply-draft", letter(0), leaver.token
            ):
                exchange = exchange or str(event.body["exchange"])
                if event.name == "place":
                    break
            await leaver.visitor.leave()
            told = await asyncio.gather(*following)
            # Noticed with what is written to them next, at the latest a heartbeat.
            left = {"state": "open"}
            while left["state"] == "open":
                await asyncio.sleep(0.1)
                page = await leaver.visitor.get(
                    f"/exchanges/{exchange}", "application/json"
                )
                left = page.json()
            return told, left

    for _ in range(4):
        told, left = in_time(ask())
        assert [t.end for t in told if t.end not in ANSWERED] == []
        if left["state"] == "refused":
            break
        # A fast line came to them before what was written next showed that they left.
        assert left["state"] == "released"
    assert (left["state"], left["text"]) == ("refused", None)
    assert "stopped before there was an answer" in left["reasons"][0]


def test_one_more_than_a_person_may_have_at_once_is_told_so(stack: Stack) -> None:
    async def ask() -> tuple[list[Told], Told]:
        async with open_tabs(stack, ["anna.staff"] * 5, room=15) as tabs:
            told = await asyncio.gather(*(follow(tab, letter(0)) for tab in tabs))
            return told, await follow(tabs[0], letter(0))

    told, again = in_time(ask())
    assert [t.end for t in told if t.end not in ANSWERED] == ["failed 429"]
    assert again.end in ANSWERED
