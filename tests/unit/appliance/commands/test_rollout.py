"""`cloister rollout`, as whoever runs the machine: the log decides, rows follow."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner, Result

from appliance.commands.cli import main
from appliance.release import DeploymentFile, deployment_note
from appliance.stores.migrate import open_database
from tests.unit.appliance.commands.running_log import running_log
from tests.unit.appliance.commands.test_release import Site, site

__all__ = ["site"]
PURPOSE = "reply-draft"


@pytest.fixture
def signed(site: Site) -> Iterator[Site]:
    """A site whose log runs, with a candidate that is signed and not live."""
    config = site.root / "c.toml"
    teams = '[directory.teams]\nbranch-north = "cn=north,dc=test"\n[database]'
    text = config.read_text().replace("[database]", teams)
    config.write_text(text.replace("sqlite:////s", f"sqlite:///{site.root}"))
    open_database(site.settings.database.url).close()
    with running_log(site.settings):
        site.run("sign")
        site.edit("letter", "note")
        site.run("sign")
        assert site.run("rollback", PURPOSE).exit_code == 0
        yield site


def run(at: Site, *arguments: str) -> Result:
    config = ["--config", str(at.root / "c.toml")]
    return CliRunner().invoke(main, ["rollout", *arguments, *config])


def facts(at: Site, *arguments: str) -> Any:
    done = run(at, *arguments, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def candidate(at: Site) -> str:
    """Name the release that was live for a moment and is not now."""
    log = at.root / "keys" / "public" / "log.vkey"
    placed = DeploymentFile(deployment_note(at.root / "state"), log).now()
    listed = at.run("list").output.splitlines()
    live = placed.placements[PURPOSE].live
    (found,) = (ln.split()[0] for ln in listed if PURPOSE in ln and live not in ln)
    return found


def test_a_rollout_is_started_shown_listed_and_stopped(signed: Site) -> None:
    release = candidate(signed)
    canary = ("--kind", "canary", "--share", "2.5", "--team", "branch-north")
    began = facts(
        signed,
        *("start", PURPOSE, release[:12], *canary),
        *("--limit", "findings.worse=1", "--limit", "slow.ratio=3"),
    )["rollout"]
    assert (began["release"], began["running"]) == (release, True)
    assert (began["share_permille"], began["teams"]) == (25, ["branch-north"])
    limits = {one["metric"]: one for one in began["limits"]}
    assert limits["findings"]["worse_permille"] == 10
    assert limits["slow"]["ratio_permille"] == 3_000
    assert "running" in run(signed, "list").output
    shown = run(signed, "show", PURPOSE).output
    assert f"candidate {release}" in shown
    assert "2.5 % of branch-north" in shown
    assert "findings    0/0, 0/0; 1 % more than live" in shown
    ended = facts(signed, "stop", PURPOSE)["rollout"]
    assert (ended["running"], ended["cause"]) == (False, "person")
    again = run(signed, "stop", PURPOSE)
    assert again.exit_code == 1
    assert "no rollout runs" in again.output


def test_an_a_b_names_what_is_compared_or_does_not_begin(signed: Site) -> None:
    start = ("start", PURPOSE, candidate(signed), "--kind", "ab", "--share", "50")
    unnamed = run(signed, *start)
    assert unnamed.exit_code == 1
    assert "metric: Name what is compared" in unnamed.output
    assert facts(signed, "list") == []
    plan = facts(signed, *start, "--metric", "held", "--sure", "99")["rollout"]["plan"]
    assert (plan["metric"], plan["test"]) == ("held", "betting")
    assert plan["confidence_permille"] == 990
    told = run(signed, "show", PURPOSE).output
    assert "compared  answers that had to wait for a second person" in told
    assert "by a test by betting, 99 % sure" in told


WRONG = {
    "no share": (("--kind", "canary"), 2, "--share: say how many percent"),
    "a share of more than all": (
        ("--kind", "canary", "--share", "101"),
        1,
        "share: Give a percentage from 0 to 100",
    ),
    "a team that there is not": (
        ("--kind", "canary", "--share", "5", "--team", "east"),
        1,
        "No team of this name",
    ),
    "a limit of nothing": (
        ("--kind", "shadow", "--limit", "luck.worse=1"),
        2,
        "NAME=NUMBER of",
    ),
    "a limit beyond all bounds": (
        ("--kind", "shadow", "--limit", "held.worse=60"),
        1,
        "Give a percentage from 0 to 50",
    ),
}


@pytest.mark.parametrize(("options", "status", "told"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_started_is_told_in_one_line(
    options: tuple[str, ...], status: int, told: str, signed: Site
) -> None:
    done = run(signed, "start", PURPOSE, candidate(signed), *options)
    assert (done.exit_code, told in done.output) == (status, True), done.output
    assert facts(signed, "list") == []


def test_of_an_unknown_purpose_or_release_nothing_begins(signed: Site) -> None:
    shadow = ("--kind", "shadow")
    nowhere = run(signed, "start", "no-such", candidate(signed), *shadow)
    assert nowhere.exit_code == 1
    assert "no-such: nothing is live for it" in nowhere.output
    unsigned = run(signed, "start", PURPOSE, "c" * 64, *shadow)
    assert unsigned.exit_code == 1
    assert "cloister release list" in unsigned.output
    live = run(signed, "start", PURPOSE, signed.live()[PURPOSE], *shadow)
    assert live.exit_code == 1
    assert "is live already" in live.output
