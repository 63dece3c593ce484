"""`cloister budget` and `cloister cost`: read from the terminal, and honest."""

import dataclasses
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from appliance.budget_settings import BudgetSettings
from appliance.commands.cli import main
from appliance.domain.cost_model import Assumed, Load, Seen, forecast
from appliance.domain.exchange import ExchangeState
from appliance.domain.outcome import Compared, Figures, Took
from appliance.domain.rollout import Arm
from appliance.stores.bodies import Bodies
from appliance.stores.budgets import KeptBudgets, settle_in
from appliance.stores.database import Database
from appliance.stores.migrate import open_database
from appliance.stores.outcomes import Outcomes
from appliance.stores.people import People
from tests.contract.budget_house import claim
from tests.fakes import FixedClock, make_caller
from tests.unit.appliance.commands.test_release import CONFIG

KEY = b"bodies".ljust(32, b".")
FIGURES = Figures(
    "reply-draft", "a" * 64, Arm.LIVE, 1, engine_ms=2_000, tier="small",
    prompt_tokens=80, output_tokens=20, used_tokens=100,
)  # fmt: skip
SET = """
[budgets]
prices = { small = 500 }
[budgets.person.day]
tokens = 400
"""
TABLE = """
[purposes.reply-draft]
tier = "small"
exchanges_p50 = 300
exchanges_p99 = 900
tokens_p50 = 900
tokens_p99 = 2_500
seconds_p50 = 4
seconds_p99 = 15
"""


class Now:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Site:
    root: Path
    database: Database

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(
            main, [*arguments, "--config", str(self.root / "c.toml")]
        )

    def assumed(self, text: str) -> str:
        path = self.root / "table.toml"
        path.write_text(text, "utf-8")
        return str(path)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    (tmp_path / "keys" / "web").mkdir(parents=True)
    (tmp_path / "keys" / "web" / "bodies.key").write_bytes(KEY)
    url = f"sqlite:///{tmp_path}/c.sqlite"
    config = CONFIG.format(root=tmp_path).replace("sqlite:////s/a", url)
    (tmp_path / "c.toml").write_text(config + SET, "utf-8")
    database = open_database(url)
    yield Site(tmp_path, database)
    database.close()


def use(site: Site) -> None:
    People(site.database, Bodies(KEY), FixedClock()).seen(
        make_caller("anna"), alias="al"
    )
    prices = BudgetSettings(prices={"small": 500})
    KeptBudgets(site.database, Now(), prices, UTC).reserve(claim(1))
    with site.database.writing() as connection:
        settle_in(connection, f"{1:032x}", FIGURES)


def measure(site: Site, *, days: int, a_day: int, figures: Figures = FIGURES) -> None:
    """Keep so many answers on each of the days before today."""
    outcomes = Outcomes(site.database)
    noon = datetime.now(UTC).replace(hour=12)
    beside = Compared(live="f" * 32, live_release="a" * 64, live_chars=1)
    number = 0
    for back in range(1, days + 1):
        for _ in range(a_day):
            number += 1
            outcomes.keep_shadow(
                f"{number:032x}",
                ExchangeState.RELEASED,
                noon - timedelta(days=back),
                figures,
                beside,
            )


def test_the_list_says_what_everybody_used_of_what(site: Site) -> None:
    use(site)
    told = site.run("budget", "list")
    assert told.exit_code == 0, told.output
    line = next(one for one in told.output.splitlines() if ", day" in one)
    assert line.startswith("person anna, day from ")
    assert line.endswith(": 100 of 400 tokens, 2.0 s, 0.00 EUR; 25.0 % used")


def test_one_persons_days_and_months_are_shown_by_login(site: Site) -> None:
    use(site)
    told = site.run("budget", "show", "person", "ANNA", "--json")
    rows = json.loads(told.output)["budgets"]
    assert [row["period"] for row in rows] == ["day", "month"]
    assert [row["tokens"] for row in rows] == [100, 100]
    assert rows[0]["limit"] == {"tokens": 400}
    assert rows[1]["used_permille"] is None


def test_nobody_and_nothing_are_told_in_one_line(site: Site) -> None:
    assert site.run("budget", "list").output == "nothing was used yet\n"
    for asked in (("person", "ben"), ("team", "cards")):
        told = site.run("budget", "show", *asked)
        assert told.exit_code == 1
        assert told.output.startswith("Error: ")


def test_a_table_of_assumptions_becomes_days_that_somebody_can_check(
    site: Site,
) -> None:
    told = site.run("cost", "--assume", site.assumed(TABLE), "--json")
    assert told.exit_code == 0, told.output
    body = json.loads(told.output)
    now, ten = body["days"]
    assert (now["times"], ten["times"]) == (1, 10)
    # Half the days have at most 300 requests, 99 of 100 at most 900.
    assert now["exchanges"]["p50"] == pytest.approx(300, rel=0.05)
    assert now["exchanges"]["p99"] == pytest.approx(900, rel=0.15)
    # exp(mu + sigma^2 / 2) of 4 s and 15 s is 4.7 s each.
    assert now["seconds"]["p50"] == pytest.approx(300 * 4.7, rel=0.07)
    assert ten["seconds"]["p50"] == pytest.approx(10 * now["seconds"]["p50"], rel=0.05)
    for day in (now, ten):
        for edge in ("p50", "p99"):
            money = day["seconds"][edge] * 500 / 1_000_000
            assert day["money"][edge] == pytest.approx(money)
            busy = day["seconds"][edge] / 86_400 * 1_000
            assert day["busy_permille"][edge] == pytest.approx(busy)
    assert body["doubts"] == ["assumed in table.toml, not measured"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('tier = "small"', 'tier = "huge"', "tier: no such tier"),
        ("tokens_p99 = 2_500", "tokens_p99 = 800", "tokens_p50: expected 0 < p50"),
        ("seconds_p50 = 4", "seconds_p50 = 0", "seconds_p50: expected 0 < p50"),
        ("seconds_p99 = 15", "seconds_p99 = nan", "seconds_p50: expected 0 < p50"),
        ("seconds_p99 = 15", "seconds_p99 = inf", "seconds_p50: expected 0 < p50"),
        ("seconds_p99 = 15", 'seconds_p99 = "x"', "seconds_p99: expected"),
        ("seconds_p99 = 15", "", "seconds_p99: missing"),
        ("seconds_p99 = 15", "seconds_p99 = 15\nmore = 1", "more: unknown key"),
        ("[purposes", "[[[", "not TOML"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_by_its_key(
    old: str, new: str, said: str, site: Site
) -> None:
    told = site.run("cost", "--assume", site.assumed(TABLE.replace(old, new)))
    assert told.exit_code == 1
    assert said in told.output


def test_what_was_measured_is_told_with_how_little_it_is(site: Site) -> None:
    measure(site, days=3, a_day=10)
    told = site.run("cost", "--json")
    body = json.loads(told.output)
    now, ten = body["days"]
    assert now["exchanges"] == {"p50": 10.0, "p99": 10.0}
    assert now["tokens"]["p50"] == pytest.approx(1_000)
    assert now["seconds"]["p50"] == pytest.approx(20)
    assert now["money"]["p50"] == pytest.approx(0.01)
    assert ten["seconds"]["p50"] == pytest.approx(200)
    few_days, few_answers = body["doubts"]
    assert few_days.startswith("only 3 whole days were measured")
    assert few_answers.startswith("only 30 answers were measured")


def test_the_table_is_plain_text(site: Site) -> None:
    measure(site, days=1, a_day=2)
    lines = site.run("cost").output.splitlines()
    assert lines[0].split() == ["requests", "tokens", "processor", "s", "EUR", "busy"]
    assert lines[1].split() == ["1x", "P50", "2", "200", "4", "0.00", "0.0", "%"]
    assert [line[:8].strip() for line in lines[1:5]] == [
        "1x P50", "1x P99", "10x P50", "10x P99",
    ]  # fmt: skip
    assert all(line.startswith("note: only ") for line in lines[5:])


def test_what_two_tiers_wrote_is_one_request_and_each_has_its_time(site: Site) -> None:
    shares = {"small": Took(60, 15, 1_500), "large": Took(20, 5, 500)}
    measure(site, days=1, a_day=2, figures=dataclasses.replace(FIGURES, tiers=shares))
    body = json.loads(site.run("cost", "--json").output)
    one = {name: day["p50"] for name, day in body["days"][0].items() if name != "times"}
    assert one == {
        "exchanges": 2,
        "tokens": 200,
        "seconds": 4,
        "money": pytest.approx(3 * 500 / 1_000_000),
        "busy_permille": pytest.approx(1_000 * 3 / 86_400),
    }
    assert "tier large has no price: its money counts as 0" in body["doubts"]


def test_with_nothing_measured_nothing_is_made_up(site: Site) -> None:
    told = site.run("cost")
    assert told.exit_code == 1
    assert "no whole day with an answer was measured yet" in told.output


def test_a_day_on_which_all_purposes_were_busy_is_in_the_forecast() -> None:
    days = Seen((10,) * 19 + (1_000,))
    loads = [Load(name, "small", days, Seen((7,)), Seen((2,))) for name in "abcd"]
    told = forecast(loads, {}, 1)
    assert (told.exchanges.p50, told.exchanges.p99) == (40, 4_000)
    assert told.tokens.p99 == pytest.approx(4_000 * 7)


def test_purposes_that_are_busy_by_turns_are_not_busy_together() -> None:
    odd, even = Seen((0, 90) * 9), Seen((90, 0) * 9)
    loads = [Load(str(n), "small", d, Seen((1,)), Seen((1,))) for n, d in enumerate((odd, even))]  # fmt: skip
    told = forecast(loads, {}, 1)
    assert (told.exchanges.p50, told.exchanges.p99) == (90, 90)


def test_the_same_input_gives_the_same_forecast() -> None:
    seen = Load("p", "small", Seen((5, 50)), Seen((10, 900)), Seen((100, 4_000), 1_000))
    assert forecast([seen], {"small": 1}, 1) == forecast([seen], {"small": 1}, 1)


def test_a_bad_day_is_never_better_than_an_ordinary_one() -> None:
    seen = Load("p", "small", Seen((5, 50)), Seen((10, 900)), Seen((100, 4_000), 1_000))
    for times in (1, 10):
        told = forecast([seen], {"small": 1}, times)
        for one in dataclasses.fields(told)[1:]:
            day = getattr(told, one.name)
            assert 0 <= day.p50 <= day.p99


def test_an_assumed_figure_goes_through_its_two_points() -> None:
    assumed = Assumed(4, 15)
    source = random.Random(7)
    drawn = sorted(assumed.draw(source) for _ in range(20_000))
    assert drawn[10_000] == pytest.approx(4, rel=0.03)
    assert drawn[19_800] == pytest.approx(15, rel=0.06)
    assert sum(drawn) / len(drawn) == pytest.approx(assumed.mean, rel=0.02)
