"""What can break: one class where a caller acts differently.

What each means to a person, to HTTP and to the log stands in error_table.py. An
exception's own text is for operators and holds sizes, indexes and ids only, never a
person's text.
"""

from collections.abc import Mapping
from types import MappingProxyType


class ApplianceError(Exception):
    """Something the appliance cannot do now; each has a row in error_table.py.

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


class BrokenReleaseError(SettingsError):
    """A signed release does not hold; `hints` say which one."""

    def __init__(self, told: str, release: str) -> None:
        """Name it by its digest."""
        super().__init__(told)
        self.hints = (release[:12],)


# What was sent cannot be taken.


class BadRequestError(ApplianceError):
    """The request lacks a field or carries one that cannot be read."""


class EmptyTextError(BadRequestError):
    """There is no text to work on."""


class MalformedEditError(BadRequestError):
    """A reviewer's version does not have the form of the answer it would replace."""


class UnlistedValueError(MalformedEditError):
    """A field of a reviewer's version holds what the answer's schema does not take."""


class ConfidentialEditError(MalformedEditError):
    """A reviewer's version holds what the model was told in confidence."""


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
    """The text is longer than this purpose or the model takes.

    `hints` say how long it is and how much of it is too much, where that is known.
    """

    def __init__(self, told: str, hints: tuple[str, ...] = ()) -> None:
        super().__init__(told)
        self.hints = hints


class TooManyPartsError(TextTooLongError):
    """The text does not fit into as many parts as its purpose allows."""


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


class TokenMadeError(ConflictError):
    """The same token was made a moment ago, by a first press, say."""


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


class ClosingError(EngineBusyError):
    """The appliance closes; what it has begun may go on without its reader."""


class RestartingError(EngineError):
    """The appliance closes, and begins nothing that it could not end in time."""


class EngineRestingError(EngineError):
    """The engine failed several times in a row and is left alone for moments."""


class StoppedError(ApplianceError):
    """Who asked stopped it, or left, before there was anything that answers."""


class TooLateError(ApplianceError):
    """What is left to write would outlast the exchange that somebody waits for."""


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
    """The site's mail relay did not take a message.

    `refused` says that it was there and refused this one.
    """

    def __init__(self, told: str, *, refused: bool = False) -> None:
        super().__init__(told)
        self.refused = refused


class PeerError(ApplianceError):
    """A process that may not call this verb called it."""


class WireError(ApplianceError):
    """A frame between two processes is not what the protocol says."""


class InternalError(ApplianceError):
    """Something nobody foresaw; the record carries the kind of fault, no text."""
