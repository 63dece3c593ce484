"""What the steps need from the world, as small Protocols with a fake and a real one.

Real parts live in directory/, policy/, masker/, engine/, ledger/, stores/ and release/.
The fakes are in tests/fake*.py; those of masker, engine, ledger, exchanges and reviews
pass the same contract suites as the real ones.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from appliance.domain.answer import Finished, PassedOver, Token, Waiting
from appliance.domain.assessment import Assessment
from appliance.domain.caller import Caller
from appliance.domain.decision import Decision, Fact, FiredRule, Question
from appliance.domain.entity import EntityKind
from appliance.domain.exchange import Exchange, ExchangeState, Masked
from appliance.domain.masked import MaskedText, Restoration
from appliance.domain.measurement import Measurement, Standing
from appliance.domain.outcome import Figures
from appliance.domain.passage import Passage
from appliance.domain.progress import Progress, untold
from appliance.domain.prompt import Message
from appliance.domain.purpose import Purpose
from appliance.domain.review import Binding, HeldAnswer, ReviewState
from appliance.domain.rollout import Arm
from appliance.domain.sampling import Sample
from appliance.domain.scoring import Scored, ScoreEnded, ScoreRequest
from appliance.domain.text import PersonText
from appliance.kinds import RecordKind


@dataclass(frozen=True, slots=True)
class Entry:
    """A record before it is one.

    Args:
        kind: What happened.
        exchange: Exchange id, or None.
        case: Case id, or None.
        actor: Directory key of who did it, or None for the appliance itself. The
            ledger writes a keyed alias of it, never the key.
        body: Integers, booleans, strings, lists and objects; no floats, no text of a
            person.
    """

    kind: RecordKind
    exchange: str | None
    case: str | None
    actor: str | None
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a record stands: its sequence number and leaf hash (64 hex digits)."""

    seq: int
    leaf: str


class Ledger(Protocol):
    """The log. Records are ordered as they are appended."""

    def append(self, entry: Entry, *, durable: bool = False) -> Receipt:
        """Append a record.

        With `durable`, returns only after this and every earlier record are on disk
        under a signed checkpoint.

        An exchange ends once: the log refuses a second end of it.

        Raises:
            LedgerAwayError: The log did not answer; it may have the record or not.
            LedgerError: The log cannot take it; nothing may happen.
        """
        ...

    def of_exchange(self, exchange: str) -> Sequence[Mapping[str, Any]]:
        """Read the records of one exchange, oldest first: `kind`, `seq`, `actor`, ...

        Raises:
            LedgerError: The log cannot be read.
        """
        ...


class Directory(Protocol):
    """The staff directory, asked as the appliance's service account."""

    def look_up(self, person: str) -> Caller:
        """Read a person's status and roles now.

        Raises:
            RevokedError: They are gone, disabled, or have no role any more.
            DirectoryError: The directory cannot be asked or trusted.
        """
        ...


class Purposes(Protocol):
    """The purposes of the signed release."""

    def named(self, name: str) -> Purpose:
        """Read one purpose.

        Raises:
            UnknownPurposeError: There is none of this name.
        """
        ...

    def all(self) -> Sequence[Purpose]:
        """List them by title."""
        ...


class Policy(Protocol):
    """Policy as code."""

    def decide(
        self,
        question: Question,
        caller: Caller,
        purpose: Purpose | None,
        facts: Mapping[str, Fact],
    ) -> Decision:
        """Answer a question; any error or missing fact is a decision that denies."""
        ...


class Masker(Protocol):
    """The only part that knows who a surrogate stands for."""

    def mask(
        self,
        text: PersonText,
        *,
        exchange: str,
        case: str,
        purpose: Purpose,
        language: str,
        accept_surrogates: bool = False,
        progress: Progress = untold,
    ) -> MaskedText:
        """Pseudonymise a text for one exchange of one case.

        Args:
            accept_surrogates: True for a reviewer's edit of a masked answer: surrogates
                that this case has issued stand as they are. Otherwise anything that
                looks like a surrogate is a look-alike and is escaped.
            progress: Told how far it is, while a long text is read.

        Raises:
            UnknownLanguageError: No detector reads its language.
            LookAlikeError: It cannot be masked so that it restores without doubt.
            BlockedKindError: It holds a kind that the purpose blocks.
            MaskingFloorError: Masking was last measured below the site's floor.
            DetectionError: A detector failed; the text counts as not masked.
            MaskerError: The masker is not there.
        """
        ...

    def restore(
        self, text: str, *, exchange: str, case: str, reader: str
    ) -> Restoration:
        """Put the people back; leaves a `vault.read` record naming the reader.

        Args:
            text: Masked text of this case.
            exchange: The exchange it belongs to.
            case: The case whose surrogates may be restored; no other's ever are.
            reader: Directory key of who will read it.

        Raises:
            LedgerError: The masker could not leave its record.
            MaskerError: The masker is not there.
        """
        ...

    def commitments(self, text: str, *, case: str) -> tuple[str, ...]:
        """Commit to what a restore of this text would put back, without doing it.

        Raises:
            MaskerError: The masker is not there.
        """
        ...

    def bind(self, text: str, *, case: str) -> Binding:
        """Commit to a masked text as a whole, and to whom it names.

        Both under a key of the case that is erased with it: without the masker nobody
        can try words against what the log holds, and after erasure the masker cannot.
        Of a case that it does not know, no two digests are equal.

        Raises:
            MaskerError: The masker is not there.
        """
        ...

    def check_outgoing(
        self, texts: Sequence[str], *, case: str, kinds_kept: Sequence[EntityKind]
    ) -> int:
        """Check that nothing the case masks can be read in what is about to leave.

        Args:
            texts: Masked texts of this case, all that one prompt takes along.
            case: The case whose originals are looked for.
            kinds_kept: Kinds that the purpose leaves readable.

        Returns:
            How many originals were looked for.

        Raises:
            LeakError: Something can be read.
            MaskerError: The masker is not there.
        """
        ...

    def erase(self, cases: Sequence[str], *, why: str) -> int:
        """Erase cases from the vault; leaves a `vault.erased` record.

        Args:
            why: "asked", "probe" or "evaluation".

        Returns:
            How many of them there were.

        Raises:
            LedgerError: The masker could not leave its record; nothing is erased.
            MaskerError: The masker is not there.
        """
        ...

    def measured(self, measurement: Measurement) -> None:
        """Let a measurement count against the site's floor.

        Raises:
            MaskerError: The masker is not there.
        """
        ...

    def standing(self) -> Standing:
        """Tell where masking stands against the site's floor.

        Raises:
            MaskerError: The masker is not there.
        """
        ...


class References(Protocol):
    """Search in a purpose's own reference documents."""

    def search(
        self, purpose: str, language: str, text: str, limit: int
    ) -> tuple[Passage, ...]:
        """Find the passages nearest to a masked text, best first."""
        ...


@dataclass(frozen=True, slots=True)
class GenerateRequest:
    """One generation.

    Args:
        exchange: The exchange every seal must name.
        case: The case every seal must name.
        purpose: The purpose every seal must name.
        messages: The prompt's parts.
        schema_template: Id of the output schema among the release's templates, or "".
        pattern_template: Id of the output pattern among them, or "".
        max_output_tokens: Longest answer.
        temperature: 0 means greedy.
        seed: Seed of the sampler.
        top_logprobs: Alternatives to report per token.
        top_p: Draw from the likeliest tokens that together have this probability.
        top_k: Draw from this many likeliest tokens; 0 for all.
        repetition_penalty: Over 1 makes tokens of prompt and answer less likely.
        stop: Texts that end the answer; they are not part of it.
        release: Digest of the signed release that every template is of.
        tiers: The tiers that may answer, in the order in which they are asked. The
            engine of a tier is not told.
        gives_way: Nobody waits for it: it is answered while the model does nothing
            else, and ends as "cancelled" when somebody comes.
    """

    exchange: str
    case: str
    purpose: str
    messages: tuple[Message, ...]
    schema_template: str
    max_output_tokens: int
    temperature: float
    seed: int
    top_logprobs: int
    top_p: float = 1.0
    top_k: int = 0
    repetition_penalty: float = 1.0
    stop: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    pattern_template: str = ""
    release: str = ""
    gives_way: bool = False


class Engine(Protocol):
    """The model. Takes sealed parts only."""

    def generate(
        self, request: GenerateRequest
    ) -> Iterator[PassedOver | Waiting | Token | Finished]:
        """Generate, token by token; the last item is `Finished`. Closing it cancels.

        Where several tiers may answer, a tier that cannot is `PassedOver`.

        While it waits for the model, it comes again and again how many must end before
        it begins; 0 when it has its turn.

        Raises:
            SealError: A part is not sealed for this exchange or not in the release.
            TextTooLongError: The prompt does not fit the model's context.
            EngineBusyError: The queue is full.
            EngineError: The engine is not there, died, or was too slow.
        """
        ...

    def score(self, request: ScoreRequest) -> Iterator[Waiting | Scored | ScoreEnded]:
        """Say how likely texts are as answers; the last item is `ScoreEnded`.

        Comes after all who want an answer. Closing it cancels.

        Raises:
            SealError: A part is not sealed for this exchange or not in the release, or
                a target or variant holds what the seals do not let through.
            TextTooLongError: A prompt with a target does not fit the model's context.
            EngineBusyError: The queue is full.
            EngineError: The engine is not there, died, or was too slow.
        """
        ...

    def cancel(self, exchange: str) -> None:
        """Stop what is generated or scored for an exchange, if anything is."""
        ...


class Exchanges(Protocol):
    """What is kept of exchanges; every text is stored as ciphertext."""

    def opened(self, exchange: Exchange) -> None:
        """Keep that an exchange began (no text yet)."""
        ...

    def masked(self, masked: Masked) -> None:
        """Keep the masked text of an exchange."""
        ...

    def masked_text(self, exchange: str) -> str:
        """Read what a prompt held of a person, of any owner; "" where none is kept."""
        ...

    def drafted(self, exchange: str, answer: str) -> None:
        """Keep the masked answer that is about to be released.

        Nobody reads it yet. If this process ends between the record of the release and
        `closed`, the worker follows the log and has the answer to do so with.
        """
        ...

    def closed(
        self,
        exchange: str,
        state: ExchangeState,
        *,
        answer: str | None,
        reasons: tuple[str, ...],
        record: int | None,
        figures: Figures | None = None,
    ) -> None:
        """Keep how an exchange ended.

        Args:
            answer: The masked answer, where there is one.
            reasons: Why it was held, refused or failed; plain sentences.
            record: Sequence number of the record that says so.
            figures: What it came to; None where they are kept already.
        """
        ...


class Reviews(Protocol):
    """Answers that wait for a second person."""

    def hold(self, held: HeldAnswer, *, record: Callable[[], None]) -> None:
        """Put an answer into the queue.

        Args:
            record: Called once it is in; what it raises takes it out again.
        """
        ...

    def conclude(
        self,
        held: HeldAnswer,
        *,
        reviewer: str,
        state: ReviewState,
        reason: str,
        at: datetime,
        record: Callable[[], None],
    ) -> None:
        """End the wait of exactly this held answer, once.

        Args:
            record: Called once this caller has won; what it raises undoes the end.

        Raises:
            ConflictError: It was concluded or changed in the meantime.
        """
        ...

    def replace(
        self, held: HeldAnswer, successor: HeldAnswer, *, record: Callable[[], None]
    ) -> None:
        """Put an edited answer in place of exactly this held one.

        Args:
            record: Called once this caller has won; what it raises undoes the change.

        Raises:
            ConflictError: It was concluded or changed in the meantime.
        """
        ...


class Samples(Protocol):
    """Answers drawn for people to rate."""

    def draw(self, exchange: str) -> int:
        """Draw a number from 0 to 999; the same for the same exchange."""
        ...

    def first_answered(self, purpose: str, release: str) -> datetime:
        """Tell when a release first answered for a purpose: now, if it never did."""
        ...

    def add(self, sample: Sample, *, record: Callable[[], None]) -> None:
        """Put an answer in line, unless it is there or too many wait.

        Args:
            record: Called once it is in; what it raises takes it out again.
        """
        ...

    def rate(self, assessment: Assessment, *, record: Callable[[], None]) -> None:
        """Keep what a person says of the answer they have in hand, once.

        Args:
            record: Called once it is kept; what it raises undoes it.

        Raises:
            ConflictError: They do not have it in hand any more.
        """
        ...


class Clock(Protocol):
    """The time, so that tests can say what it is."""

    def now(self) -> datetime:
        """Tell the time, aware UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Chosen:
    """What one signed release holds, as the steps ask for it.

    Args:
        release: Its digest.
        purposes: Its purpose.
        policy: Its rules, deciding.
        references: Its references, searchable.
        rules: Its rules, to be read.
        headings: Heading of each passage of its references, by template id.
        arm: Which side of a rollout it answers as; live where there is none.
    """

    release: str
    purposes: Purposes
    policy: Policy
    references: References
    rules: Sequence[FiredRule]
    headings: Mapping[str, str]
    arm: Arm = Arm.LIVE


class Releases(Protocol):
    """The signed releases; which one answers, the deployment says."""

    def choose(self, exchange: Exchange, caller: Caller) -> Chosen:
        """Choose the release for an exchange; all of it is answered by this one.

        Args:
            caller: Who asks, as the directory describes them now: a rollout may be for
                some teams.

        Raises:
            UnknownPurposeError: Nothing is live for the purpose.
            SettingsError: The deployment or the release does not hold.
        """
        ...

    def of(self, release: str) -> Chosen:
        """Give what one release holds.

        Raises:
            NotFoundError: None of this digest was signed here.
            SettingsError: It does not hold.
        """
        ...


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything the steps may reach, wired once in app.py.

    Outside of an exchange `purposes` are those that are live, and `policy` is the
    rules of the release that went live last; `bound` makes them those of one release.
    """

    clock: Clock
    directory: Directory
    releases: Releases
    purposes: Purposes
    policy: Policy
    masker: Masker
    references: References
    engine: Engine
    ledger: Ledger
    exchanges: Exchanges
    reviews: Reviews
    samples: Samples
    recheck_after_s: float
    # Seconds from any moment on, never back: how long something took.
    timer: Callable[[], float] = time.monotonic

    def bound(self, chosen: Chosen) -> "Ports":
        """Give the same ports with purposes, rules and references of one release."""
        return replace(
            self,
            purposes=chosen.purposes,
            policy=chosen.policy,
            references=chosen.references,
        )

    def purpose_as_answered(self, name: str, release: str) -> Purpose:
        """Read a purpose as it was when it answered.

        Args:
            release: Digest of the release that answered; "" where none did yet.

        Raises:
            UnknownPurposeError: Nothing is live under this name.
            NotFoundError: No such release was signed here.
        """
        if not release:
            return self.purposes.named(name)
        return self.releases.of(release).purposes.named(name)


class Watch(Protocol):
    """What the person sees while the pipeline works."""

    def has_reader(self) -> bool:
        """Tell whether somebody reads what is shown; else nothing is streamed."""
        ...

    def stage(self, name: str) -> None:
        """A step begins; `name` is the step's."""
        ...

    def masking(self, permille: int) -> None:
        """So much of a long text is masked."""
        ...

    def masked(self, text: MaskedText) -> None:
        """The text is masked: this is what the model will see."""
        ...

    def place(self, before: int) -> None:
        """It waits for the model: so many generations come first."""
        ...

    def piece(self, text: PersonText) -> None:
        """More of a streamed answer, people back, safe to show."""
        ...

    def withdrawn(self, reasons: tuple[str, ...]) -> None:
        """What was shown of the answer must be taken back, and why."""
        ...
