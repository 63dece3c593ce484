"""Versions of purposes on real databases: nothing of their history is ever lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import text

from appliance.domain.version import FOLLOWS, Move, Version, VersionState
from appliance.errors import ConflictError, LedgerError, NotFoundError, StoreError
from appliance.release.purpose_folder import digest_of_files
from appliance.stores.opened import Stores
from tests.fakes import NOON

FILES = {"purpose.toml": 'title = "Größe"\n', "prompt.en.md": "[INSTRUCTION]\nA\n"}


def write(
    stores: Stores,
    files: dict[str, str] | None = None,
    *,
    parent: int | None = None,
    author: str | None = "carl",
    record: Callable[[Version], int] = lambda _: 7,
) -> Version:
    return stores.versions.write(
        "reply", files or FILES, parent=parent, author=author, why="Because.",
        at=NOON, record=record,
    )  # fmt: skip


def move(stores: Stores, version: Version, *after: VersionState) -> Version:
    for state in after:
        stores.versions.move(
            version, state, mover="ralf", why="Ready.", at=NOON, record=lambda _: 8
        )
        version = stores.versions.get(version.purpose, version.number)
    return version


def another(line: str) -> dict[str, str]:
    return {**FILES, "prompt.en.md": f"[INSTRUCTION]\n{line}\n"}


def test_a_version_is_read_as_it_was_written(stores: Stores) -> None:
    first = write(stores, author=None)
    second = write(stores, another("B"), parent=1)
    assert stores.versions.of("reply") == (first, second)
    assert (first.number, first.author, first.record) == (1, None, 7)
    assert (second.number, second.parent, second.state) == (2, 1, VersionState.DRAFT)
    assert second.digest == digest_of_files(another("B"))
    assert stores.versions.files(first) == FILES
    assert stores.versions.purposes() == ("reply",)
    assert stores.versions.of("none") == ()


def test_the_same_files_are_the_same_version(stores: Stores) -> None:
    write(stores)
    with pytest.raises(ConflictError, match="version 1 has the same files"):
        write(stores)


def test_a_version_is_made_from_one_that_there_is(stores: Stores) -> None:
    with pytest.raises(NotFoundError):
        write(stores, parent=3)
    with pytest.raises(NotFoundError):
        stores.versions.get("reply", 1)


def test_a_version_goes_from_state_to_state_and_keeps_each_step(
    stores: Stores,
) -> None:
    way = (VersionState.EVALUATED, VersionState.STAGED, VersionState.LIVE)
    version = move(stores, write(stores), *way)
    assert version.state is VersionState.LIVE
    assert [m.after for m in version.moves] == list(way)
    assert version.moves[0] == Move(
        "reply", 1, VersionState.DRAFT, VersionState.EVALUATED, "ralf", "Ready.",
        NOON, 8,
    )  # fmt: skip


def test_one_version_is_live_and_the_one_before_retires_with_it(
    stores: Stores,
) -> None:
    first = move(stores, write(stores), VersionState.LIVE)
    second = write(stores, another("B"))
    told: list[tuple[int, VersionState]] = []

    def record(made: Move) -> int:
        told.append((made.number, made.after))
        return 9

    stores.versions.move(
        second, VersionState.LIVE, mover="ralf", why="New.", at=NOON, record=record
    )
    states = [version.state for version in stores.versions.of("reply")]
    assert states == [VersionState.RETIRED, VersionState.LIVE]
    assert told == [(1, VersionState.RETIRED), (2, VersionState.LIVE)]
    back = stores.versions.get("reply", first.number)
    assert move(stores, back, VersionState.LIVE).state is VersionState.LIVE
    assert stores.versions.get("reply", 2).state is VersionState.RETIRED


@pytest.mark.parametrize("before", VersionState)
def test_a_version_goes_nowhere_else(stores: Stores, before: VersionState) -> None:
    ways: dict[VersionState, tuple[VersionState, ...]] = {
        VersionState.DRAFT: (),
        VersionState.EVALUATED: (VersionState.EVALUATED,),
        VersionState.STAGED: (VersionState.EVALUATED, VersionState.STAGED),
        VersionState.LIVE: (VersionState.LIVE,),
        VersionState.RETIRED: (VersionState.RETIRED,),
    }
    version = move(stores, write(stores), *ways[before])
    for after in set(VersionState) - FOLLOWS[before]:
        with pytest.raises(ConflictError, match=f"from {before} to {after}"):
            move(stores, version, after)
    assert stores.versions.get("reply", 1) == version


def test_of_two_who_move_at_once_one_wins(stores: Stores) -> None:
    version = write(stores)
    move(stores, version, VersionState.EVALUATED)
    with pytest.raises(ConflictError, match="was moved meanwhile, it is evaluated"):
        stores.versions.move(
            version, VersionState.RETIRED, mover="x", why="", at=NOON,
            record=lambda _: 1,
        )  # fmt: skip


def test_many_who_write_at_once_get_numbers_of_their_own(stores: Stores) -> None:
    write(stores)
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda n: write(stores, another(str(n))), range(16)))
    assert {version.number for version in made} == set(range(2, 18))


def test_without_its_record_there_is_no_row(stores: Stores) -> None:
    def refuse(_: object) -> int:
        raise LedgerError("down")

    with pytest.raises(LedgerError):
        write(stores, record=refuse)
    assert stores.versions.of("reply") == ()
    version = write(stores)
    with pytest.raises(LedgerError):
        stores.versions.move(
            version, VersionState.LIVE, mover=None, why="", at=NOON, record=refuse
        )
    assert stores.versions.get("reply", 1) == version


CHANGES = (
    "UPDATE purpose_versions SET why = 'Never said.'",
    "UPDATE purpose_versions SET files = '{}' WHERE number = 1",
    "DELETE FROM purpose_versions",
    "UPDATE version_moves SET mover = 'somebody'",
    "DELETE FROM version_moves WHERE step = 1",
)
REPLACE_VERSION = """
INSERT OR REPLACE INTO purpose_versions SELECT purpose, number, digest, parent, author,
'Never said.', written_at, files, record FROM purpose_versions"""
REPLACE_MOVE = """
INSERT OR REPLACE INTO version_moves SELECT purpose, number, step, before, after,
'somebody', why, moved_at, record FROM version_moves"""
OVERWRITE = """
INSERT INTO purpose_versions SELECT * FROM purpose_versions
ON CONFLICT (purpose, number) DO UPDATE SET why = 'Never said.'"""
OF_ONE_DATABASE = {
    "sqlite": (REPLACE_VERSION, REPLACE_MOVE),
    "postgresql": (
        "TRUNCATE version_moves",
        "TRUNCATE purpose_versions CASCADE",
        OVERWRITE,
    ),
}


def test_the_database_itself_refuses_to_change_history(stores: Stores) -> None:
    version = move(stores, write(stores), VersionState.EVALUATED)
    with stores.database.reading() as connection:
        kind = connection.dialect.name
    for statement in CHANGES + OF_ONE_DATABASE[kind]:
        with (
            pytest.raises(StoreError, match="database: "),
            stores.database.writing() as connection,
        ):
            connection.execute(text(statement))
    assert stores.versions.of("reply") == (version,)
    assert stores.versions.files(version) == FILES


def test_files_of_a_version_that_there_is_not_are_not_found(stores: Stores) -> None:
    version = write(stores)
    with pytest.raises(NotFoundError):
        stores.versions.files(replace(version, number=2))
