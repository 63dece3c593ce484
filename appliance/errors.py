"""What can break, and what each break means to a person, to HTTP and to the log.

One class where a caller acts differently, one row in `TABLE` per class. Messages
for people live in the table; the exception's own text is for operators and holds
sizes, indexes and ids only, never a person's text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from appliance.kinds import RecordKind


class ApplianceError(Exception):
    """Something the appliance cannot do now; each subclass has a row in `TABLE`.

    `told` says that the log has been told of it, or could not be. `retry_s` says after
    how many seconds it may be otherwise, `hints` more sentences for the person; `late`
    that another process was there and did not answer in time. `details` names what is
    wrong by codes and ids, where another process makes a sentence of it.
    """

    told = False
    retry_s: int | None = None
    hints: tuple[str, ...] = ()
    late = False
    details: Mapping[str, str] = MappingProxyType({})


class SettingsError(ApplianceError):
    """The settings file cannot be used; the message names the key."""


# What was sent cannot be taken.


class BadRequestError(ApplianceError):
    """The request lacks a field or carries one that cannot be read."""


class EmptyTextError(BadRequestError):
    """There is no text to work on."""


class MalformedEditError(BadRequestError):
    """A reviewer's version does not have the form of the answer it would replace."""


class UnlistedValueError(MalformedEditError):
    """A field of a reviewer's version holds what the answer's schema does not take."""


class SameAnswerError(BadRequestError):
    """What an answer should have been is what it was."""


class MalformedCaseError(BadRequestError):
    """What was chosen makes no case to test with."""


class VariableError(BadRequestError):
    """A value that a purpose asks for is missing, of another type, or not asked for.

    `label` names the value in the purpose's own words, `hint` says what is expected;
    neither holds anything that was typed.
    """

    def __init__(self, told: str, label: str = "", hint: str = "") -> None:
        super().__init__(told)
        self.label = label
        self.hint = hint


class MalformedCallError(BadRequestError):
    """A program's request has a field that is missing, unknown or not to be had.

    `sentence` is for whoever wrote the program, `param` names the field and `code` the
    fault, both in the words of the interface they wrote for; the exception's own text
    holds nothing that was sent.
    """

    def __init__(self, code: str, sentence: str, param: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.param = param


class NotInTextError(BadRequestError):
    """What is to be corrected does not stand in the text."""


class AlwaysMaskedError(ApplianceError):
    """What is to be left readable has a form that always stays masked."""


class TextTooLongError(ApplianceError):
    """The text is longer than this purpose or the model takes."""


class RequestTooLargeError(TextTooLongError):
    """The request is too large to be read at all, so nothing of it is kept."""


class UnreadableTextError(ApplianceError):
    """The bytes are not text the appliance can read (encoding, control characters)."""


class UnsupportedFileError(ApplianceError):
    """The file is not one of the kinds the appliance reads."""


class LookAlikeError(ApplianceError):
    """The text cannot be masked so that it restores without doubt."""


class BlockedKindError(ApplianceError):
    """The text holds a kind of data that the purpose does not take."""


class UnknownLanguageError(ApplianceError):
    """The text is in a language or in letters that no detector reads."""


class UnknownPurposeError(ApplianceError):
    """No purpose of this name exists for this person."""


class NotFoundError(ApplianceError):
    """No such thing, or not this person's: the two are never told apart."""


# Who is asking.


class SignInError(ApplianceError):
    """The sign-in failed; the one message for every reason."""


class LockedOutError(SignInError):
    """Too many failed sign-ins; the account waits."""


class SessionExpiredError(ApplianceError):
    """There is no live session behind this request."""


class RevokedError(SessionExpiredError):
    """The directory no longer lets this person in."""


class TokenError(ApplianceError):
    """A program's token opens nothing; the one message for every reason."""


class TokenOrderError(BadRequestError):
    """A token cannot be made as it was asked for."""


class CsrfError(ApplianceError):
    """The form's token does not belong to this session."""


class NotAllowedError(ApplianceError):
    """Policy says no to this person for this action."""


class ConflictError(ApplianceError):
    """Somebody else was faster, or what was approved is not what is stored."""


# Parts of the appliance that cannot do their work.


class PromotionRefusedError(ApplianceError):
    """A release may not go live: the log does not hold what that takes."""


class DirectoryError(ApplianceError):
    """The directory cannot be asked, or cannot be trusted."""


class MaskerError(ApplianceError):
    """The masker is not there or did not answer in time."""


class DetectionError(MaskerError):
    """A detector failed, so the text counts as not masked."""


class MaskingFloorError(MaskerError):
    """Masking was last measured below the site's floor, or not at all."""


class LeakError(MaskerError):
    """What the case masks elsewhere is readable in a part for the model."""


class ForgottenError(MaskerError):
    """Whom a kept text is about is no longer in the vault: it was erased."""


class EngineError(ApplianceError):
    """The engine is not there, died or did not answer in time."""


class EngineBusyError(EngineError):
    """The engine's queue is full."""


class EngineRestingError(EngineError):
    """The engine failed several times in a row and is left alone for moments."""


class StoppedError(ApplianceError):
    """Who asked stopped it, or left, while it still waited for the model."""


class HaltedError(ApplianceError):
    """People have halted the purpose, its models or the whole appliance."""


class TooManyAtOnceError(ApplianceError):
    """One person has as many exchanges under way as anybody may."""


class TooFastError(ApplianceError):
    """One person, or all for one purpose, ask more often than they may."""

    def __init__(self, told: str, retry_s: int) -> None:
        super().__init__(told)
        self.retry_s = retry_s


class OverBudgetError(ApplianceError):
    """A budget does not hold what an exchange may use.

    `hints` say whose, when it is new, and whom to ask.
    """

    def __init__(self, told: str, hints: tuple[str, ...], retry_s: int) -> None:
        super().__init__(told)
        self.hints = hints
        self.retry_s = retry_s


class SealError(EngineError):
    """The engine refused a part whose seal or template digest does not hold."""


class WorkerError(ApplianceError):
    """The worker is not there, so long texts wait."""


class LedgerError(ApplianceError):
    """The log cannot take a record, so nothing may happen."""


class LedgerAwayError(LedgerError):
    """The log did not answer, so nobody knows yet whether it has the record."""


class StoreError(ApplianceError):
    """The database cannot be read or written."""


class MailError(ApplianceError):
    """The site's mail relay did not take a message."""


class PeerError(ApplianceError):
    """A process that may not call this verb called it."""


class WireError(ApplianceError):
    """A frame between two processes is not what the protocol says."""


class InternalError(ApplianceError):
    """Something nobody foresaw; the record carries the kind of fault, no text."""


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """What an error means outside: HTTP status, record kind, sentence for the person.

    The kind is that of an exchange which it ends; outside of one web/errors.py says so.
    `message` is an English source string of the interface catalogue: it says what
    happened, why, and what to do. That a text is still there is the page's to say.
    """

    status: int
    kind: RecordKind
    message: str


TABLE: dict[type[ApplianceError], ErrorRow] = {
    BadRequestError: ErrorRow(
        400,
        RecordKind.EXCHANGE_REFUSED,
        "The request could not be read. Reload the page and try again.",
    ),
    EmptyTextError: ErrorRow(
        400,
        RecordKind.EXCHANGE_REFUSED,
        "There is no text yet. Paste or upload the text you want to work on.",
    ),
    MalformedEditError: ErrorRow(
        422,
        RecordKind.EXCHANGE_REFUSED,
        "Your version does not have the form of this answer, so it was not taken. "
        "Go back, change the values only, and keep the names, quotes and brackets.",
    ),
    SameAnswerError: ErrorRow(
        400,
        RecordKind.EXCHANGE_REFUSED,
        "This is the answer as it is. Change what should have been different.",
    ),
    UnlistedValueError: ErrorRow(
        422,
        RecordKind.EXCHANGE_REFUSED,
        "A field of your version has a value that it cannot have, so the version was "
        "not taken. Go back and use codes as this purpose spells them.",
    ),
    MalformedCaseError: ErrorRow(
        400,
        RecordKind.EXCHANGE_REFUSED,
        "This makes no case to test with. Say what the answer must have: at least one "
        "thing, in lines of at most 1,000 characters.",
    ),
    VariableError: ErrorRow(
        400,
        RecordKind.EXCHANGE_REFUSED,
        "A value that this purpose asks for is not as it must be, so nothing was sent.",
    ),
    MalformedCallError: ErrorRow(
        400,
        RecordKind.EXCHANGE_REFUSED,
        "The request of the program could not be taken as it is.",
    ),
    NotInTextError: ErrorRow(
        400,
        RecordKind.EXCHANGE_REFUSED,
        "These words do not stand in the text like this, so nothing was changed. "
        "Copy whole words from the text.",
    ),
    AlwaysMaskedError: ErrorRow(
        422,
        RecordKind.EXCHANGE_REFUSED,
        "This has the form of an account or card number, a phone number, an e-mail "
        "address or a secret. Such data always stays masked.",
    ),
    TextTooLongError: ErrorRow(
        413,
        RecordKind.EXCHANGE_REFUSED,
        "The text is longer than this purpose takes. Shorten it or send it in parts.",
    ),
    RequestTooLargeError: ErrorRow(
        413,
        RecordKind.EXCHANGE_REFUSED,
        "This is larger than the appliance reads, so none of it was taken. "
        "Go back to your text and send it in parts.",
    ),
    UnreadableTextError: ErrorRow(
        422,
        RecordKind.EXCHANGE_REFUSED,
        "The text holds characters that cannot be read safely. "
        "Save it as plain text (UTF-8) and try again.",
    ),
    UnsupportedFileError: ErrorRow(
        415,
        RecordKind.EXCHANGE_REFUSED,
        "This kind of file cannot be read. Use .txt or .docx, or paste the text.",
    ),
    LookAlikeError: ErrorRow(
        422,
        RecordKind.EXCHANGE_REFUSED,
        "The text could not be masked without doubt, so it was not sent. "
        "If it holds stand-ins such as [PERSON_1], take them out and try again.",
    ),
    BlockedKindError: ErrorRow(
        422,
        RecordKind.EXCHANGE_REFUSED,
        "The text holds a password, a key or other data that this purpose does not "
        "take, so it was not sent. Take it out and send the rest.",
    ),
    UnknownLanguageError: ErrorRow(
        422,
        RecordKind.EXCHANGE_REFUSED,
        "The text is mostly in a language that the masking cannot read, so it was not "
        "sent. It reads English, German, French and Spanish.",
    ),
    UnknownPurposeError: ErrorRow(
        404,
        RecordKind.EXCHANGE_REFUSED,
        "There is no such purpose for you. Pick one from the list.",
    ),
    NotFoundError: ErrorRow(
        404,
        RecordKind.ACCESS_REFUSED,
        "There is nothing here for you. It may have expired or belong to someone else.",
    ),
    SignInError: ErrorRow(
        401,
        RecordKind.SESSION_REFUSED,
        "Sign-in failed. Check your user name and password, then try again.",
    ),
    LockedOutError: ErrorRow(
        # The status and sentence are those of every failed sign-in on purpose.
        401,
        RecordKind.SESSION_LOCKED,
        "Sign-in failed. Check your user name and password, then try again.",
    ),
    SessionExpiredError: ErrorRow(
        401,
        RecordKind.ACCESS_REFUSED,
        "Your session has ended. Sign in again to go on.",
    ),
    RevokedError: ErrorRow(
        401,
        RecordKind.SESSION_REVOKED,
        "Your access has changed in the directory. Sign in again or ask IT.",
    ),
    TokenError: ErrorRow(
        401,
        RecordKind.ACCESS_REFUSED,
        "This token opens nothing here: it is unknown, has expired, was revoked, or is "
        "not for this address. Ask who gave it to you.",
    ),
    TokenOrderError: ErrorRow(
        400,
        RecordKind.REQUEST_REFUSED,
        "No token was made. It takes a name, an end within two years, and an owner "
        "whom the directory knows and who may use each of its purposes.",
    ),
    CsrfError: ErrorRow(
        403,
        RecordKind.ACCESS_REFUSED,
        "This form is out of date, so nothing was done. Try again.",
    ),
    NotAllowedError: ErrorRow(
        403,
        RecordKind.ACCESS_REFUSED,
        "The rules of your organisation do not allow this for you.",
    ),
    ConflictError: ErrorRow(
        409,
        RecordKind.REVIEW_REFUSED,
        "This has changed since you opened it. Reload to see what it is now.",
    ),
    PromotionRefusedError: ErrorRow(
        409,
        RecordKind.ACCESS_REFUSED,
        "This release may not go live yet. Its page says what is missing.",
    ),
    DirectoryError: ErrorRow(
        503,
        RecordKind.EXCHANGE_FAILED,
        "The staff directory cannot be reached, so nobody can be checked. "
        "Try again in a few minutes, and tell IT if it stays so.",
    ),
    MaskerError: ErrorRow(
        503,
        RecordKind.EXCHANGE_FAILED,
        "Masking is not available, so nothing was sent. Try again in a minute.",
    ),
    DetectionError: ErrorRow(
        503,
        RecordKind.EXCHANGE_FAILED,
        "Masking could not be completed, so nothing was sent. "
        "Try again; if it happens again, tell IT the number of this exchange.",
    ),
    MaskingFloorError: ErrorRow(
        503,
        RecordKind.EXCHANGE_FAILED,
        "Masking did not pass its last check, so no text is taken until it does. "
        "Nothing was sent. Tell IT.",
    ),
    LeakError: ErrorRow(
        500,
        RecordKind.EXCHANGE_FAILED,
        "Something that is masked elsewhere in this case could still be read, so "
        "nothing was sent. Send it again; if it happens again, tell IT.",
    ),
    ForgottenError: ErrorRow(
        409,
        RecordKind.EXCHANGE_REFUSED,
        "Whom this text is about was erased from the appliance, so it cannot be "
        "answered any more.",
    ),
    EngineError: ErrorRow(
        503,
        RecordKind.EXCHANGE_FAILED,
        "The model is not available right now. Try again in a minute.",
    ),
    EngineRestingError: ErrorRow(
        503,
        RecordKind.EXCHANGE_FAILED,
        "The model is not available right now. Try again in a minute.",
    ),
    EngineBusyError: ErrorRow(
        503,
        RecordKind.EXCHANGE_FAILED,
        "The model is busy. Try again in a minute.",
    ),
    StoppedError: ErrorRow(
        409,
        RecordKind.EXCHANGE_REFUSED,
        "This was stopped before the model began, so there is no answer.",
    ),
    HaltedError: ErrorRow(
        409,
        RecordKind.EXCHANGE_REFUSED,
        "Answers are halted by your organisation for now. Try again later, or ask who "
        "is responsible for this purpose.",
    ),
    TooManyAtOnceError: ErrorRow(
        429,
        RecordKind.ACCESS_REFUSED,
        "You have as many answers under way as one person may at once. "
        "Try again when one of them has ended.",
    ),
    TooFastError: ErrorRow(
        429,
        RecordKind.ACCESS_REFUSED,
        "This was asked too often within a minute, by you or for this purpose. "
        "Wait a little, then try again.",
    ),
    OverBudgetError: ErrorRow(
        429,
        RecordKind.EXCHANGE_REFUSED,
        "A budget does not hold this answer, so the model was not asked.",
    ),
    SealError: ErrorRow(
        500,
        RecordKind.EXCHANGE_FAILED,
        "A safety check stopped this text before the model. Tell IT.",
    ),
    WorkerError: ErrorRow(
        503,
        RecordKind.EXCHANGE_FAILED,
        "Long texts are not being worked on right now. Yours is kept and is answered "
        "as soon as it goes on. Tell IT if it stays so.",
    ),
    LedgerError: ErrorRow(
        503,
        RecordKind.EXCHANGE_FAILED,
        "The log cannot be written, and without a record nothing is answered. Tell IT.",
    ),
    LedgerAwayError: ErrorRow(
        503,
        RecordKind.EXCHANGE_FAILED,
        "The log cannot be written, and without a record nothing is answered. Tell IT.",
    ),
    StoreError: ErrorRow(
        503,
        RecordKind.EXCHANGE_FAILED,
        "The database cannot be used right now. Try again in a minute.",
    ),
    MailError: ErrorRow(
        503,
        RecordKind.EXCHANGE_FAILED,
        "The mail relay did not take a message. Tell IT.",
    ),
    PeerError: ErrorRow(
        500,
        RecordKind.EXCHANGE_FAILED,
        "A part of the appliance was refused by another. Tell IT.",
    ),
    WireError: ErrorRow(
        500,
        RecordKind.EXCHANGE_FAILED,
        "Two parts of the appliance did not understand each other. Tell IT.",
    ),
    SettingsError: ErrorRow(
        500,
        RecordKind.EXCHANGE_FAILED,
        "The appliance is not set up correctly. Tell IT.",
    ),
    InternalError: ErrorRow(
        500,
        RecordKind.EXCHANGE_FAILED,
        "Something went wrong that nobody foresaw. "
        "Tell IT the number of this exchange.",
    ),
}


def row_for(error: ApplianceError) -> ErrorRow:
    """Find the row of an error, by its class or the nearest class above it."""
    for cls in type(error).__mro__:
        if cls in TABLE:
            return TABLE[cls]
    return TABLE[InternalError]


def sentences_of(error: ApplianceError) -> tuple[str, ...]:
    """Say what an error means to a person, in sentences of the interface catalogue."""
    return (row_for(error).message, *error.hints)
