"""`cloister judge`: which model judges, and its agreement with people, read as operator."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from appliance.commands.cli import main
from appliance.domain.assessment import Judgement
from appliance.domain.judging import Judge
from appliance.keys import create_keys, read_key
from appliance.settings import Settings, load_settings
from appliance.stores.opened import Stores, open_stores
from audit.signer import Signer
from tests.deployed import deploy, put_releases
from tests.fakes import POLICIES, FixedClock, make_exchange
from tests.judged import judged_as, make_sample, rated_as, shipped_judge
from tests.unit.appliance.commands.test_release import CONFIG

MODEL = "a" * 64
RIGHT, PARTLY, WRONG, REFUSE = Judgement


class Site:
    """A settings file with a judge, three live purposes and a database."""

    def __init__(self, root: Path) -> None:
        self.config = root / "cloister.toml"
        told = CONFIG.format(root=root).replace(
            "sqlite:////s/a", f"sqlite:///{root}/c.sqlite"
        )
        self.config.write_text(f'{told}[judge]\ntier = "small"\nmin_rated = 20\n')
        self.settings: Settings = load_settings(self.config)
        paths = self.settings.paths
        create_keys(paths.keys, origin="bank.test/log")
        (paths.state / "web").mkdir(parents=True)
        releases = put_releases(paths.state, paths.keys, POLICIES, model=MODEL)
        seed = read_key(paths.keys / "ledger" / "signing.key")
        deploy(paths.state, releases, Signer("bank.test/log", seed))
        self.stores: Stores = open_stores(self.settings, FixedClock())
        self.judge: Judge = shipped_judge(MODEL)

    def judged(self, *said: tuple[Judgement, Judgement]) -> None:
        """Have two people say the first of an answer each, and the judge the second."""
        case = self.stores.cases.create("anna", "")
        for number, (people, its) in enumerate(said, 1):
            sample = make_sample(number, case=case.id)
            self.stores.exchanges.opened(
                make_exchange(id=sample.answered.exchange, case=case.id)
            )
            self.stores.samples.add(sample, record=lambda: None)
            rated_as(self.stores, sample, people, people)
            judged_as(self.stores, sample, its, self.judge)

    def run(self, *arguments: str) -> str:
        done = CliRunner().invoke(
            main, ["judge", *arguments, "--config", str(self.config)]
        )
        assert done.exit_code == 0, done.output
        return done.output


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path)
    yield made
    made.stores.close()


def test_a_usable_judge_is_told_with_its_agreement(site: Site) -> None:
    site.judged(*((RIGHT, RIGHT),) * 12, *((WRONG, WRONG),) * 9)
    told = site.run("agreement")
    assert "reply-draft: 21 judged, 21 of them rated by two, who agree on 21" in told
    assert "kappa 1.00 (" in told
    assert "shown beside its agreement" in told
    (found,) = [
        one
        for one in json.loads(site.run("agreement", "--json"))
        if one["purpose"] == "reply-draft"
    ]
    assert (found["usable"], found["kappa_permille"]) == (True, 1000)
    assert found["model_digest"] == MODEL
    assert found["judge_prompt"] == site.judge.prompt


def test_one_that_is_not_is_told_with_what_is_missing(site: Site) -> None:
    site.judged(*((RIGHT, RIGHT),) * 18, *((WRONG, RIGHT),) * 3)
    told = site.run("agreement")
    assert "kappa 0.00" in told
    assert "not shown, kappa is not known to be 0.60" in told
    table = [line.split() for line in told.splitlines() if line.startswith("  ")]
    assert ["right", "18", "0", "0", "0", "0"] in table
    assert ["wrong", "3", "0", "0", "0", "0"] in table
    few = next(line for line in told.splitlines() if line.startswith("credit-memo"))
    assert few.startswith("credit-memo: 0 judged, 0 of them rated by two")
    assert few.endswith("; not shown, 20 are needed")


def test_the_status_names_tier_and_purposes(site: Site) -> None:
    told = site.run("status")
    assert "judge: the model of tier small" in told
    assert told.count("not shown, 20 are needed") == 3
    found = json.loads(site.run("status", "--json"))
    assert found["tier"] == "small"
    assert {one["usable"] for one in found["purposes"]} == {False}


def test_without_a_tier_there_is_no_judge(site: Site) -> None:
    site.config.write_text(site.config.read_text().replace('tier = "small"', ""))
    assert site.run("status") == "no judge: judge.tier is not set\n"
    assert site.run("agreement") == "no purpose has a judge\n"
    assert json.loads(site.run("agreement", "--json")) == []
