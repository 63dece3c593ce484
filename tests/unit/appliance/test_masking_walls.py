"""What masking refuses ends the exchange with a record, before the model is asked."""

import pytest

from appliance import pipeline
from appliance.domain.entity import EntityKind
from appliance.domain.exchange import ExchangeState
from appliance.error_table import row_for
from appliance.errors import LeakError, MaskerError, MaskingFloorError
from tests.fakes import (
    DictionaryMasker,
    MemoryExchanges,
    MemoryLedger,
    RecordingWatch,
    ScriptedEngine,
    make_exchange,
    ports,
)

WORDS = {"Anna Kowalski": EntityKind.PERSON}


class Leaking(DictionaryMasker):
    """Finds in every text that leaves what the case masks."""

    def check_outgoing(self, *given: object, **named: object) -> int:  # type: ignore[override] # as given
        del given, named
        raise LeakError("1 places of PERSON are readable")


@pytest.mark.parametrize(
    ("masker", "error"),
    [
        (DictionaryMasker(WORDS, floor_permille=900), MaskingFloorError),
        (Leaking(WORDS), LeakError),
    ],
    ids=["below the floor", "a leak"],
)
def test_the_exchange_fails_with_its_sentence_and_the_model_is_not_asked(
    masker: DictionaryMasker, error: type[MaskerError]
) -> None:
    wired = ports(masker=masker)
    exchange = make_exchange("Anna Kowalski asks about a fee.")
    with pytest.raises(error):
        pipeline.run(exchange, wired, RecordingWatch())
    assert isinstance(wired.ledger, MemoryLedger)
    last = wired.ledger.records[-1]
    assert (str(last.kind), last.body) == ("exchange.failed", {"error": error.__name__})
    assert "exchange.intended" not in wired.ledger.kinds()
    assert isinstance(wired.engine, ScriptedEngine)
    assert wired.engine.requests == []
    assert isinstance(wired.exchanges, MemoryExchanges)
    row = wired.exchanges.rows[exchange.id]
    assert (row.state, row.reasons) == (
        ExchangeState.FAILED,
        (row_for(error()).message,),
    )


def test_below_the_floor_nothing_is_shown_of_a_preview_either() -> None:
    wired = ports(masker=DictionaryMasker(WORDS, floor_permille=900))
    with pytest.raises(MaskingFloorError):
        pipeline.preview(make_exchange("Anna Kowalski asks."), wired)
