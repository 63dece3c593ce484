"""What an evaluation's cases look like: the same each time, and like no other's."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from appliance.domain.entity import EntityKind
from appliance.domain.evaluation import vault_case
from appliance.domain.surrogate import NONCE_ALPHABET, NONCE_LENGTH
from appliance.masker.tables import open_database
from appliance.masker.vault import Vault
from appliance.masker.vault_key import EVALUATION_LETTER, VaultKey

PERSON, DATE = EntityKind.PERSON, EntityKind.DATE
CASES = [vault_case("reply-draft", f"case-{number}") for number in range(200)]
WANTED = [(PERSON, "Anna Weber"), (DATE, "3 May 2024"), (PERSON, "Weber")]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{tmp_path / 'vault.sqlite'}")
    yield engine
    engine.dispose()


def vault_of(database: Engine, key: bytes = b"k" * 32) -> Vault:
    return Vault(database, VaultKey(key), keep_s=1_000, now_s=lambda: 1_000_000)


def look_of(vault: Vault, case: str) -> tuple[list[str], int]:
    """Say all that a model could see of a case, and forget it."""
    issued = vault.assign(case, WANTED)
    look = [str(one.surrogate) for one in issued.values()], vault.weeks_of(case)
    vault.erase([case], record=lambda _: None)
    return look


def test_a_second_run_shows_the_model_the_same_surrogates_and_dates(
    database: Engine,
) -> None:
    vault = vault_of(database)
    assert look_of(vault, CASES[0]) == look_of(vault, CASES[0])


def test_a_case_of_a_person_looks_another_way_each_time(database: Engine) -> None:
    vault = vault_of(database)
    looks = [look_of(vault, "c" * 32) for _ in range(8)]
    assert len({look[0][0] for look in looks}) > 1


def test_two_cases_of_an_evaluation_share_nothing_that_can_be_seen(
    database: Engine,
) -> None:
    vault = vault_of(database)
    looks = [look_of(vault, case) for case in CASES[:40]]
    assert len({look[0][0] for look in looks}) == 40
    assert len({look[1] for look in looks}) > 20


def test_without_the_vaults_key_nobody_knows_which_case_a_surrogate_is_of(
    database: Engine,
) -> None:
    ours, theirs = vault_of(database), vault_of(database, b"x" * 32)
    seen = [look_of(ours, case)[0][0] for case in CASES[:20]]
    assert not set(seen) & {look_of(theirs, case)[0][0] for case in CASES[:20]}


def test_no_case_of_a_person_takes_a_nonce_that_an_evaluation_may_need(
    database: Engine,
) -> None:
    vault = vault_of(database)
    nonces = [vault.nonce_of(f"{number:032x}") for number in range(300)]
    assert not any(nonce.startswith(EVALUATION_LETTER) for nonce in nonces)
    assert all(vault.nonce_of(case)[0] == EVALUATION_LETTER for case in CASES[:50])
    for nonce in nonces:
        assert len(nonce) == NONCE_LENGTH
        assert set(nonce) <= set(NONCE_ALPHABET)


def test_two_evaluation_cases_that_would_share_a_nonce_get_two(
    database: Engine,
) -> None:
    # Among 200 of 29,791 nonces some meet; none of them stops the other.
    vault = vault_of(database)
    assert len({vault.nonce_of(case) for case in CASES}) == 200


def test_the_surrogates_of_an_evaluation_restore_what_they_stand_for(
    database: Engine,
) -> None:
    vault = vault_of(database)
    vault.assign(CASES[0], WANTED)
    found = vault.look_up(CASES[0], [(PERSON, 1), (PERSON, 2)])
    assert [one.original for one in found.values()] == ["Anna Weber", "Weber"]
