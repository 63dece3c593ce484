"""Every record kind the log may hold, in one list (grammar: noun.past-participle).

A kind that is not here cannot be appended. docs/controls.md says which control
each one evidences. This module imports nothing.
"""

from enum import StrEnum


class RecordKind(StrEnum):
    """What happened, in the words an auditor reads."""

    # One exchange, in the order of appliance/pipeline.py.
    REQUEST_RECEIVED = "request.received"
    CALLER_IDENTIFIED = "caller.identified"
    POLICY_DECIDED = "policy.decided"
    TEXT_PSEUDONYMISED = "text.pseudonymised"
    PASSAGES_RETRIEVED = "passages.retrieved"
    TEXT_INSPECTED = "text.inspected"
    # Only of a text that is longer than the model reads at once.
    TEXT_DIVIDED = "text.divided"
    PROMPT_COMPOSED = "prompt.composed"
    # Instead of the intent: the answer was written before, by another exchange.
    DRAFT_RECALLED = "draft.recalled"
    BUDGET_REFUSED = "budget.refused"
    EXCHANGE_INTENDED = "exchange.intended"
    DRAFT_GENERATED = "draft.generated"
    # By rule, of the drafts to the parts of such a text.
    DRAFT_COMBINED = "draft.combined"
    DRAFT_GUARDED = "draft.guarded"
    DRAFT_GATED = "draft.gated"
    TEXT_RESTORED = "text.restored"
    RESPONSE_SENT = "response.sent"
    # No end: the model was not there, and the worker asks again.
    EXCHANGE_DELAYED = "exchange.delayed"

    # The outcome of an exchange: one of these ends it; a held one ends once more, when
    # a second person lets it out or does not.
    EXCHANGE_RELEASED = "exchange.released"
    EXCHANGE_HELD = "exchange.held"
    EXCHANGE_REFUSED = "exchange.refused"
    EXCHANGE_FAILED = "exchange.failed"

    # The end of a shadow: its draft, beside what a person got. Nobody reads it.
    DRAFT_COMPARED = "draft.compared"

    # A streamed answer.
    ANSWER_OPENED = "answer.opened"
    ANSWER_CLOSED = "answer.closed"
    ANSWER_WITHDRAWN = "answer.withdrawn"
    ANSWER_STOPPED = "answer.stopped"

    # What people do with an answer.
    REVIEW_APPROVED = "review.approved"
    REVIEW_EDITED = "review.edited"
    REVIEW_REJECTED = "review.rejected"
    REVIEW_REFUSED = "review.refused"
    REVIEW_VOIDED = "review.voided"
    REVIEW_OPENED = "review.opened"
    ANSWER_RATED = "answer.rated"
    ANSWER_READ = "answer.read"
    ANSWER_AMENDED = "answer.amended"
    FEEDBACK_OPENED = "feedback.opened"
    AMENDMENT_DECIDED = "amendment.decided"
    EXCHANGE_APPEALED = "exchange.appealed"
    APPEAL_OPENED = "appeal.opened"
    APPEAL_DECIDED = "appeal.decided"
    ANSWER_SAMPLED = "answer.sampled"
    ANSWER_ASSESSED = "answer.assessed"
    # A model is asked what a drawn answer is worth, and what it said: never a rating.
    JUDGE_ASKED = "judge.asked"
    ANSWER_JUDGED = "answer.judged"
    GOLDEN_PROPOSED = "golden.proposed"
    GOLDEN_APPROVED = "golden.approved"
    GOLDEN_REJECTED = "golden.rejected"

    # People and their sessions.
    SESSION_OPENED = "session.opened"
    SESSION_REFUSED = "session.refused"
    SESSION_LOCKED = "session.locked"
    SESSION_CLOSED = "session.closed"
    SESSION_REVOKED = "session.revoked"
    ACCESS_REFUSED = "access.refused"
    # What was asked for and was no exchange, or did not become one.
    REQUEST_REFUSED = "request.refused"
    REQUEST_FAILED = "request.failed"

    # Tokens of in-house programs.
    TOKEN_MADE = "token.made"  # noqa: S105 - a kind of record
    TOKEN_REVOKED = "token.revoked"  # noqa: S105 - a kind of record

    # The vault.
    VAULT_READ = "vault.read"
    VAULT_ERASED = "vault.erased"
    DICTIONARY_LOADED = "dictionary.loaded"
    MASKING_PROBED = "masking.probed"

    # What people correct, and what becomes of it.
    TEXT_CORRECTED = "text.corrected"
    DICTIONARY_OPENED = "dictionary.opened"
    DICTIONARY_PROPOSED = "dictionary.proposed"
    DICTIONARY_APPROVED = "dictionary.approved"
    DICTIONARY_REJECTED = "dictionary.rejected"
    DICTIONARY_WITHDRAWN = "dictionary.withdrawn"
    DICTIONARY_CHANGED = "dictionary.changed"

    # The log itself.
    LEDGER_STARTED = "ledger.started"
    LEDGER_STOPPED = "ledger.stopped"
    LEDGER_RECOVERED = "ledger.recovered"
    LEDGER_VERIFIED = "ledger.verified"
    LOG_READ = "log.read"
    LOG_EXPORTED = "log.exported"

    # What answers: models and releases.
    ENGINE_STARTED = "engine.started"
    MODEL_IMPORTED = "model.imported"
    MODEL_PROMOTED = "model.promoted"
    MODEL_REVERTED = "model.reverted"
    MODEL_REMOVED = "model.removed"
    RELEASE_SIGNED = "release.signed"
    RELEASE_APPROVED = "release.approved"
    RELEASE_PROMOTED = "release.promoted"
    RELEASE_REVERTED = "release.reverted"
    RELEASE_RETIRED = "release.retired"

    # What a release is worth: its golden cases through the pipeline.
    EVALUATION_STARTED = "evaluation.started"
    EVALUATION_FINISHED = "evaluation.finished"
    EVALUATION_FAILED = "evaluation.failed"

    # A candidate beside the live release.
    HALT_SET = "halt.set"
    HALT_LIFTED = "halt.lifted"
    ROLLOUT_STARTED = "rollout.started"
    ROLLOUT_CHANGED = "rollout.changed"
    ROLLOUT_ENDED = "rollout.ended"

    # How far a budget is used.
    BUDGET_WARNED = "budget.warned"

    # What is unusual for the time of day, when it is so no more, and who knows of it.
    ALERT_RAISED = "alert.raised"
    ALERT_ENDED = "alert.ended"
    ALERT_NOTED = "alert.noted"

    # The editions of a purpose.
    VERSION_WRITTEN = "version.written"
    VERSION_MOVED = "version.moved"

    # Work in the background.
    JOB_QUEUED = "job.queued"
    JOB_STARTED = "job.started"
    JOB_FINISHED = "job.finished"
    JOB_FAILED = "job.failed"

    # Many texts at once: a list, whose items are exchanges of their own.
    BULK_BEGUN = "bulk.begun"
    BULK_PAUSED = "bulk.paused"
    BULK_RESUMED = "bulk.resumed"
    BULK_ENDED = "bulk.ended"
    BULK_DOWNLOADED = "bulk.downloaded"


OUTCOMES = frozenset(
    {
        RecordKind.EXCHANGE_RELEASED,
        RecordKind.EXCHANGE_HELD,
        RecordKind.EXCHANGE_REFUSED,
        RecordKind.EXCHANGE_FAILED,
    }
)
# After one of these an exchange is over; the ledger takes no second one.
ENDS = (OUTCOMES - {RecordKind.EXCHANGE_HELD}) | {RecordKind.DRAFT_COMPARED}
