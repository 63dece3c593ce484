"""Answer a long text in the background, through the one pipeline.

The text waits masked, so the people are put back first, for the person who asked, and
the pipeline masks it again under a fresh seal. The person's roles are read from the
directory anew: a job never runs on what they were allowed when they sent it.
"""

from datetime import UTC, datetime

from appliance.domain.caller import Credential
from appliance.domain.exchange import Delayed, Exchange
from appliance.domain.masked import MaskedText
from appliance.domain.parts import Place
from appliance.domain.ports.wired import Ports
from appliance.domain.text import PersonText
from appliance.errors import ForgottenError, NotFoundError
from appliance.pipeline import run
from appliance.steps.delay import WORKER
from appliance.stores.jobs import Job
from appliance.stores.opened import Stores
from appliance.worker.left_open import ReadableLog, follow, up_to_outcome

# How far a job is when each step begins; the model takes most of the time.
_MODEL_FROM, _MODEL_TO = 300, 850
_PROGRESS_PERMILLE = {
    "identify": 50,
    "decide": 100,
    "pseudonymise": 150,
    "retrieve": 250,
    "inspect": 260,
    "compose": 275,
    "generate": _MODEL_FROM,
    "combine": _MODEL_TO,
    "guard": _MODEL_TO,
    "gate": 900,
    "restore": 925,
    "respond": 975,
}
# Older than any setting allows, so that the directory is asked.
_NEVER_CHECKED = datetime(1970, 1, 1, tzinfo=UTC)


class JobWatch:
    """Keeps how far a job is; nobody watches what it shows."""

    def __init__(self, job: Job, stores: Stores) -> None:
        self._job = job
        self._stores = stores
        self._part: Place | None = None
        self._combines = False

    def has_reader(self) -> bool:
        """Nobody waits; the person reads the whole answer later."""
        return False

    def stage(self, name: str) -> None:
        """Keep that a step begins."""
        permille, part = _PROGRESS_PERMILLE[name], self._part
        self._combines = self._combines or name == "combine"
        if self._combines and name == "generate":
            permille = _MODEL_TO
        elif part is not None and name in {"generate", "guard"}:
            done = part.number - (name == "generate")
            permille = _MODEL_FROM + (_MODEL_TO - _MODEL_FROM) * done // part.of
        self._stores.jobs.progress(self._job.id, permille)

    def part(self, place: Place) -> None:
        """Count a part of a long text for its share of the model's time."""
        self._part = place

    def masking(self, permille: int) -> None:
        """Show nothing: the text was masked before it was put in line."""

    def masked(self, text: MaskedText) -> None:
        """Show nothing: the store keeps it."""

    def place(self, before: int) -> None:
        """Show nothing: nobody watches."""

    def wrote(self) -> None:
        """Let it go on."""

    def piece(self, text: PersonText) -> None:
        """Show nothing: the person reads the whole answer later."""

    def withdrawn(self, reasons: tuple[str, ...]) -> None:
        """Show nothing: nothing was shown."""


def answer(job: Job, stores: Stores, ports: Ports, log: ReadableLog) -> bool:
    """Run the exchange of a job; False where the model is not there and it waits on.

    An earlier attempt that was killed, or lost the log, may have got as far as an
    outcome there; then the row follows it, and the model is not asked again.

    Raises:
        ApplianceError: It failed; see pipeline.run.
    """
    if job.exchange is None:
        raise NotFoundError(f"job {job.id} names no exchange")
    if is_settled(job.exchange, stores, log):
        return True
    exchange = exchange_of(job.exchange, stores, ports)
    outcome = run(exchange, ports, JobWatch(job, stores))
    return not isinstance(outcome, Delayed)


def is_settled(exchange: str, stores: Stores, log: ReadableLog) -> bool:
    """Tell whether an earlier attempt got to an outcome, and follow it."""
    told = up_to_outcome(log.of_exchange(exchange))
    if not told:
        return False
    try:
        kept = stores.exchanges.get_queued(exchange)
    except NotFoundError:
        return True
    return follow(kept, told, stores)


def exchange_of(
    exchange: str,
    stores: Stores,
    ports: Ports,
    *,
    origin: str = WORKER,
    gives_way: bool = False,
) -> Exchange:
    """Make an exchange of a text that waits masked, with its people put back.

    Args:
        origin: Who begins it.
        gives_way: Nobody waits for it, so everybody else comes first.

    Raises:
        NotFoundError: It does not wait any more.
        ForgottenError: Whom it is about was erased.
        MaskerError: The masker is not there.
    """
    kept = stores.exchanges.get_queued(exchange)
    # Whose case it is was checked when it was queued; it is checked again all the same.
    case = stores.cases.get(kept.case, kept.owner)

    def restored(masked: str) -> PersonText:
        restoration = ports.masker.restore(
            masked, exchange=kept.id, case=kept.case, reader=kept.owner
        )
        if restoration.unknown:
            raise ForgottenError(
                f"exchange {kept.id}: {len(restoration.unknown)} surrogates of the "
                "kept text are no longer in the vault"
            )
        return restoration.text

    return Exchange(
        id=kept.id,
        case=case.id,
        case_owner=case.owner,
        purpose=kept.purpose,
        language=kept.language,
        text=restored(kept.masked or ""),
        credential=Credential(
            person=kept.owner,
            login="",
            name="",
            roles=frozenset(),
            checked_at=_NEVER_CHECKED,
        ),
        received_at=kept.received_at,
        origin=origin,
        variables={name: restored(value) for name, value in kept.values.items()},
        gives_way=gives_way,
        follows=kept.follows,
    )
