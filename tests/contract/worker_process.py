"""A worker process with a scripted model that waits: started and killed by the tests.

Everything else about it is real: stores, queue, ledger client, pipeline, rules. Each
generation leaves a file "asked.<n>" in the gate folder and waits for a file "open", or
for "open.<n>" alone. Of the golden cases it has the first few.
"""

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from appliance.domain.answer import Finished, Token
from appliance.domain.entity import EntityKind
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.text import PersonText
from appliance.ledger.client import LedgerClient
from appliance.settings import load_settings
from appliance.stores.opened import open_stores
from appliance.stores.token_desk import TokenDesk
from appliance.worker.evaluate import Evaluating
from appliance.worker.server import serve
from tests.evaluated import FewStages, ShippedSubjects
from tests.fakes import (
    DictionaryMasker,
    FixedClock,
    ListedDirectory,
    ScriptedEngine,
    make_caller,
    make_purpose,
    ports,
)

LETTER = "Anna Kowalski asks about a fee."
WORDS = {"Anna Kowalski": EntityKind.PERSON}
FEW = 4


class WaitingEngine(ScriptedEngine):
    """Answers when the gate is open."""

    def __init__(self, gate: Path, clock: FixedClock) -> None:
        super().__init__("Dear customer, thank you.", clock=clock)
        self._gate = gate

    def generate(self, request: GenerateRequest) -> Iterator[Token | Finished]:
        asked = len(list(self._gate.glob("asked.*")))
        (self._gate / f"asked.{asked}").touch()
        waiting = threading.Event()
        for _ in range(1_200):
            if any((self._gate / name).exists() for name in ("open", f"open.{asked}")):
                break
            waiting.wait(0.05)
        return super().generate(request)


def main(config: Path, gate: Path, case: str) -> None:
    settings, clock = load_settings(config), FixedClock()
    stores = open_stores(settings, clock)
    ledger = LedgerClient(settings)
    masker = DictionaryMasker(WORDS, clock=clock)
    # The vault of this masker is in memory: fill it as the web's preview did.
    masker.mask(
        PersonText(LETTER),
        exchange="e" * 32,
        case=case,
        purpose=make_purpose(),
        language="en",
    )
    wired = ports(
        clock=clock,
        ledger=ledger,
        masker=masker,
        engine=WaitingEngine(gate, clock),
        exchanges=stores.exchanges,
        reviews=stores.reviews,
        samples=stores.samples,
        budgets=stores.budgets,
    )
    evaluating = Evaluating(
        stores, ShippedSubjects(wired, most=FEW), ledger, clock, stage=FewStages()
    )
    desk = TokenDesk(
        stores.tokens,
        stores.people,
        purposes=wired.purposes,
        ledger=ledger,
        aliases=ledger,
        logins=ListedDirectory(make_caller(), clock=clock),
        clock=clock,
    )
    serve(settings, wired, stores, ledger, evaluating, desk=desk)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
