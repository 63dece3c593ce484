"""Masking measured as it is: made-up texts through the real masker, log and vault."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, text

from appliance.commands.privacy.forget_case import forget_case
from appliance.commands.privacy.probe import probe as probe_command
from appliance.domain.entity import EntityKind
from appliance.domain.masked import MaskedText
from appliance.domain.measurement import KindCount, Measurement, from_body
from appliance.domain.ports.wired import Ports
from appliance.domain.seal import check_seal
from appliance.domain.text import PersonText
from appliance.errors import LedgerError, MaskingFloorError, SealError
from appliance.masker.client import MaskerClient
from appliance.observe.made_texts import made_texts
from appliance.wire.peers import Peer, account_of
from appliance.worker.probe import probe
from tests.contract.masker_house import MaskerHouse
from tests.fakes import FixedClock, make_purpose, ports

FLOOR = 500


@pytest.fixture(scope="module")
def house() -> Iterator[MaskerHouse]:
    """A site that set a floor."""
    built = MaskerHouse(floor_permille=FLOOR)
    yield built
    built.close()


@pytest.fixture
def wired(house: MaskerHouse) -> Ports:
    # Its clock tells the real time: a floor asks for a fresh measurement.
    return ports(masker=house.masker, ledger=house.ledger, clock=RealClock())


class RealClock(FixedClock):
    """The host's clock, with the fakes' interface."""

    def __init__(self) -> None:
        from appliance.app import SystemClock  # noqa: PLC0415 - the real one's now

        super().__init__()
        self.now = SystemClock().now  # type: ignore[method-assign]


OWN = Peer(pid=os.getpid(), uid=os.geteuid(), gid=os.getegid())


def case_id(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def mask(house: MaskerHouse, words: str, case: str = "c") -> MaskedText:
    return house.masker.mask(
        PersonText(words),
        exchange="e1" * 16,
        case=case_id(case),
        purpose=make_purpose(),
        language="en",
    )


def measured(permille: int, *, clock: FixedClock, ago: timedelta) -> Measurement:
    count = KindCount("en", EntityKind.PERSON, 1000, permille)
    return Measurement(clock.now() - ago, 1, 10, 0, 0, 10, 9, (count,), ("en",))


def cases_in_vault(house: MaskerHouse) -> list[str]:
    engine = create_engine(house.settings.database.vault_url)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT id FROM vault_cases")).scalars().all()
    engine.dispose()
    return sorted(found)


def last_of(house: MaskerHouse, kind: str) -> dict[str, object]:
    records = house.ledger.read(0, house.ledger.size())
    return dict([r for r in records if r["kind"] == kind][-1])


def test_a_probe_leaves_a_record_of_counts_and_no_case(
    house: MaskerHouse, wired: Ports
) -> None:
    found = probe(wired)
    record = last_of(house, "masking.probed")
    assert from_body(record["body"]) == replace(
        found, at=found.at.replace(microsecond=0)
    )  # type: ignore[arg-type] # a record's body is an object
    assert (record["exchange"], record["case"], record["actor"]) == (None, None, None)
    assert found.texts + found.refused == len(list(made_texts(found.seed)))
    assert {count.language for count in found.counts} == {"en", "de", "fr", "es"}
    assert [one for one in cases_in_vault(house) if one.startswith("probe-")] == []
    erased = last_of(house, "vault.erased")
    assert erased["body"] == {"cases": found.texts + found.refused, "why": "probe"}


def test_no_word_of_a_made_up_person_reaches_log_or_records(
    house: MaskerHouse, wired: Ports
) -> None:
    seed = probe(wired).seed
    written = str(house.ledger.read(0, house.ledger.size()))
    written += (house.root / "masker.log").read_text()
    people = {
        value
        for made in made_texts(seed)
        for kind, value in made.values
        if kind in {EntityKind.PERSON, EntityKind.EMAIL, EntityKind.IBAN}
    }
    assert people
    assert [value for value in people if value in written] == []


def test_the_shipped_detectors_mask_nearly_all_of_it(house: MaskerHouse) -> None:
    # The fakes' clock stands still, so these are the same people every day.
    found = probe(ports(masker=house.masker, ledger=house.ledger))
    shares = {
        c.language: found.recall_permille(language=c.language) for c in found.counts
    }
    assert {language: share for language, share in shares.items() if share < 900} == {}
    # A masker that masks everything would have this at 0.
    assert found.plain_permille() >= 700


def test_with_a_floor_nothing_is_masked_until_a_probe_is_above_it(
    house: MaskerHouse, wired: Ports
) -> None:
    clock = RealClock()
    house.masker.measured(measured(FLOOR - 1, clock=clock, ago=timedelta(0)))
    assert house.masker.standing().refuses
    with pytest.raises(MaskingFloorError, match="499 permille, below 500"):
        mask(house, "I am Anna Weber.")
    probe(wired)
    assert not house.masker.standing().refuses
    assert "Weber" not in mask(house, "I am Anna Weber.").text


def test_a_measurement_that_is_too_old_counts_as_none(house: MaskerHouse) -> None:
    house.masker.measured(measured(1000, clock=RealClock(), ago=timedelta(days=4)))
    with pytest.raises(MaskingFloorError, match="last measured 4 days ago"):
        mask(house, "I am Anna Weber.")


def test_what_was_measured_outlives_the_process(house: MaskerHouse) -> None:
    house.masker.measured(measured(FLOOR - 1, clock=RealClock(), ago=timedelta(0)))
    house.stop("masker")
    house.start("masker")
    with pytest.raises(MaskingFloorError, match="below 500"):
        mask(house, "I am Anna Weber.")
    house.masker.measured(measured(FLOOR, clock=RealClock(), ago=timedelta(0)))
    house.stop("masker")
    house.start("masker")
    assert "Weber" not in mask(house, "I am Anna Weber.").text


def test_the_seal_of_a_probe_never_holds(house: MaskerHouse) -> None:
    masked = house.masker.mask(
        PersonText("I am Anna Weber."),
        exchange="#probe",
        case="probe-seal",
        purpose=make_purpose(name="#probe"),
        language="en",
    )
    key = (house.root / "keys" / "seal" / "seal.key").read_bytes()
    with pytest.raises(SealError, match="expired"):
        check_seal(
            key,
            masked.text,
            masked.seal,
            exchange="#probe",
            purpose="#probe",
            now_s=int(RealClock().now().timestamp()),
        )
    assert house.masker.erase(["probe-seal"], why="probe") == 1


def test_the_command_shows_what_was_measured_last(house: MaskerHouse) -> None:
    def shown(*more: str) -> tuple[int, str]:
        arguments = ["--last", "--config", str(house.config), *more]
        ended = CliRunner().invoke(probe_command, arguments)
        return ended.exit_code, ended.output

    house.masker.measured(measured(987, clock=RealClock(), ago=timedelta(0)))
    code, table = shown()
    assert code == 0
    for words in ("987/1000", "987 ‰", "floor is 500 ‰ and is met"):
        assert words in table
    house.masker.measured(measured(FLOOR - 1, clock=RealClock(), ago=timedelta(0)))
    assert shown()[0] == 1
    code, written = shown("--format", "json")
    found = json.loads(written)
    assert (code, found["refuses"], found["recall_permille"]) == (1, True, FLOOR - 1)


def test_the_command_forgets_a_case_once_it_is_confirmed(house: MaskerHouse) -> None:
    house.masker.measured(measured(1000, clock=RealClock(), ago=timedelta(0)))
    masked = mask(house, "I am Anna Weber.", "command").text
    arguments = [case_id("command"), "--config", str(house.config)]

    def forget(*more: str, typed: str = "") -> int:
        ended = CliRunner().invoke(forget_case, [*arguments, *more], input=typed)
        return ended.exit_code

    assert forget(typed="n\n") == 1
    assert house.masker.commitments(masked, case=case_id("command"))
    assert forget("--yes") == 0
    assert house.masker.commitments(masked, case=case_id("command")) == ()
    assert forget("--yes") == 1


def test_an_erased_case_restores_nobody_and_the_log_says_so(house: MaskerHouse) -> None:
    house.masker.measured(measured(1000, clock=RealClock(), ago=timedelta(0)))
    masked = mask(house, "I am Anna Weber.", "erased")
    kept = mask(house, "I am Anna Weber.", "kept")
    assert house.masker.erase([case_id("erased")], why="asked") == 1
    record = last_of(house, "vault.erased")
    assert (record["case"], record["body"]) == (
        case_id("erased"),
        {"cases": 1, "operator": account_of(OWN), "why": "asked"},
    )
    restored = {
        name: house.masker.restore(
            text.text, exchange="e1" * 16, case=case_id(name), reader="r"
        ).restored
        for name, text in (("erased", masked), ("kept", kept))
    }
    assert restored == {"erased": 0, "kept": 1}
    assert house.masker.erase([case_id("erased")], why="asked") == 0


def test_without_the_log_nothing_is_erased(house: MaskerHouse) -> None:
    house.masker.measured(measured(1000, clock=RealClock(), ago=timedelta(0)))
    masked = mask(house, "I am Anna Weber.", "log away").text
    house.stop("ledger")
    try:
        with pytest.raises(LedgerError, match="record of an erasure"):
            house.masker.erase([case_id("log away")], why="asked")
    finally:
        house.start("ledger")
    with closing(MaskerClient(house.settings)) as client:
        restored = client.restore(
            masked, exchange="e1" * 16, case=case_id("log away"), reader="r"
        )
    assert restored.text.reveal() == "I am Anna Weber."
