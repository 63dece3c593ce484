"""The vault on both databases: one surrogate per name, whoever meets it first."""

import hashlib
import multiprocessing
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine

from appliance.domain.entity import EntityKind
from appliance.domain.ports.masker import VAULT_ITSELF
from appliance.masker.tables import open_database
from appliance.masker.vault import Vault
from appliance.masker.vault_key import VaultKey

NAMES = [(EntityKind.PERSON, f"Name{n}") for n in range(20)]
CASE = hashlib.sha256(b"case").hexdigest()[:32]


def vault_on(engine: Engine) -> Vault:
    return Vault(engine, VaultKey(b"k" * 32), keep_s=1_000, now_s=lambda: 1_000_000)


def assign_all(url: str, turn: int) -> dict[str, str]:
    """Give every name its surrogate, each process in another order."""
    engine = open_database(url)
    vault = vault_on(engine)
    given = {}
    for kind, text in NAMES[turn:] + NAMES[:turn]:
        given[text] = str(vault.assign(CASE, [(kind, text)])[text].surrogate)
    engine.dispose()
    return given


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = open_database(database_url)
    yield opened
    opened.dispose()


def test_a_surrogate_survives_opening_the_vault_again(
    engine: Engine, database_url: str
) -> None:
    before = vault_on(engine).assign(CASE, NAMES[:1])["Name0"].surrogate
    again = open_database(database_url)
    found = vault_on(again).look_up(CASE, [(before.kind, before.number)])
    again.dispose()
    assert [p.original for p in found.values()] == ["Name0"]


def test_eight_threads_give_each_name_one_surrogate(engine: Engine) -> None:
    vault, barrier = vault_on(engine), threading.Barrier(8)

    def work(turn: int) -> dict[str, str]:
        barrier.wait(30)
        given = vault.assign(CASE, NAMES[turn:] + NAMES[:turn])
        return {text: str(p.surrogate) for text, p in given.items()}

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(work, range(8)))
    assert all(result == results[0] for result in results)
    assert len(set(results[0].values())) == len(NAMES)


def test_three_processes_give_each_name_one_surrogate(
    engine: Engine, database_url: str
) -> None:
    del engine
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        results = pool.starmap(assign_all, [(database_url, n) for n in (0, 7, 13)])
        pool.close()
        pool.join()
    assert all(result == results[0] for result in results)
    assert len(set(results[0].values())) == len(NAMES)


def test_erasing_a_case_leaves_the_others(engine: Engine) -> None:
    now = [1_000_000]
    vault = Vault(engine, VaultKey(b"k" * 32), keep_s=1_000, now_s=lambda: now[0])
    vault.assign(CASE, NAMES[:3])
    now[0] += 1_500
    vault.assign("other", NAMES[:2])
    assert vault.erase_expired(record=lambda _: None) == 1
    assert len(vault.names("other", [EntityKind.PERSON])) == 2


def test_two_vaults_under_one_key_are_told_from_each_other(
    engine: Engine, database_url: str, tmp_path: Path
) -> None:
    other, again = (
        open_database(f"sqlite:///{tmp_path}/other"),
        open_database(database_url),
    )
    digests = [vault_on(one).digest(VAULT_ITSELF, "") for one in (engine, other, again)]
    for one in (other, again):
        one.dispose()
    assert digests[0] == digests[2] != digests[1]
