"""Runs the appliance and the bare model in turns on the same work.

The appliance is a whole throwaway one, as `cloister demo` starts it: TLS, nginx,
gunicorn, the pipeline with its policy, masker, log and database, and an engine process.
The bare model has the same weights, threads and niceness, reads and writes as many
tokens for as many answers, and as many at a time; nothing is around it.
"""

import os
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from appliance.commands.pipeline.alone import ModelAlone
from appliance.commands.pipeline.clients import Answered, Clients
from appliance.commands.pipeline.letters import make_letters
from appliance.commands.pipeline.place import own_place
from appliance.commands.pipeline.processor import machine_s, processor_s, since
from appliance.demo.site import free_port, lay_out, shipped
from appliance.demo.supervisor import Supervisor
from appliance.errors import ApplianceError
from appliance.explain import build_trace
from appliance.kinds import RecordKind
from appliance.ledger.client import LedgerClient
from appliance.settings import load_settings

# A model of this size on a busy machine must not meet the limits of a fast one.
_PATIENT = {"deadline_s": 900.0, "first_token_s": 300.0}
Told = Callable[[str], None]
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure.

    Args:
        shape: Of the model.
        clients: How many ask at a time, and how many answers are written at a time.
        answers: Of each round; a multiple of `clients` at least.
        rounds: Each is one run of either side.
        threads: Of the model.
        most_s: No round begins later than this.
    """

    shape: str
    clients: int
    answers: int
    rounds: int
    threads: int
    most_s: float


@dataclass(frozen=True, slots=True)
class Whole:
    """A run of the whole appliance.

    Args:
        wall_s: From the first request to the last answer.
        answers: What the clients saw.
        asks: Of each answer the tokens read and written, in the order of the model.
        steps_us: Time in each step, over all answers, in microseconds.
        cpu_s: Processor time of each process.
        others_s: Processor time of all that is no part of this, meanwhile.
    """

    wall_s: float
    answers: Sequence[Answered]
    asks: Sequence[tuple[int, int]]
    steps_us: Mapping[str, int]
    cpu_s: Mapping[str, float]
    others_s: float


@dataclass(slots=True)
class Measured:
    """What was measured, round by round.

    Args:
        parameters: Of the model.
        whole: Runs of the appliance.
        bare: Runs of the bare model beside them: seconds by the clock, of processor.
        load: The machine's load before each round (getloadavg(3), of a minute).
    """

    parameters: int
    whole: list[Whole] = field(default_factory=list)
    bare: list[tuple[float, float]] = field(default_factory=list)
    load: list[float] = field(default_factory=list)

    def ratios(self) -> list[float]:
        """Give the throughput of the whole over that of the bare model, by round."""
        pairs = zip(self.whole, self.bare, strict=True)
        return [wall_s / whole.wall_s for whole, (wall_s, _) in pairs]


def measure(plan: Plan, told: Told) -> Measured:
    """Run the rounds.

    Raises:
        ApplianceError: A letter was not answered, or a process did not start.
    """
    with own_place() as place, ModelAlone(place) as alone:
        told("writing a model with random weights")
        written = place / "model"
        like = shipped() / "models" / "reference"
        found = Measured(alone.write(written, plan.shape, like))
        with _appliance(place, written, plan, told) as running:
            model = running.site.root / "models" / plan.shape
            told("loading the bare model")
            alone.load(model, plan.threads, plan.clients)
            _rounds(plan, running, alone, found, told)
    return found


def _appliance(place: Path, model: Path, plan: Plan, told: Told) -> Supervisor:
    """Lay an appliance out around the model; the context that runs it."""
    engine = {
        "model": plan.shape,
        "threads": plan.threads,
        "max_batch": plan.clients,
        **_PATIENT,
    }
    root = place / "site"
    root.mkdir()
    site = lay_out(root, port=free_port(), engine=engine)
    ready = root / "models" / plan.shape
    model.rename(ready)
    ready.chmod(0o755)
    for path in ready.iterdir():
        path.chmod(0o644)
    return Supervisor(site, told)


def _rounds(
    plan: Plan,
    running: Supervisor,
    alone: ModelAlone,
    found: Measured,
    told: Told,
) -> None:
    until_s = time.monotonic() + plan.most_s
    with Clients(running.site, plan.clients) as clients:
        rig = _Rig(running, clients, alone, told)
        rig.name = "warming up"
        rig.bare(rig.whole(make_letters(plan.clients, seed=0)).asks)
        for number in range(plan.rounds):
            if number and time.monotonic() > until_s:
                told(f"no time for more than {number} rounds")
                return
            rig.name = f"round {number + 1} of {plan.rounds}"
            # Two rounds have the same letters, so that the second may begin with the
            # bare model: a processor slows down when it is warm.
            letters = make_letters(plan.answers, seed=number // 2 + 1)
            found.load.append(os.getloadavg()[0])
            if number % 2 == 0:
                whole = rig.whole(letters)
                bare = rig.bare(whole.asks)
            else:
                bare = rig.bare(found.whole[-1].asks)
                whole = rig.whole(letters)
            found.whole.append(whole)
            found.bare.append(bare)


class _Rig:
    """Runs either side once."""

    def __init__(
        self, running: Supervisor, clients: Clients, alone: ModelAlone, told: Told
    ) -> None:
        self._running = running
        self._clients = clients
        self._alone = alone
        self._told = told
        self._log = LedgerClient(load_settings(running.site.config))
        self.name = ""

    def whole(self, letters: Sequence[str]) -> Whole:
        """Have the appliance answer letters."""
        first = self._log.size()
        sessions = {name: one.pid for name, one in self._running.children.items()}
        before, all_before_s = processor_s(sessions), machine_s()

        def told(done: int) -> None:
            self._told(f"{self.name}: {done} of {len(letters)} answered by the whole")

        wall_s, answers = self._clients.ask(letters, told)
        cpu_s = since(before, processor_s(sessions))
        others_s = max(0.0, machine_s() - all_before_s - sum(cpu_s.values()))
        self._running.check_all_alive()
        records = self._records(first, {one.exchange for one in answers})
        asks = [
            (body["prompt_tokens"], body["output_tokens"])
            for body in (
                next(
                    record["body"]
                    for record in mine
                    if record["kind"] == RecordKind.DRAFT_GENERATED
                )
                for mine in records
            )
        ]
        return Whole(wall_s, answers, asks, _steps_us(records), cpu_s, others_s)

    def bare(self, asks: Sequence[tuple[int, int]]) -> tuple[float, float]:
        """Have the bare model do the same."""
        self._told(f"{self.name}: {len(asks)} answers by the bare model")
        return self._alone.run(asks)

    def _records(self, first: int, wanted: Collection[str]) -> list[list[Record]]:
        """Read the records of exchanges, in the order in which the model answered."""
        of: dict[str, list[Record]] = {exchange: [] for exchange in wanted}
        for record in self._log.read(first, self._log.size() - first):
            if record["exchange"] in of:
                of[str(record["exchange"])].append(record)
        drafted = {
            exchange: next(
                (r["seq"] for r in mine if r["kind"] == RecordKind.DRAFT_GENERATED), -1
            )
            for exchange, mine in of.items()
        }
        if min(drafted.values()) < 0:
            raise ApplianceError("a letter was answered without the model")
        return [of[exchange] for exchange in sorted(of, key=drafted.__getitem__)]


def _steps_us(records: Sequence[Sequence[Record]]) -> dict[str, int]:
    """Sum the time of each step up, over exchanges; what comes after is none."""
    found: Counter[str] = Counter()
    for mine in records:
        for part in build_trace(mine, None).parts:
            if part.tries:
                for one in part.stretches:
                    found[one.what] += one.end_us - one.start_us
    return dict(found)
