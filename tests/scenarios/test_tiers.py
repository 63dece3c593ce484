"""Two tiers, two engine processes: which model is asked, and what if it is away."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from appliance.commands.client import ServerEvent, StaffClient
from appliance.demo.site import free_port, lay_out, shipped
from appliance.demo.supervisor import Supervisor
from appliance.explain.words import CHOICE_WORDS, FALL_BACK_WORDS
from tests.stack import Stack

EASY = "I have lost my card. What can I do?"
HARD = (
    "Dear Sir or Madam, I lost my card in Leeds on Monday and told your branch. "
    "Paul Martin at the counter said that a new one would be sent. "
) * 8 + "Kind regards, Marta Kowalczyk"
ROUTED, ALONE = "reply-draft", "complaint-triage"
ROUTING = """
[routing]
harder_tier = "large"
harder_from_permille = 250
fall_back = ["small"]
"""


@pytest.fixture(scope="module")
def tiers() -> Iterator[Stack]:
    """An appliance with a second model for hard letters, and for one whole purpose."""
    log: list[str] = []
    # Short: the paths of sockets are bounded (unix(7)).
    with tempfile.TemporaryDirectory(prefix="cl-") as folder:
        site = lay_out(Path(folder), port=free_port())
        model = site.root / "models" / "larger"
        shutil.copytree(shipped() / "models" / "reference", model)
        _change(model / "manifest.toml", 'name = "cloister-reference"', 'name = "big"')
        purposes = site.root / "policies" / "purposes"
        with (purposes / ROUTED / "purpose.toml").open("a") as file:
            file.write(ROUTING)
        _change(purposes / ALONE / "purpose.toml", 'tier = "small"', 'tier = "large"')
        # Two engines share the cores that one has elsewhere.
        large = {"model": "larger", "threads": 1}
        site.write_settings(engine={"threads": 1, "tiers": {"large": large}})
        with Supervisor(site, log.append) as supervisor:
            yield Stack(supervisor, log)


@pytest.fixture(scope="module")
def anna(tiers: Stack) -> Iterator[StaffClient]:
    with tiers.signed_in("anna.staff") as client:
        yield client


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def _record(stack: Stack, exchange: str, kind: str) -> dict[str, Any]:
    with stack.signed_in("audrey.auditor") as audrey:
        (record,) = [r for r in audrey.records(exchange=exchange) if r["kind"] == kind]
    return dict(record["body"])


def _ask(client: StaffClient, purpose: str, text: str) -> ServerEvent:
    return list(client.ask(purpose, text))[-1]


def _await_readiness(stack: Stack, status: int) -> dict[str, bool]:
    """Wait until the health page has looked again; what it says is moments old."""
    with StaffClient(stack.url, stack.ca) as anybody:
        for _ in range(200):
            reply = anybody._http.get("/health/ready")
            if reply.status_code == status:
                return dict(reply.json()["parts"])
            time.sleep(0.1)
    raise AssertionError(f"/health/ready never said {status}")


def test_a_hard_letter_goes_to_the_larger_model_and_an_easy_one_does_not(
    tiers: Stack, anna: StaffClient
) -> None:
    easy, hard = _ask(anna, ROUTED, EASY), _ask(anna, ROUTED, HARD)
    assert (easy.name, hard.name) == ("released", "released")
    ids = [str(event.body["exchange"]) for event in (easy, hard)]
    drafts = [_record(tiers, one, "draft.generated") for one in ids]
    assert [(d["tier"], d["model"], d["passed_over"]) for d in drafts] == [
        ("small", "cloister-reference", []),
        ("large", "big", []),
    ]
    assert drafts[0]["model_digest"] != drafts[1]["model_digest"]
    meant = _record(tiers, ids[1], "exchange.intended")
    assert (meant["tiers"], meant["tier_choice"]) == (["large", "small"], "harder")
    assert sum(meant["difficulty"].values()) == meant["difficulty_permille"] >= 250
    told = [anna.why(one) for one in ids]
    assert [one["routing"] for one in told] == [
        [CHOICE_WORDS["ordinary"]],
        [CHOICE_WORDS["length"]],
    ]
    assert [one["versions"]["tier"] for one in told] == ["small", "large"]
    page = anna._http.get(
        f"/exchanges/{ids[1]}/why",
        headers={"Accept": "text/html", "Accept-Language": "de"},
    ).text
    assert "Das größere Modell wurde gefragt, vor allem weil der Text lang ist." in page
    assert "big (large), float32, cpu" in page


def test_figures_name_model_tier_and_purpose(tiers: Stack, anna: StaffClient) -> None:
    assert _ask(anna, ALONE, EASY).name == "released"
    told = tiers.supervisor.site.run_command("health", "--metrics").splitlines()
    labels = f'{{model_name="big",tier="large",purpose="{ALONE}"}}'
    (count,) = [
        line for line in told if line.startswith(f"cloister_engine_generation_tokens_total{labels} ")
    ]  # fmt: skip
    assert int(count.split()[-1]) > 0
    assert {'cloister_engine_up{tier="small"} 1', 'cloister_engine_up{tier="large"} 1'} <= set(told)  # fmt: skip
    health = tiers.supervisor.site.run_command("health")
    assert "engine     well" in health
    assert "engine-large well" in health


def test_with_the_larger_model_away_only_those_are_answered_who_may_fall_back(
    tiers: Stack, anna: StaffClient
) -> None:
    assert _await_readiness(tiers, 200)["engine-large"]
    tiers.kill("engine-large")
    try:
        hard, alone = _ask(anna, ROUTED, HARD), _ask(anna, ALONE, EASY)
        parts = _await_readiness(tiers, 503)
    finally:
        tiers.restart("engine-large")
    assert hard.name == "released"
    exchange = str(hard.body["exchange"])
    draft = _record(tiers, exchange, "draft.generated")
    assert (draft["tier"], draft["model"]) == ("small", "cloister-reference")
    assert draft["passed_over"] == [{"tier": "large", "error": "EngineError"}]
    assert anna.why(exchange)["routing"] == [CHOICE_WORDS["length"], FALL_BACK_WORDS]
    # Nobody else may answer it, so it waits for the one that may.
    assert alone.name == "queued"
    delayed = _record(tiers, str(alone.body["exchange"]), "exchange.delayed")
    assert delayed["error"] == "EngineError"
    assert (parts["engine"], parts["engine-small"], parts["engine-large"]) == (
        False,
        True,
        False,
    )
    assert _await_readiness(tiers, 200)["engine-large"]
    assert _ask(anna, ALONE, EASY).name == "released"


def test_with_the_smaller_model_away_every_purpose_that_needs_it_says_so(
    tiers: Stack, anna: StaffClient
) -> None:
    tiers.kill("engine")
    try:
        easy = _ask(anna, ROUTED, EASY)
        # Asked for hard letters and for a purpose of its own, the larger one answers.
        others = [_ask(anna, ROUTED, HARD), _ask(anna, ALONE, EASY)]
    finally:
        tiers.restart("engine")
    assert easy.name == "queued"
    assert [event.name for event in others] == ["released", "released"]
    assert _await_readiness(tiers, 200)["engine"]
