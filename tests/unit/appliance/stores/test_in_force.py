"""The registry follows the deployment: what is live is kept, what is not is retired."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.domain.ports.ledger import Entry, Receipt
from appliance.domain.version import VersionState
from appliance.errors import LedgerError
from appliance.kinds import RecordKind
from appliance.release.purpose_folder import digest_of_files
from appliance.stores.database import Database
from appliance.stores.in_force import LiveVersion, VersionsInForce
from appliance.stores.migrate import open_database
from appliance.stores.tables import version_moves
from appliance.stores.versions import Versions
from tests.fakes import NOON, FixedClock, MemoryLedger
from tests.migrated import lay_down

FILES = {
    "a": {"purpose.toml": "title = 1\n"},
    "b": {"purpose.toml": "title = 2\n"},
    # The same files with other rules or another model are another release.
    "c": {"purpose.toml": "title = 1\n"},
}


class Log(MemoryLedger):
    """A log that may take only so many records more."""

    left = 1_000

    def append(self, entry: Entry, *, durable: bool = False) -> Receipt:
        if not self.left:
            raise LedgerError("down")
        self.left -= 1
        return super().append(entry, durable=durable)


class Site:
    """A registry beside a deployment that tests change."""

    def __init__(self, database: Database) -> None:
        self.versions = Versions(database)
        self.ledger = Log()
        self.release = ""
        self.read = 0
        self.in_force = VersionsInForce(
            self.versions, self.ledger, FixedClock(), self._live
        )

    def _live(self) -> dict[str, LiveVersion]:
        if not self.release:
            return {}
        digest = digest_of_files(FILES[self.release])
        return {"reply": LiveVersion(digest, self._files)}

    def _files(self) -> dict[str, str]:
        self.read += 1
        return FILES[self.release]

    def live(self, release: str) -> None:
        self.release = release
        self.in_force.keep()

    def states(self) -> list[str]:
        return [str(version.state) for version in self.versions.of("reply")]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    lay_down(tmp_path / "c.sqlite")
    opened = open_database(f"sqlite:///{tmp_path}/c.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def site(database: Database) -> Site:
    return Site(database)


def test_what_goes_live_is_written_down_and_what_it_replaces_retires(
    site: Site,
) -> None:
    site.live("a")
    assert site.states() == ["live"]
    site.live("b")
    assert site.states() == ["retired", "live"]
    assert site.versions.get("reply", 2).parent == 1
    site.live("a")
    assert site.states() == ["live", "retired"]
    kinds = [record.kind for record in site.ledger.records]
    assert kinds.count(RecordKind.VERSION_WRITTEN) == 2
    # Live, live and retired, live and retired.
    assert kinds.count(RecordKind.VERSION_MOVED) == 5
    assert all(record.actor is None for record in site.ledger.records)


def test_another_release_of_the_same_files_is_no_new_version(site: Site) -> None:
    site.live("a")
    before = len(site.ledger.records)
    site.live("c")
    assert site.states() == ["live"]
    assert len(site.ledger.records) == before


def test_a_draft_that_goes_live_keeps_its_author(site: Site) -> None:
    site.live("a")
    site.versions.write(
        "reply", FILES["b"], parent=1, author="carl", why="Kinder.", at=NOON,
        record=lambda _: 9,
    )  # fmt: skip
    site.live("b")
    assert site.states() == ["retired", "live"]
    assert site.versions.get("reply", 2).author == "carl"


def test_what_is_live_no_more_is_retired(site: Site) -> None:
    site.live("a")
    site.live("")
    assert site.states() == ["retired"]


def test_a_row_that_says_live_beside_what_the_log_says_is_live_no_more(
    site: Site,
) -> None:
    site.live("a")
    draft = site.versions.write(
        "reply", FILES["b"], parent=1, author="carl", why="Kinder.", at=NOON,
        record=lambda _: 9,
    )  # fmt: skip
    # As whoever can write the tables would, without the log.
    site.versions.move(
        draft, VersionState.LIVE, mover="carl", why="Now.", at=NOON, record=lambda _: 9
    )
    assert site.states() == ["retired", "live"]
    site.in_force.keep()
    assert site.states() == ["live", "retired"]
    assert site.ledger.kinds()[-2:] == ["version.moved", "version.moved"]


def test_of_two_rows_that_say_live_the_one_of_the_log_stays(
    site: Site, database: Database
) -> None:
    site.live("a")
    site.versions.write(
        "reply", FILES["b"], parent=1, author="carl", why="Kinder.", at=NOON,
        record=lambda _: 9,
    )  # fmt: skip
    with database.writing() as connection:
        connection.execute(
            version_moves.insert().values(
                purpose="reply", number=2, step=7, before="draft", after="live",
                mover=None, why="Now.", moved_at=NOON, record=9,
            )
        )  # fmt: skip
    assert site.states() == ["live", "live"]
    for _ in range(7):
        site.in_force.keep()
    assert site.states() == ["live", "retired"]
    assert len(site.versions.get("reply", 2).moves) == 2


def test_files_are_read_only_for_a_version_that_is_none_yet(site: Site) -> None:
    for release in ("a", "a", "c", "b", "a"):
        site.live(release)
    assert site.read == 2


@pytest.mark.parametrize("taken", [0, 1])
def test_what_the_log_did_not_take_is_made_up_for(site: Site, taken: int) -> None:
    site.ledger.left = taken
    with pytest.raises(LedgerError):
        site.live("a")
    assert VersionState.LIVE not in site.states()
    site.ledger.left = 10
    site.in_force.keep()
    assert site.states() == ["live"]
    kinds = site.ledger.kinds()
    assert kinds == ["version.written", "version.moved"]
