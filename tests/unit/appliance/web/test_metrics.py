"""The page for a monitor: who reads it, and that it tells what exchanges showed."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from appliance.errors import (
    EngineBusyError,
    EngineError,
    MaskingFloorError,
    SealError,
    SettingsError,
)
from appliance.web.metrics import read_token
from tests.unit.appliance.web.house import HOST, LETTER, House, open_house
from tests.unit.appliance.web.test_reviews import decide

TOKEN = "a-token-of-the-site-of-forty-characters-"


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., House]]:
    houses: list[House] = []

    def open_one(script: Any = None, **more: Any) -> House:
        token = tmp_path / "metrics-token"
        token.write_text(f"{TOKEN}\n")
        houses.append(
            open_house(tmp_path, script, metrics_token_file=str(token), **more)
        )
        return houses[-1]

    yield open_one
    for house in houses:
        house.close()


def ask(house: House, shown: str | None = f"Bearer {TOKEN}") -> Any:
    headers = {} if shown is None else {"Authorization": shown}
    client = house.app.test_client()
    return client.get("/metrics", base_url=f"https://{HOST}", headers=headers)


def figures(house: House) -> dict[str, float]:
    """Read every sample; the release, which differs with the rules, is left out."""
    house.clock.advance(60)
    found = {}
    for line in ask(house).text.splitlines():
        if not line.startswith("#"):
            name, value = line.rsplit(" ", 1)
            found[_without_release(name)] = float(value)
    return found


def _without_release(name: str) -> str:
    before, _, rest = name.partition('release="')
    return before + rest.partition('",')[2] if rest else name


def send(house: House) -> None:
    """Send a text, whatever comes of it."""
    form = {"purpose": "reply-draft", "text": LETTER}
    house.visitor("anna").post("/exchanges", form)


OF_REPLIES = 'purpose="reply-draft",arm="live",tier="small"'
NOT_LET_FAR = 'purpose="reply-draft",arm="live",tier=""'


def test_it_tells_what_exchanges_came_to(opened: Callable[..., House]) -> None:
    house = opened()
    anna = house.visitor("anna")
    answered = anna.ask()
    anna.ask(text=LETTER)
    anna.post(f"/exchanges/{answered}/rating", {"thumb": "down"})
    told = figures(house)
    of = f"{{{OF_REPLIES}"
    assert told[f'cloister_exchanges_total{of},outcome="released"}}'] == 2
    assert told[f"cloister_drafts_total{of}}}"] == 2
    assert told[f'cloister_ratings{of},thumb="down"}}'] == 1
    assert told[f"cloister_e2e_request_latency_seconds_count{of}}}"] == 2
    assert told[f"cloister_time_to_first_token_seconds_count{of}}}"] == 2
    assert told[f"cloister_request_queue_time_seconds_count{of}}}"] == 2
    assert told[f"cloister_request_time_per_output_token_seconds_count{of}}}"] == 2
    assert told[f"cloister_prompt_tokens_total{of}}}"] > 0
    assert told[f"cloister_generation_tokens_total{of}}}"] > 0
    assert told["cloister_halts"] == 0


def test_an_answer_counts_as_written_anew_when_it_first_was(
    opened: Callable[..., House],
) -> None:
    house = opened()
    anna = house.visitor("anna")
    answered = anna.ask()
    name = f"cloister_answers_amended_total{{{OF_REPLIES}}}"
    assert name not in figures(house)
    house.clock.advance(24 * 3600)
    anna = house.visitor("anna")
    for text in ("Dear customer, it is 5 euros.", "Dear customer, it is 6 euros."):
        anna.post(f"/exchanges/{answered}/amendment", {"text": text})
    told = figures(house)
    assert told[name] == 1
    # The answer itself is of the day before.
    assert not [one for one in told if one.startswith("cloister_exchanges_total")]


def test_a_held_answer_counts_as_held_and_not_yet_as_ended(
    opened: Callable[..., House],
) -> None:
    house = opened()
    house.visitor("anna").ask("credit-memo", "Applicant: Anna Kowalski")
    told = figures(house)
    of = 'purpose="credit-memo",arm="live",tier="small"'
    assert told[f"cloister_exchanges_held_total{{{of}}}"] == 1
    assert not [name for name in told if name.startswith("cloister_exchanges_total")]


def test_what_is_decided_on_the_next_day_counts_on_that_day(
    opened: Callable[..., House],
) -> None:
    house = opened()
    anna = house.visitor("anna")
    asked = [anna.ask("credit-memo", f"Applicant: Anna {n}") for n in range(3)]
    house.clock.advance(timedelta(days=1).total_seconds())
    rita = house.visitor("rita")
    decide(rita, asked[0], "approve", reason="fine")
    decide(rita, asked[1], "reject", reason="No income proof")
    told = figures(house)
    of = 'purpose="credit-memo",arm="live",tier="small"'
    assert {name: value for name, value in told.items() if of in name} == {
        f'cloister_exchanges_total{{{of},outcome="released"}}': 1,
        f'cloister_exchanges_total{{{of},outcome="refused"}}': 1,
        f'cloister_errors_total{{{of},error_type="review"}}': 1,
    }
    house.clock.advance(timedelta(days=1).total_seconds())
    assert not [name for name in figures(house) if of in name]


def test_a_rejected_answer_has_a_cause_on_the_day_itself(
    opened: Callable[..., House],
) -> None:
    house = opened()
    asked = house.visitor("anna").ask("credit-memo", "Applicant: Anna Kowalski")
    decide(house.visitor("rita"), asked, "reject", reason="No income proof")
    told = figures(house)
    of = 'purpose="credit-memo",arm="live",tier="small"'
    assert told[f'cloister_exchanges_total{{{of},outcome="refused"}}'] == 1
    assert told[f'cloister_errors_total{{{of},error_type="review"}}'] == 1
    assert told[f"cloister_exchanges_held_total{{{of}}}"] == 1


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (SealError("no seal"), "model"),
        (EngineBusyError("full"), "busy"),
        (MaskingFloorError("low"), "masking"),
    ],
)
def test_errors_are_told_apart_by_what_broke(
    error: Exception, kind: str, opened: Callable[..., House]
) -> None:
    def fail(_: Any) -> str:
        raise error

    house = opened(fail)
    send(house)
    assert figures(house)[
        f'cloister_errors_total{{{NOT_LET_FAR},error_type="{kind}"}}'
    ] == pytest.approx(1)


def test_a_text_that_waits_for_the_model_is_told_and_is_no_error_yet(
    opened: Callable[..., House],
) -> None:
    def fail(_: Any) -> str:
        raise EngineError("broke off")

    house = opened(fail)
    assert figures(house)["cloister_texts_waiting"] == 0
    send(house)
    told = figures(house)
    assert told["cloister_texts_waiting"] == 1
    assert not any("cloister_errors_total" in name for name in told)


def test_what_a_rule_refuses_is_counted_though_it_was_never_let_in(
    opened: Callable[..., House],
) -> None:
    house = opened()
    house.forbid_languages()
    send(house)
    told = figures(house)
    assert told[f'cloister_errors_total{{{NOT_LET_FAR},error_type="policy"}}'] == 1
    assert told[f'cloister_exchanges_total{{{NOT_LET_FAR},outcome="refused"}}'] == 1


def test_a_draft_without_its_form_is_an_error_of_parsing(
    opened: Callable[..., House],
) -> None:
    house = opened(lambda _: "no form at all")
    house.visitor("anna").ask("complaint-triage")
    told = figures(house)
    of = 'purpose="complaint-triage",arm="live",tier="small"'
    seen = f'cloister_findings_total{{{of},rule="answer.malformed"}}'
    assert told[seen] == 1
    assert told[f'cloister_errors_total{{{of},error_type="parse"}}'] == 1


def test_breakers_and_halts_stand_on_it(opened: Callable[..., House]) -> None:
    states = {"small": "open", "large": "closed", "other": "back", "last": "trying"}
    house = opened(breakers=states)
    halt = {"step": "halt", "scope": "purpose", "name": "reply-draft"}
    house.visitor("adam").post("/halts", {**halt, "reason": "drill"})
    told = figures(house)
    opens = {tier: told[f'cloister_breaker_open{{tier="{tier}"}}'] for tier in states}
    assert opens == {"small": 1, "large": 0, "other": 0, "last": 1}
    assert told['cloister_halted{scope="purpose",name="reply-draft"}'] == 1
    assert told["cloister_halts"] == 1


def test_counters_begin_anew_at_midnight(opened: Callable[..., House]) -> None:
    house = opened()
    house.visitor("anna").ask()
    assert any("cloister_exchanges_total" in name for name in figures(house))
    house.clock.advance(timedelta(days=1).total_seconds())
    assert not any("cloister_exchanges_total" in name for name in figures(house))


def test_nobody_is_named_on_it(opened: Callable[..., House]) -> None:
    house = opened()
    exchange = house.visitor("anna").ask()
    text = ask(house).text.lower()
    assert "reply-draft" in text
    for word in ("anna", "kowalski", exchange, "branch-"):
        assert word not in text


@pytest.mark.parametrize(
    "shown",
    [
        None,
        "",
        TOKEN,
        "Bearer ",
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        f"Basic {TOKEN}",
        "Bearer \u00e4\u00f6\u00fc",
    ],
)
def test_without_the_token_there_is_no_such_page(
    shown: str | None, opened: Callable[..., House]
) -> None:
    assert ask(opened(), shown).status_code == 404


def test_a_session_opens_it_for_nobody(opened: Callable[..., House]) -> None:
    assert opened().visitor("adam").get("/metrics").status_code == 404


def test_a_site_without_a_token_has_no_such_page(house: House) -> None:
    assert ask(house).status_code == 404


def test_it_is_plain_text_of_a_known_version(opened: Callable[..., House]) -> None:
    answer = ask(opened())
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")


def test_a_short_token_or_none_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"metrics_token_file.*No such file"):
        read_token(tmp_path / "none")
    (tmp_path / "short").write_text("guess me\n")
    with pytest.raises(SettingsError, match="8 bytes, expected at least 32"):
        read_token(tmp_path / "short")
