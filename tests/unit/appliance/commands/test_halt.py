"""`cloister halt`: the log records it, the note says it, and a slip halts nothing."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from appliance.commands.cli import main
from appliance.keys import create_keys
from tests.fakes import POLICIES
from tests.unit.appliance.commands.running_log import running_log
from tests.unit.appliance.commands.test_release import CONFIG, Site


@pytest.fixture
def stopped(tmp_path: Path) -> Site:
    """A site whose log does not run."""
    shutil.copytree(POLICIES, tmp_path / "policies")
    (tmp_path / "c.toml").write_text(CONFIG.format(root=tmp_path))
    create_keys(tmp_path / "keys", origin="bank.test/log")
    found = Site(tmp_path)
    found.model("Apache-2.0")
    return found


@pytest.fixture
def site(stopped: Site) -> Iterator[Site]:
    """The same with its log, and its purposes live."""
    with running_log(stopped.settings):
        signed = stopped.run("sign")
        assert signed.exit_code == 0, signed.output
        yield stopped


def halt(site: Site, verb: str, *words: str) -> Result:
    config = ["--config", str(site.root / "c.toml")]
    return CliRunner().invoke(main, ["halt", verb, *config, *words])


def test_what_is_halted_is_listed_until_it_is_lifted(site: Site) -> None:
    assert halt(site, "list").output == "nothing is halted\n"
    said = halt(site, "set", "purpose", "reply-draft", "--why", "fault")
    assert said.output == "purpose reply-draft is halted now\n"
    (listed,) = json.loads(halt(site, "list", "--json").output)
    assert listed["record"] > 0
    del listed["record"]
    assert listed == {"scope": "purpose", "name": "reply-draft", "reason": "fault"}
    assert "purpose reply-draft: fault, record" in halt(site, "list").output
    assert halt(site, "lift", "purpose", "reply-draft").exit_code == 0
    assert halt(site, "list").output == "nothing is halted\n"


def test_the_whole_appliance_has_no_name(site: Site) -> None:
    assert halt(site, "set", "appliance").output == "the appliance is halted now\n"
    assert halt(site, "set", "appliance").exit_code != 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("purpose", "reply-drafts"), "expected one of: complaint-triage"),
        (("tier", "larger"), "expected one of: small"),
        (("appliance", "all"), "expected no name"),
        (("purpose",), "expected one of"),
    ],
)
def test_a_slip_of_the_keyboard_halts_nothing_and_says_so(
    site: Site, words: tuple[str, ...], said: str
) -> None:
    refused = halt(site, "set", *words)
    assert refused.exit_code == 2
    assert said in refused.output
    assert halt(site, "list").output == "nothing is halted\n"


def test_nothing_is_halted_that_cannot_be_recorded(stopped: Site) -> None:
    refused = halt(stopped, "set", "appliance")
    assert refused.exit_code != 0
    assert "the log does not run" in refused.output
