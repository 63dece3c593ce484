"""What each error means: HTTP status, record of the outcome, and a sentence for people.

Every error of errors.py has a row, its own or that of a class above it. The sentences
are in the interface's catalogue; what was typed never stands in one.
"""

from dataclasses import dataclass

from appliance.errors import (
    AlwaysMaskedError,
    ApplianceError,
    BadRequestError,
    BlockedKindError,
    BrokenReleaseError,
    ClosingError,
    ConfidentialEditError,
    ConflictError,
    CsrfError,
    DetectionError,
    DirectoryError,
    EmptyTextError,
    EngineBusyError,
    EngineError,
    EngineRestingError,
    ForgottenError,
    HaltedError,
    InternalError,
    LeakError,
    LedgerAwayError,
    LedgerError,
    LockedOutError,
    LookAlikeError,
    MailError,
    MalformedCallError,
    MalformedCaseError,
    MalformedEditError,
    MaskerError,
    MaskingFloorError,
    NotAllowedError,
    NotFoundError,
    NotInTextError,
    OverBudgetError,
    PeerError,
    PromotionRefusedError,
    RequestTooLargeError,
    RestartingError,
    RevokedError,
    SameAnswerError,
    SealError,
    SessionExpiredError,
    SettingsError,
    SignInError,
    StoppedError,
    StoreError,
    TextTooLongError,
    TokenError,
    TokenMadeError,
    TokenOrderError,
    TooFastError,
    TooLateError,
    TooManyAtOnceError,
    TooManyPartsError,
    UnknownLanguageError,
    UnknownPurposeError,
    UnlistedValueError,
    UnreadableTextError,
    UnsupportedFileError,
    VariableError,
    WireError,
    WorkerError,
)
from appliance.kinds import RecordKind


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
    ConfidentialEditError: ErrorRow(
        422,
        RecordKind.EXCHANGE_REFUSED,
        "Your version gives away what the model was told in confidence, so it was not "
        "taken. Go back and take it out.",
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
    TooManyPartsError: ErrorRow(
        413,
        RecordKind.EXCHANGE_REFUSED,
        "The model cannot read this text in as many parts as this purpose allows. "
        "Shorten it or send it in two.",
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
    TokenMadeError: ErrorRow(
        409,
        RecordKind.REQUEST_REFUSED,
        "The same token was made a moment ago, and its secret is in the answer to the "
        "first press alone. If you do not have it, revoke that token and make another.",
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
    ClosingError: ErrorRow(
        503,
        RecordKind.EXCHANGE_FAILED,
        "Cloister is being restarted. What it has begun may go on: look in your "
        "history before you send it again.",
    ),
    RestartingError: ErrorRow(
        503,
        RecordKind.EXCHANGE_FAILED,
        "Cloister is being restarted. Try again in a minute.",
    ),
    StoppedError: ErrorRow(
        409,
        RecordKind.EXCHANGE_REFUSED,
        "This was stopped before there was an answer.",
    ),
    TooLateError: ErrorRow(
        503,
        RecordKind.EXCHANGE_FAILED,
        "Your text is answered in parts, and that takes too long right now, so there "
        "is no answer. Try again later, or send a shorter text.",
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
    BrokenReleaseError: ErrorRow(
        500,
        RecordKind.EXCHANGE_FAILED,
        "A signed release cannot be read, so nothing of it is answered. IT can put its "
        "folder back, or another release live. Its digest begins as follows.",
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
