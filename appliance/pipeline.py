"""The one way through: read this first.

    identify -> decide -> pseudonymise -> retrieve -> inspect -> compose (-> recall)
             -> reserve -> generate -> guard (-> retry) -> gate -> restore -> respond

A text that is longer than the model reads at once is divided after `inspect`, and the
answers to its parts are combined before the gate (writing.py).

Every text takes this way, whether it comes from a page, the terminal or a job. One
signed release is chosen once it is known who asks, and all that follows keeps to it.
Each stage of `_steps` and of writing.py is one file in steps/. Nothing here knows about
HTTP, SQL or models.
"""

import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from appliance.domain.exchange import (
    Checked,
    Delayed,
    Draft,
    Exchange,
    ExchangeState,
    Held,
    Inspected,
    Masked,
    Outcome,
    Prompt,
    Refused,
    Released,
)
from appliance.domain.outcome import Cause, Compared, Given, cause_of
from appliance.domain.ports.halts import check_not_halted
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.watch import Unwatched, Watch
from appliance.domain.ports.wired import Ports
from appliance.domain.progress import Progress, untold
from appliance.domain.prose import codes_of
from appliance.error_table import row_for, sentences_of
from appliance.errors import (
    ApplianceError,
    EngineError,
    InternalError,
    LedgerAwayError,
    LedgerError,
    SealError,
    UnknownPurposeError,
)
from appliance.kinds import OUTCOMES, RecordKind
from appliance.steps.compare import compare
from appliance.steps.compose import compose
from appliance.steps.decide import decide
from appliance.steps.delay import delay, is_taken_up_again, waits
from appliance.steps.divide import divide
from appliance.steps.gate import gate, may_stream
from appliance.steps.guard import guard
from appliance.steps.identify import identify
from appliance.steps.inspect import foresee, inspect
from appliance.steps.keep import keep
from appliance.steps.measure import Measuring
from appliance.steps.pseudonymise import pseudonymise
from appliance.steps.recall import recall
from appliance.steps.reidentify import Reader
from appliance.steps.reserve import reserve
from appliance.steps.respond import refuse, respond
from appliance.steps.restore import restore
from appliance.steps.retrieve import retrieve
from appliance.steps.sample import sample_released
from appliance.steps.stream import LiveAnswer, WithdrawnError
from appliance.writing import Writing

log = logging.getLogger(__name__)


def run(exchange: Exchange, ports: Ports, watch: Watch) -> Outcome:
    """Take one exchange all the way; fail closed and leave a record of how it ended.

    Raises:
        ApplianceError: It failed; `exchange.failed` or `exchange.refused` is in the
            log unless the log itself is what failed.
    """
    ended: list[Outcome] = []
    measuring = Measuring(ports.timer)
    with _failing_closed(exchange, ports, ended, measuring):
        measuring.asked, _ = _known_words(exchange, ports)
        _receive(exchange, ports, preview=False)
        ports.exchanges.opened(exchange)
        measuring.began = True
        ended.append(_steps_or_wait(exchange, ports, watch, measuring))
        _keep(ended[0], ports, measuring)
        if isinstance(ended[0], Released) and measuring.purpose is not None:
            sample_released(exchange, ended[0], measuring.purpose, ports)
        if measuring.checked is not None:
            keep(ended[0], measuring.checked, ports)
    return ended[0]


def preview(
    exchange: Exchange, ports: Ports, progress: Progress = untold
) -> Masked | Refused:
    """Mask a text that is sent later, or never, and stop there.

    Args:
        progress: Told how far a long text is.

    Raises:
        ApplianceError: It failed; the record says so.
    """
    with _failing_closed(exchange, ports, [], None):
        return _preview(exchange, ports, progress)


def look(
    exchange: Exchange, ports: Ports, progress: Progress = untold
) -> Inspected | Refused:
    """Show what the model would see, and what the guards say of it; nothing is sent.

    Args:
        progress: Told how far a long text is.

    Raises:
        ApplianceError: It failed; the record says so.
    """
    with _failing_closed(exchange, ports, [], None):
        masked = _preview(exchange, ports, progress)
        return masked if isinstance(masked, Refused) else foresee(masked, ports)


def shadow(
    exchange: Exchange, given: Given, ports: Ports, measuring: Measuring
) -> Compared | Refused:
    """Have a candidate answer a masked text that was answered; nobody reads it.

    It takes the same way as every text, up to the guard, under an exchange of its own.
    There it is compared and ends: there is no gate, and nobody is put back.

    Args:
        exchange: Its text is masked already, for the same case.
        given: What the person got.
        ports: Bound to the candidate's release.

    Raises:
        ApplianceError: It failed; the record says so. `EngineBusyError` or
            `StoppedError` where it gave way to somebody.
    """
    with _failing_closed(exchange, ports, [], None):
        _receive(exchange, ports, preview=False, shadows=given.exchange)
        check_not_halted(ports.halts, exchange.purpose)
        admitted = decide(identify(exchange, ports), ports)
        if isinstance(admitted, Refused):
            return _refuse(exchange, admitted, ports)
        measuring.admit(admitted)
        masked = pseudonymise(
            admitted, ports, preview=False, progress=untold, again=True
        )
        inspected = inspect(retrieve(masked, ports), ports)
        if isinstance(inspected, Refused):
            return _refuse(exchange, inspected, ports)
        writing = Writing(ports, Unwatched(), measuring, sets_aside=False)
        divided = divide(inspected, ports)
        if divided is not None:
            return compare(writing.in_parts(divided), given, ports)
        checked = writing.at_once(compose(inspected, ports))
        return compare(checked, given, ports)


def _preview(exchange: Exchange, ports: Ports, progress: Progress) -> Masked | Refused:
    _receive(exchange, ports, preview=True)
    identified = identify(exchange, ports)
    bound = ports.bound(ports.releases.choose(exchange, identified.caller))
    admitted = decide(identified, bound)
    if isinstance(admitted, Refused):
        return _refuse(exchange, admitted, ports)
    return pseudonymise(admitted, bound, preview=True, progress=progress)


def _steps_or_wait(
    exchange: Exchange, ports: Ports, watch: Watch, measuring: Measuring
) -> Outcome:
    try:
        return _steps(exchange, ports, watch, measuring)
    except ApplianceError as err:
        if not waits(exchange, err, ports):
            raise
        return delay(exchange, err, ports, measuring.figures())


def _steps(
    exchange: Exchange, ports: Ports, watch: Watch, measuring: Measuring
) -> Outcome:
    watch.stage("identify")
    identified = identify(exchange, ports)
    check_not_halted(ports.halts, exchange.purpose)
    chosen = ports.releases.choose(exchange, identified.caller)
    ports, measuring.arm = ports.bound(chosen), chosen.arm
    watch.stage("decide")
    admitted = decide(identified, ports)
    if isinstance(admitted, Refused):
        measuring.cause = Cause.POLICY
        return _refuse(exchange, admitted, ports)
    measuring.admit(admitted)
    watch.stage("pseudonymise")
    masked = pseudonymise(admitted, ports, preview=False, progress=watch.masking)
    ports.exchanges.masked(masked)
    watch.masked(masked.text)
    watch.stage("retrieve")
    sourced = retrieve(masked, ports)
    watch.stage("inspect")
    inspected = inspect(sourced, ports)
    if isinstance(inspected, Refused):
        measuring.cause = Cause.GUARD
        return _refuse(exchange, inspected, ports)
    writing, reader = Writing(ports, watch, measuring), Reader(admitted, ports)
    watch.stage("compose")
    try:
        divided = divide(inspected, ports)
    except EngineError as away:
        recalled = _recall_unasked(inspected, away, ports)
        return _give_again(recalled, ports, watch, reader, measuring=measuring)
    if divided is not None:
        checked = writing.in_parts(divided)
        _keep_parts(checked, ports)
        return _let_out(checked, None, ports, watch, reader, measuring=measuring)
    prompt = compose(inspected, ports)
    again = recall(prompt, ports)
    if again is not None:
        return _give_again(again, ports, watch, reader, measuring=measuring)
    reserve(prompt, ports)
    watch.stage("generate")
    try:
        # Whatever ends a live answer before it is released also takes it back.
        with _live(prompt, ports, watch, reader) as live:
            checked = writing.at_once(prompt, live)
            return _let_out(checked, live, ports, watch, reader, measuring=measuring)
    except WithdrawnError as late:
        measuring.withdraw(late.findings)
        measuring.cause = measuring.gated()
        return _refuse(exchange, Refused(exchange.id, late.reasons, late.record), ports)


def _recall_unasked(inspected: Inspected, away: EngineError, ports: Ports) -> Draft:
    """Find an answer to a text of which no model can say whether it has room for it.

    What is kept was written at once, for the same text and by the same release.

    Raises:
        EngineError: `away`, where none is kept.
        ApplianceError: As `compose` and `recall`.
    """
    may_be = Prompt(inspected, ()).may_be_recalled
    if may_be and not isinstance(away, SealError):
        recalled = recall(compose(inspected, ports), ports)
        if recalled is not None:
            return recalled
    raise away


def _give_again(
    recalled: Draft, ports: Ports, watch: Watch, reader: Reader, *, measuring: Measuring
) -> Outcome:
    """Look at an answer that is given again as at a new one, and let it out."""
    watch.stage("guard")
    checked = guard(recalled, ports)
    measuring.check(checked)
    return _let_out(checked, None, ports, watch, reader, measuring=measuring)


def _keep_parts(checked: Checked, ports: Ports) -> None:
    """Keep what the parts were answered with, for whoever reads the answer."""
    prompt = checked.draft.prompt
    purpose = prompt.admitted.purpose
    codes = [codes_of(purpose, part.answer.fields) for part in prompt.combines]
    if any(codes):
        ports.exchanges.combined(prompt.admitted.exchange.id, codes)


def _live(
    prompt: Prompt, ports: Ports, watch: Watch, reader: Reader
) -> AbstractContextManager[LiveAnswer | None]:
    """Open a live answer if somebody reads it, and purpose and policy let them."""
    streams = prompt.admitted.purpose.streamed and watch.has_reader()
    if streams and may_stream(prompt, ports).allowed:
        return LiveAnswer(prompt, ports, watch, reader.check)
    return nullcontext()


def _let_out(
    checked: Checked,
    live: LiveAnswer | None,
    ports: Ports,
    watch: Watch,
    reader: Reader,
    *,
    measuring: Measuring,
) -> Outcome:
    draft = checked.draft
    exchange = draft.prompt.admitted.exchange
    reader.reads_from(draft.tiers)
    watch.stage("gate")
    gated = gate(checked, ports, streamed=live is not None)
    if isinstance(gated, Held):
        return gated
    if isinstance(gated, Refused):
        measuring.cause = measuring.gated()
        if live is not None:
            live.withdraw(gated.reasons)
        return _refuse(exchange, gated, ports)
    if live is not None:
        live.close()
    watch.stage("restore")
    restored = restore(gated, ports, reader.check)
    watch.stage("respond")
    ports.exchanges.drafted(exchange.id, draft.answer.text)
    return respond(restored, ports)


@contextmanager
def _failing_closed(
    exchange: Exchange,
    ports: Ports,
    ended: list[Outcome],
    measuring: Measuring | None,
) -> Iterator[None]:
    """Turn whatever breaks into a record; once it has `ended`, let that stand."""
    try:
        yield
    except ApplianceError as err:
        fault = err
    except Exception as err:  # noqa: BLE001 - fails closed, see below
        # The one place in the appliance where an unforeseen fault in a step is caught:
        # it becomes a record and a refusal. Only its class is told, never its text.
        fault = InternalError(f"unforeseen {type(err).__name__}")
        log.error("exchange %s: unforeseen %s", exchange.id, type(err).__name__)
    else:
        return
    if ended:
        # The outcome is in the log and a second one would contradict it. The person
        # gets it; only what is kept of the exchange does not say so.
        number = ended[0].record
        log.error(
            "exchange %s: record %d ended it, not kept: %s", exchange.id, number, fault
        )
        return
    _fail(exchange, fault, ports, measuring)
    fault.told = True
    raise fault


def _keep(outcome: Outcome, ports: Ports, measuring: Measuring) -> None:
    answer: str | None = None
    reasons: tuple[str, ...] = ()
    match outcome:
        case Released():
            state, answer = ExchangeState.RELEASED, outcome.masked
        case Delayed():
            return  # no end; it is kept as one that waits
        case Held():
            state, answer = ExchangeState.HELD, outcome.answer.draft
            reasons = outcome.answer.reasons
        case Refused():
            state, reasons = ExchangeState.REFUSED, outcome.reasons
    ports.exchanges.closed(
        outcome.exchange,
        state,
        answer=answer,
        reasons=reasons,
        record=outcome.record,
        figures=measuring.figures(),
    )


def _receive(
    exchange: Exchange, ports: Ports, *, preview: bool, shadows: str = ""
) -> None:
    purpose, language = _known_words(exchange, ports)
    ports.ledger.append(
        Entry(
            kind=RecordKind.REQUEST_RECEIVED,
            exchange=exchange.id,
            case=exchange.case,
            actor=exchange.credential.person,
            body={
                "purpose": purpose,
                "language": language,
                "chars": len(exchange.text),
                "origin": exchange.origin,
                "preview": preview,
                **({"shadows": shadows} if shadows else {}),
                **({"anew": True} if exchange.anew else {}),
                **_followed(exchange),
            },
        )
    )


def _followed(exchange: Exchange) -> dict[str, str]:
    """Say what an exchange goes on from and how; nothing where it begins anew."""
    follows = exchange.follows
    if follows is None:
        return {}
    return {"follows": follows.exchange, "continues": str(follows.how)}


def _known_words(exchange: Exchange, ports: Ports) -> tuple[str, str]:
    """Name purpose and language in the release's words; repeat nothing else typed."""
    try:
        purpose = ports.purposes.named(exchange.purpose)
    except UnknownPurposeError:
        return "unknown", "unknown"
    known = exchange.language in purpose.languages
    return purpose.name, exchange.language if known else "unknown"


def _refuse(exchange: Exchange, refused: Refused, ports: Ports) -> Refused:
    return refuse(
        refused, case=exchange.case, actor=exchange.credential.person, ports=ports
    )


def _fail(
    exchange: Exchange,
    err: ApplianceError,
    ports: Ports,
    measuring: Measuring | None,
) -> None:
    if is_taken_up_again(exchange, err, ports):
        _count(exchange, ports, measuring)
        return
    kind = row_for(err).kind
    if kind not in OUTCOMES:
        # What else the error means (a session that ends) is the web's record.
        kind = RecordKind.EXCHANGE_REFUSED
    record = _record_failure(exchange, err, kind, ports)
    if measuring is None:
        return  # a preview, of which nothing is kept
    refused = kind is RecordKind.EXCHANGE_REFUSED
    measuring.cause = cause_of(err)
    figures = measuring.figures()
    try:
        if not measuring.began and figures is not None and isinstance(err, LedgerError):
            ports.exchanges.never_began(exchange.id, figures)
            return
        ports.exchanges.closed(
            exchange.id,
            ExchangeState.REFUSED if refused else ExchangeState.FAILED,
            answer=None,
            reasons=sentences_of(err),
            record=record,
            figures=figures,
        )
    except ApplianceError as second:
        # The worker's clean-up follows the log.
        log.error("exchange %s: not marked failed: %s", exchange.id, second)


def _count(exchange: Exchange, ports: Ports, measuring: Measuring | None) -> None:
    """Count what the model took of an exchange that is taken up again."""
    figures = None if measuring is None else measuring.figures()
    if figures is None:
        return
    try:
        ports.exchanges.broke_off(exchange.id, figures)
    except ApplianceError as second:
        # What is set aside stays so, and is settled when it ends.
        log.error("exchange %s: not counted: %s", exchange.id, second)


def _record_failure(
    exchange: Exchange, err: ApplianceError, kind: RecordKind, ports: Ports
) -> int | None:
    """Record how an exchange failed; None if the log does not have it yet.

    A log that does not answer is not asked again: the person would wait once more for
    nothing. The worker's clean-up sees that there is no record and makes up for it.
    """
    if isinstance(err, LedgerAwayError):
        return None
    try:
        receipt = ports.ledger.append(
            Entry(
                kind=kind,
                exchange=exchange.id,
                case=exchange.case,
                actor=exchange.credential.person,
                body={"error": type(err).__name__},
            ),
            durable=True,
        )
    except ApplianceError as lost:
        # Nothing left the appliance, so the missing record hides nothing; the open
        # intent, if there was one, is what the log will show.
        log.error(
            "exchange %s: no record of %s: %s", exchange.id, type(err).__name__, lost
        )
        return None
    return receipt.seq
