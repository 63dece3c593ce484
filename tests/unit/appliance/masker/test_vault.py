import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from appliance.domain.entity import EntityKind
from appliance.errors import LedgerError, MaskerError, SettingsError
from appliance.masker import vault as vault_module
from appliance.masker.tables import CASES, PSEUDONYMS, open_database
from appliance.masker.vault import Vault
from appliance.masker.vault_key import VaultKey

PERSON = EntityKind.PERSON


class Clock:
    def __init__(self) -> None:
        self.at_s = 1_000_000

    def __call__(self) -> int:
        return self.at_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(tmp_path: Path):
    engine = open_database(f"sqlite:///{tmp_path / 'vault.sqlite'}")
    yield engine
    engine.dispose()


@pytest.fixture
def vault(database: Engine, clock: Clock) -> Vault:
    return Vault(database, VaultKey(b"k" * 32), keep_s=1_000, now_s=clock)


def test_the_same_text_keeps_its_surrogate_within_a_case(vault: Vault):
    first = vault.assign("a", [(PERSON, "Ann")])["Ann"].surrogate
    assert (
        vault.assign("a", [(PERSON, "Bob"), (PERSON, "Ann")])["Ann"].surrogate == first
    )


def test_each_way_of_writing_has_its_own_number(vault: Vault):
    given = vault.assign("a", [(PERSON, "Smith"), (PERSON, "SMITH")])
    assert [p.surrogate.number for p in given.values()] == [1, 2]


def test_ways_of_writing_one_name_belong_to_one_subject(vault: Vault):
    given = vault.assign(
        "a", [(PERSON, "John Smith"), (PERSON, "SMITH"), (PERSON, "Weber")]
    )
    assert [p.subject for p in given.values()] == [1, 1, 3]


def test_a_case_moves_its_dates_alike_in_every_process(
    vault: Vault, database: Engine, clock: Clock
):
    other = Vault(database, VaultKey(b"k" * 32), keep_s=1_000, now_s=clock)
    weeks = [vault.weeks_of(case) for case in map(str, range(12))]
    assert [other.weeks_of(case) for case in map(str, range(12))] == weeks
    assert len(set(weeks)) >= 6


def test_two_cases_share_no_nonce_and_nothing_that_links_them(
    vault: Vault, database: Engine
):
    one = vault.assign("a", [(PERSON, "Ann")])["Ann"].surrogate
    two = vault.assign("b", [(PERSON, "Ann")])["Ann"].surrogate
    assert one.nonce != two.nonce
    with database.connect() as connection:
        rows = connection.execute(select(PSEUDONYMS)).all()
    for column in ("surface_tag", "value_tag", "sealed"):
        assert len({getattr(row, column) for row in rows}) == 2


def test_no_original_stands_in_the_database_file(vault: Vault, tmp_path: Path):
    vault.assign("a", [(PERSON, "Zacharias Quillfeather")])
    raw = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"Quillfeather" not in raw


def test_another_case_restores_nothing_of_this_one(vault: Vault):
    vault.assign("a", [(PERSON, "Ann")])
    vault.assign("b", [(PERSON, "Bob")])
    found = vault.look_up("b", [(PERSON, 1), (PERSON, 2)])
    assert [p.original for p in found.values()] == ["Bob"]


def test_an_unknown_case_knows_nobody(vault: Vault):
    assert (vault.names("a", [PERSON]), vault.look_up("a", [(PERSON, 1)])) == ((), {})


def test_a_case_ends_when_it_was_not_used_for_long(vault: Vault, clock: Clock):
    vault.assign("a", [(PERSON, "Ann")])
    clock.at_s += 1_001
    assert vault.look_up("a", [(PERSON, 1)]) == {}


def test_asking_for_the_nonce_of_an_unknown_case_makes_none(vault: Vault) -> None:
    assert (vault.known_nonce("a"), vault.nonce_of("a")) == (
        None,
        vault.known_nonce("a"),
    )


def test_using_a_case_keeps_it(vault: Vault, clock: Clock):
    vault.assign("a", [(PERSON, "Ann")])
    for _ in range(4):
        clock.at_s += 700
        assert vault.look_up("a", [(PERSON, 1)])


def test_an_expired_case_is_erased_with_its_rows(
    vault: Vault, clock: Clock, database: Engine
):
    vault.assign("a", [(PERSON, "Ann")])
    clock.at_s += 2_000
    vault.assign("b", [(PERSON, "Bob")])
    assert vault.erase_expired(record=lambda _: None) == 1
    with database.connect() as connection:
        assert {row.case_id for row in connection.execute(select(PSEUDONYMS))} == {"b"}


def test_erasing_needs_its_record_and_takes_the_key_along(
    vault: Vault, database: Engine, tmp_path: Path
):
    vault.assign("a", [(PERSON, "Ann")])
    vault.assign("b", [(PERSON, "Bob")])
    with database.connect() as connection:
        wrapped = connection.execute(
            select(CASES.c.wrapped_key).where(CASES.c.id == "a")
        ).scalar_one()

    def lost(_: int) -> None:
        raise LedgerError("not taken")

    with pytest.raises(LedgerError):
        vault.erase(["a"], record=lost)
    assert vault.names("a", [PERSON])
    told: list[int] = []
    assert vault.erase(["a", "c"], record=told.append) == 1
    assert vault.erase(["a", "c"], record=told.append) == 0
    assert told == [1]
    assert vault.names("a", [PERSON]) == ()
    assert vault.names("b", [PERSON])
    # Neither in the file nor in the log beside it: with the key the rows could be read.
    raw = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert wrapped not in raw


def test_an_expired_case_of_the_same_id_starts_anew(vault: Vault, clock: Clock):
    before = vault.assign("a", [(PERSON, "Ann")])["Ann"].surrogate
    clock.at_s += 2_000
    assert vault.assign("a", [(PERSON, "Bob")])["Bob"].surrogate.nonce != before.nonce


def test_a_moved_row_is_refused(vault: Vault, database: Engine):
    vault.assign("a", [(PERSON, "Ann"), (PERSON, "Bob")])
    with database.begin() as connection:
        sealed = connection.execute(
            select(PSEUDONYMS.c.sealed).where(PSEUDONYMS.c.number == 2)
        ).scalar_one()
        connection.execute(
            update(PSEUDONYMS).where(PSEUDONYMS.c.number == 1).values(sealed=sealed)
        )
    with pytest.raises(MaskerError, match="is not what was written"):
        vault.look_up("a", [(PERSON, 1)])


def test_another_vault_key_opens_nothing(vault: Vault, database: Engine, clock: Clock):
    vault.assign("a", [(PERSON, "Ann")])
    other = Vault(database, VaultKey(b"x" * 32), keep_s=1_000, now_s=clock)
    with pytest.raises(MaskerError, match="is not what was written"):
        other.names("a", [PERSON])


def test_eight_threads_that_meet_the_same_names_give_one_surrogate_each(vault: Vault):
    names = [(PERSON, f"Name{n}") for n in range(12)]
    barrier = threading.Barrier(8)

    def work(turn: int) -> dict[str, str]:
        barrier.wait(10)
        rotated = names[turn:] + names[:turn]
        found = {}
        for start in range(0, len(rotated), 3):
            given = vault.assign("a", rotated[start : start + 3])
            found |= {
                text: str(given[text].surrogate)
                for _, text in rotated[start : start + 3]
            }
        return found

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(work, range(8)))
    assert all(result == results[0] for result in results)
    assert len(set(results[0].values())) == 12


def test_a_taken_nonce_is_not_given_twice(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
):
    # The source of randomness is the standard library's, not ours.
    letters = iter("aaaa" + "aaaa" + "bbbb")
    monkeypatch.setattr(vault_module.secrets, "choice", lambda _: next(letters))
    assert (vault.nonce_of("a"), vault.nonce_of("b")) == ("aaaa", "bbbb")


def test_a_commitment_binds_case_surrogate_and_original(vault: Vault):
    ann = vault.assign("a", [(PERSON, "Ann")])["Ann"]
    bob = vault.assign("a", [(PERSON, "Bob")])["Bob"]
    vault.nonce_of("b")
    commitments = {
        *vault.commit("a", [ann, bob]),
        *vault.commit("b", [ann]),
        *vault.commit("a", [replace(ann, original="Bob")]),
    }
    assert len(commitments) == 4
    assert vault.commit("a", [ann]) == vault.commit("a", [ann])


def test_after_erasure_not_even_the_vaults_key_tells_whom_a_commitment_was_of(
    vault: Vault,
):
    ann = vault.assign("a", [(PERSON, "Ann")])["Ann"]
    before = (*vault.commit("a", [ann]), vault.digest("a", "Dear Ann"))
    assert vault.digest("a", "Dear Ann") == before[1]
    vault.erase(["a"], record=lambda _: None)
    with pytest.raises(MaskerError, match="erased"):
        vault.commit("a", [ann])
    assert vault.digest("a", "Dear Ann") != vault.digest("a", "Dear Ann")
    vault.nonce_of("a")
    after = (*vault.commit("a", [ann]), vault.digest("a", "Dear Ann"))
    assert set(after).isdisjoint(before)


def test_sqlite_writes_through_to_the_disk(database: Engine):
    with database.connect() as connection:
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
        full = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
    assert (mode, full) == ("wal", 2)


def test_the_key_shows_in_no_repr():
    key = VaultKey(b"k" * 32)
    case, _ = key.new_case("a")
    assert "kkk" not in repr(key)
    assert repr(case) == "CaseKey(case='a')"


def test_a_url_that_is_none_is_refused():
    with pytest.raises(SettingsError, match="vault_url"):
        open_database("nonsense")


def test_the_tables_hold_nothing_else():
    assert {column.name for column in CASES.columns} == {
        "id",
        "nonce",
        "wrapped_key",
        "used_at_s",
    }
