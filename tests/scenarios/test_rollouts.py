"""On a whole appliance: a shadow nobody hears of, and a canary that is taken back."""

import threading
from collections.abc import Callable, Iterator

import pytest

from appliance.commands.client import StaffClient
from appliance.commands.tour.visit import LETTER
from appliance.demo.run import throwaway
from tests.bench import rollback
from tests.rollout_site import PURPOSE, RolloutSite

PEOPLE = ("anna.staff", "ben.staff", "ralf.reviewer")


@pytest.fixture(scope="module")
def site() -> Iterator[RolloutSite]:
    with throwaway(lambda _: None) as running:
        yield RolloutSite(running)


def ask(site: RolloutSite, client: StaffClient) -> str:
    """Ask once; give the digest of the release that answered."""
    last = list(client.ask(PURPOSE, LETTER))[-1]
    exchange = str(last.body["exchange"])
    with site.client("audrey.auditor") as audrey:
        found = audrey.records(exchange=exchange, kind="policy.decided")
    return str(found[0]["body"]["release"])


def wait_for(what: Callable[[], bool], *, seconds: int = 60) -> None:
    pause = threading.Event()
    for _ in range(seconds * 4):
        if what():
            return
        pause.wait(0.25)
    raise AssertionError("did not happen in time")


def test_a_shadow_answers_after_live_and_is_compared(site: RolloutSite) -> None:
    candidate = site.sign_candidate(lambda text: text.replace("seed = ", "seed = 1"))
    site.step(step="start", kind="shadow", release=candidate, share="100")
    with site.client("anna.staff") as anna:
        assert ask(site, anna) == site.placed().live
    wait_for(lambda: bool(site.records("draft.compared")))
    (compared,) = site.records("draft.compared")
    assert compared["body"]["release"] == candidate
    assert compared["body"]["same_fields"] is True
    site.step(step="end")
    assert site.placed().rollout is None


def test_a_canary_with_a_planted_fault_is_taken_back_by_itself(
    site: RolloutSite,
) -> None:
    cut = "max_output_tokens = 2"
    candidate = site.sign_candidate(
        lambda text: "\n".join(
            cut if line.startswith("max_output_tokens") else line
            for line in text.splitlines()
        )
    )
    live = site.placed().live
    site.step(step="start", kind="canary", release=candidate, share="100")
    with site.client("anna.staff") as anna:
        assert ask(site, anna) == candidate
        for _ in range(9):
            list(anna.ask(PURPOSE, LETTER))
        wait_for(lambda: site.placed().rollout is None)
        assert ask(site, anna) == live
    ended = site.records("rollout.ended")[0]
    assert (ended["body"]["cause"], ended["body"]["release"]) == ("limit", candidate)
    assert ended["body"]["reason"] in {"above-bound", "above-live"}
    assert ended["actor"] is None


def test_while_releases_are_rolled_back_each_exchange_is_answered_by_exactly_one(
    site: RolloutSite,
) -> None:
    live = site.placed().live
    other = site.sign_candidate(lambda text: text + rollback.CARE, file=rollback.PROMPT)
    load = rollback.run(site, (live, other), PEOPLE, seconds=2)
    shelf = rollback.shelf_at(site, (live, other))
    answered = [
        rollback.release_of(site.records_of(exchange), shelf)
        for exchange in load.exchanges
    ]
    load.ends.pop("a rollback, not taken", None)
    too_many = {rollback.not_taken(429), rollback.not_taken(429, "FrontError")}
    assert set(load.ends) <= {"released"} | too_many
    assert sum(load.ends.values()) == 2 * rollback.ASKS_PER_S
    assert len(load.rollbacks) > 1
    assert set(answered) == {live, other}
