"""`cloister purpose`: the registry read from the terminal, and nothing written."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from appliance.commands.cli import main
from appliance.domain.version import VersionState
from appliance.stores.bodies import Bodies
from appliance.stores.database import Database
from appliance.stores.migrate import open_database
from appliance.stores.people import People
from appliance.stores.versions import Versions
from tests.fakes import NOON, FixedClock, make_caller
from tests.unit.appliance.commands.test_release import CONFIG

KEY = b"bodies".ljust(32, b".")
OLD = {"purpose.toml": "title = 1\n", "prompt.en.md": "[INSTRUCTION]\nA\nB\n"}
NEW = {**OLD, "prompt.en.md": "[INSTRUCTION]\nA\nC\n"}


@dataclass(frozen=True, slots=True)
class Site:
    root: Path
    database: Database

    def run(self, *arguments: str) -> Result:
        config = ["--config", str(self.root / "c.toml")]
        return CliRunner().invoke(main, ["purpose", *arguments, *config])


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A database with two versions of a purpose; Carl wrote the second."""
    (tmp_path / "keys" / "web").mkdir(parents=True)
    (tmp_path / "keys" / "web" / "bodies.key").write_bytes(KEY)
    url = f"sqlite:///{tmp_path}/c.sqlite"
    config = CONFIG.format(root=tmp_path).replace("sqlite:////s/a", url)
    (tmp_path / "c.toml").write_text(config, "utf-8")
    database = open_database(url)
    People(database, Bodies(KEY), FixedClock()).seen(make_caller("carl"), alias="al")
    versions = Versions(database)
    first = versions.write(
        "reply", OLD, parent=None, author=None, why="Found.", at=NOON,
        record=lambda _: 3,
    )  # fmt: skip
    versions.move(
        first, VersionState.LIVE, mover=None, why="Signed.", at=NOON, record=lambda _: 4
    )
    versions.write(
        "reply", NEW, parent=1, author="carl", why="Größer.", at=NOON,
        record=lambda _: 5,
    )  # fmt: skip
    yield Site(tmp_path, database)
    database.close()


def test_the_list_names_what_is_live_and_what_is_new(site: Site) -> None:
    told = site.run("list").output
    assert told == ("reply: version 1 live since 2026-03-02; newest 2 (draft)\n")


def test_the_history_says_who_when_why_and_which_record(site: Site) -> None:
    lines = site.run("show", "reply").output.splitlines()
    assert lines[0].startswith("version 1 live ")
    assert lines[0].endswith("2026-03-02 12:00Z signed release (record 3): Found.")
    assert lines[1] == (
        "  draft -> live 2026-03-02 12:00Z signed release (record 4): Signed."
    )
    assert lines[2].endswith("carl (record 5): Größer.")


def test_a_version_is_shown_with_its_files(site: Site) -> None:
    told = site.run("show", "reply", "2").output
    assert "==> prompt.en.md <==\n[INSTRUCTION]\nA\nC\n" in told
    assert told.startswith("version 2 draft ")


def test_a_difference_reads_as_a_patch(site: Site) -> None:
    assert site.run("diff", "reply", "1", "2").output == (
        "--- 1/prompt.en.md\n+++ 2/prompt.en.md\n@@ -1,3 +1,3 @@\n"
        " [INSTRUCTION]\n A\n-B\n+C\n"
    )


def test_the_export_is_the_history_with_names_and_records(site: Site) -> None:
    file = site.root / "h.json"
    assert site.run("export", "reply", "--to", str(file)).exit_code == 0
    told = json.loads(file.read_text("utf-8"))
    assert told["format"] == "cloister-purpose-history/1"
    first, second = told["versions"]
    assert first["author"] == {"from": "signed release"}
    assert first["moves"][0]["record"] == 4
    assert second["author"] == {"alias": "al", "login": "carl", "name": "Carl"}
    assert second["files"] == NEW
    printed = json.loads(site.run("export", "reply").output)
    assert printed["versions"] == told["versions"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("show", "none"), "no purpose none has versions"),
        (("export", "none"), "no purpose none has versions"),
        (("show", "reply", "3"), "no such version"),
        (("diff", "reply", "1", "9"), "no such version"),
        (("export", "reply", "--to", "/nowhere/x"), "/nowhere/x: No such file"),
    ],
)
def test_what_is_not_there_is_told_in_one_line(
    site: Site, arguments: tuple[str, ...], told: str
) -> None:
    result = site.run(*arguments)
    assert result.exit_code == 1
    assert told in result.output
    assert len(result.output.splitlines()) == 1


def test_a_database_that_is_not_there_is_not_made(site: Site) -> None:
    config = site.root / "c.toml"
    config.write_text(config.read_text("utf-8").replace("c.sqlite", "d.sqlite"))
    result = site.run("list")
    assert "no database yet" in result.output
    assert not (site.root / "d.sqlite").exists()
