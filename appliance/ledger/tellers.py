"""Which kinds of record each process may tell the log; none may tell the log's own.

A kind says which process told it, never that what it told is so.
"""

from appliance.kinds import OUTCOMES, RecordKind
from appliance.settings import Settings
from appliance.wire.peers import uids_of

_ENGINE_KINDS = frozenset({RecordKind.ENGINE_STARTED})
_MASKER_KINDS = frozenset(
    {
        RecordKind.VAULT_READ,
        RecordKind.VAULT_ERASED,
        RecordKind.DICTIONARY_LOADED,
        RecordKind.DICTIONARY_CHANGED,
    }
)
# What puts releases live, whoever does it; the desk says whether it may be.
RELEASE_KINDS = frozenset(
    {
        RecordKind.RELEASE_PROMOTED,
        RecordKind.RELEASE_REVERTED,
        RecordKind.RELEASE_RETIRED,
        RecordKind.ROLLOUT_STARTED,
        RecordKind.ROLLOUT_CHANGED,
        RecordKind.ROLLOUT_ENDED,
        RecordKind.HALT_SET,
        RecordKind.HALT_LIFTED,
    }
)
OPERATOR_KINDS = RELEASE_KINDS | {
    RecordKind.MODEL_IMPORTED,
    RecordKind.MODEL_PROMOTED,
    RecordKind.MODEL_REVERTED,
    RecordKind.MODEL_REMOVED,
    RecordKind.RELEASE_SIGNED,
    RecordKind.LOG_EXPORTED,
}
# The masker erases for operators, the worker evaluates and makes tokens for them: each
# knows who asked.
TOLD_WITH_OPERATOR = frozenset(
    {
        RecordKind.VAULT_ERASED,
        RecordKind.EVALUATION_STARTED,
        RecordKind.TOKEN_MADE,
        RecordKind.TOKEN_REVOKED,
    }
)
# Where an exchange runs: in web, or in the worker if its text is long.
_EXCHANGE_KINDS = OUTCOMES | {
    RecordKind.REQUEST_RECEIVED,
    RecordKind.CALLER_IDENTIFIED,
    RecordKind.POLICY_DECIDED,
    RecordKind.TEXT_PSEUDONYMISED,
    RecordKind.PASSAGES_RETRIEVED,
    RecordKind.TEXT_INSPECTED,
    RecordKind.PROMPT_COMPOSED,
    RecordKind.DRAFT_RECALLED,
    RecordKind.TEXT_DIVIDED,
    RecordKind.DRAFT_COMBINED,
    RecordKind.BUDGET_REFUSED,
    RecordKind.EXCHANGE_INTENDED,
    RecordKind.EXCHANGE_DELAYED,
    RecordKind.DRAFT_GENERATED,
    RecordKind.DRAFT_GUARDED,
    RecordKind.DRAFT_GATED,
    RecordKind.TEXT_RESTORED,
    RecordKind.ANSWER_OPENED,
    RecordKind.ANSWER_CLOSED,
    RecordKind.ANSWER_WITHDRAWN,
    RecordKind.ANSWER_SAMPLED,
}
_WORKER_KINDS = _EXCHANGE_KINDS | {
    # A draft whose evaluation was passed.
    RecordKind.VERSION_MOVED,
    RecordKind.DRAFT_COMPARED,
    RecordKind.JUDGE_ASKED,
    RecordKind.ANSWER_JUDGED,
    RecordKind.EVALUATION_FINISHED,
    # It ends a rollout by its limits, and never starts or widens one.
    RecordKind.ROLLOUT_ENDED,
    RecordKind.LEDGER_VERIFIED,
    RecordKind.MASKING_PROBED,
    # What waits for the dictionary goes when its case was erased.
    RecordKind.DICTIONARY_WITHDRAWN,
    RecordKind.BUDGET_WARNED,
    RecordKind.ALERT_RAISED,
    RecordKind.ALERT_ENDED,
    RecordKind.JOB_STARTED,
    RecordKind.JOB_FINISHED,
    RecordKind.JOB_FAILED,
    RecordKind.EVALUATION_STARTED,
    RecordKind.EVALUATION_FINISHED,
    RecordKind.EVALUATION_FAILED,
    RecordKind.TOKEN_MADE,
    RecordKind.TOKEN_REVOKED,
    RecordKind.BULK_PAUSED,
    RecordKind.BULK_ENDED,
}
_WEB_KINDS = (_EXCHANGE_KINDS | RELEASE_KINDS) | {
    RecordKind.BULK_BEGUN,
    RecordKind.BULK_PAUSED,
    RecordKind.BULK_RESUMED,
    RecordKind.BULK_ENDED,
    RecordKind.BULK_DOWNLOADED,
    RecordKind.RELEASE_APPROVED,
    RecordKind.RESPONSE_SENT,
    RecordKind.ANSWER_STOPPED,
    RecordKind.ANSWER_RATED,
    RecordKind.ANSWER_READ,
    RecordKind.ANSWER_AMENDED,
    RecordKind.FEEDBACK_OPENED,
    RecordKind.AMENDMENT_DECIDED,
    RecordKind.EXCHANGE_APPEALED,
    RecordKind.APPEAL_OPENED,
    RecordKind.APPEAL_DECIDED,
    RecordKind.ANSWER_ASSESSED,
    RecordKind.GOLDEN_PROPOSED,
    RecordKind.GOLDEN_APPROVED,
    RecordKind.GOLDEN_REJECTED,
    RecordKind.REVIEW_OPENED,
    RecordKind.REVIEW_APPROVED,
    RecordKind.REVIEW_EDITED,
    RecordKind.REVIEW_REJECTED,
    RecordKind.REVIEW_REFUSED,
    RecordKind.REVIEW_VOIDED,
    RecordKind.SESSION_OPENED,
    RecordKind.SESSION_REFUSED,
    RecordKind.SESSION_LOCKED,
    RecordKind.SESSION_CLOSED,
    RecordKind.SESSION_REVOKED,
    RecordKind.ACCESS_REFUSED,
    RecordKind.REQUEST_REFUSED,
    RecordKind.REQUEST_FAILED,
    RecordKind.JOB_QUEUED,
    RecordKind.LOG_READ,
    RecordKind.LOG_EXPORTED,
    RecordKind.ALERT_NOTED,
    RecordKind.TEXT_CORRECTED,
    RecordKind.DICTIONARY_OPENED,
    RecordKind.DICTIONARY_PROPOSED,
    RecordKind.DICTIONARY_APPROVED,
    RecordKind.DICTIONARY_REJECTED,
    RecordKind.VERSION_WRITTEN,
    RecordKind.VERSION_MOVED,
    RecordKind.TOKEN_MADE,
    RecordKind.TOKEN_REVOKED,
}


def kinds_by_uid(settings: Settings) -> dict[int, frozenset[RecordKind]]:
    """List which kinds each process may append; a shared uid may all of its units'."""
    users = settings.users
    allowed: dict[int, frozenset[RecordKind]] = {}
    for names, kinds in (
        ((users.web,), _WEB_KINDS),
        ((users.worker,), _WORKER_KINDS),
        (users.operators, OPERATOR_KINDS),
        ((users.engine,), _ENGINE_KINDS),
        ((users.masker,), _MASKER_KINDS),
    ):
        for uid in uids_of(names):
            allowed[uid] = allowed.get(uid, frozenset()) | kinds
    return allowed
