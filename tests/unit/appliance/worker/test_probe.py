"""What a probe counts, records and leaves behind, with a masker that is told its words."""

import pytest

from appliance.domain.entity import EntityKind
from appliance.domain.measurement import from_body
from appliance.domain.ports.ledger import Entry, Receipt
from appliance.domain.ports.wired import Ports
from appliance.errors import BlockedKindError, DetectionError, LedgerError, MaskerError
from appliance.kinds import RecordKind
from appliance.observe.made_texts import made_texts
from appliance.worker.probe import found_of, probe
from tests.fakes import (
    NOON,
    DictionaryMasker,
    ListedPurposes,
    MemoryLedger,
    make_purpose,
    ports,
)

SEED = NOON.toordinal()
TEXTS = list(made_texts(SEED))
WORDS = {value: kind for made in TEXTS for kind, value in made.values}


def wired_with(masker: DictionaryMasker, *languages: str) -> Ports:
    purposes = [make_purpose(languages=languages)] if languages else [make_purpose()]
    return ports(masker=masker, purposes=ListedPurposes(*purposes))


class Refusing(DictionaryMasker):
    """Takes no text of some languages."""

    refused = frozenset({"en", "de", "fr", "es"})

    def mask(self, *given: object, **named: object) -> object:  # type: ignore[override] # as given
        if named["language"] in self.refused:
            raise BlockedKindError("the purpose takes no SECRET")
        return super().mask(*given, **named)  # type: ignore[arg-type] # as given


def of(wired: Ports) -> MemoryLedger:
    assert isinstance(wired.ledger, MemoryLedger)
    return wired.ledger


def test_a_masker_that_knows_everybody_is_measured_at_all_of_it() -> None:
    wired = wired_with(DictionaryMasker(WORDS))
    found = probe(wired)
    assert (found.recall_permille(), found.leaking, found.refused) == (1000, 0, 0)
    assert (found.texts, found.seed, found.at) == (len(TEXTS), SEED, NOON)
    assert found.plain_permille() == 1000
    assert from_body(of(wired).only(RecordKind.MASKING_PROBED).body) == found
    assert wired.masker.standing().measurement == found


def test_a_masker_that_knows_nobody_is_measured_at_nought() -> None:
    found = probe(wired_with(DictionaryMasker({})))
    assert (found.recall_permille(), found.leak_permille()) == (0, 1000)


def test_what_is_missed_is_counted_by_language_and_kind() -> None:
    words = {
        value: kind
        for made in TEXTS
        for kind, value in made.values
        if (made.language, kind) != ("de", EntityKind.IBAN)
    }
    found = probe(wired_with(DictionaryMasker(words), "en", "de"))
    missed = {(c.language, c.kind) for c in found.counts if c.masked < c.values}
    assert missed == {("de", EntityKind.IBAN)}
    assert found.recall_permille(language="de", kind=EntityKind.IBAN) == 0
    assert found.weakest_permille() == found.recall_permille(language="de") < 1000


@pytest.mark.parametrize(
    ("offered", "judged"),
    [
        (("en",), ("en",)),
        (("fr", "de"), ("de", "fr")),
        (("xx",), ("de", "en", "es", "fr")),
    ],
)
def test_the_languages_of_the_purposes_are_judged(
    offered: tuple[str, ...], judged: tuple[str, ...]
) -> None:
    assert probe(wired_with(DictionaryMasker(WORDS), *offered)).judged == judged


def test_no_case_of_a_probe_is_left_even_if_it_breaks() -> None:
    class Breaking(DictionaryMasker):
        def mask(self, *given: object, **named: object) -> object:  # type: ignore[override] # a masker that breaks
            masked = super().mask(*given, **named)  # type: ignore[arg-type] # as given
            if len(self.vault) > 10:
                raise DetectionError("a detector failed")
            return masked

    masker = Breaking(WORDS)
    wired = wired_with(masker)
    with pytest.raises(DetectionError):
        probe(wired)
    assert masker.vault == {}
    assert "masking.probed" not in of(wired).kinds()
    assert masker.standing().measurement is None


def test_what_a_killed_run_left_does_not_help_the_next() -> None:
    masker = DictionaryMasker(WORDS)
    masker.vault["probe-0"]["[PERSON_ab2c_1]"] = "Anna"
    probe(wired_with(masker))
    assert masker.vault == {}


def test_texts_that_the_masker_refuses_are_counted_apart() -> None:
    masker = Refusing(WORDS)
    masker.refused = frozenset({"es"})
    found = probe(wired_with(masker))
    assert (found.refused, found.texts) == (24, 72)
    assert {count.language for count in found.counts} == {"de", "en", "fr"}


def test_a_masker_that_refuses_everything_measures_nothing() -> None:
    with pytest.raises(MaskerError, match="refused all 96"):
        probe(wired_with(Refusing(WORDS)))


def test_without_its_record_a_measurement_does_not_count() -> None:
    class Full(MemoryLedger):
        def append(self, entry: Entry, *, durable: bool = False) -> Receipt:
            del entry, durable
            raise LedgerError("the log takes no record")

    masker = DictionaryMasker(WORDS)
    with pytest.raises(LedgerError):
        probe(ports(masker=masker, ledger=Full()))
    assert masker.standing().measurement is None


def test_below_the_floor_the_probe_itself_still_runs() -> None:
    masker = DictionaryMasker({}, floor_permille=900)
    wired = wired_with(masker)
    for words, refuses in (({}, True), (WORDS, False)):
        masker.words = dict(words)
        probe(wired)
        assert masker.standing().refuses is refuses


def test_the_job_says_its_shares() -> None:
    found = probe(wired_with(DictionaryMasker(WORDS)))
    assert found_of(found) == {
        "recall_permille": 1000,
        "weakest_permille": 1000,
        "leak_permille": 0,
    }
