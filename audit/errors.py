"""What can be wrong with a log, an export, a key or a proof.

The first three are found by one parser or check; the last three are verdicts over a
whole file, each with its own exit code (format.md, section 9).
"""

from typing import Any


class AuditError(Exception):
    """Something in the evidence, or in how it was handed over, does not hold."""


class MalformedError(AuditError):
    """Bytes do not have the form that the format demands."""


class SignatureError(AuditError):
    """No signature of the given key holds over this text."""


class ProofError(AuditError):
    """Hashes do not lead to the root, or do not fit the sizes that were given."""


class UnusableError(AuditError):
    """The input is not what was asked for: no export, no key, not readable."""


class TamperedError(AuditError):
    """The evidence is not what was signed.

    Attributes:
        seq: The first bad record, or None when no single record is at fault.
        where: The place in the file, in words ("line 12").
        reason: What was expected and what came.
    """

    def __init__(self, reason: str, *, seq: int | None = None, where: str = "") -> None:
        self.seq = seq
        self.where = where
        self.reason = reason
        place = f" ({where})" if where else ""
        subject = f"record {seq}{place}" if seq is not None else where or "the file"
        super().__init__(f"{subject}: {reason}")


class IncompleteError(AuditError):
    """What is there is intact, but more should be there or could not be compared.

    Attributes:
        report: What was verified all the same (`audit.report.Report`).
    """

    def __init__(self, reason: str, report: Any) -> None:
        self.reason = reason
        self.report = report
        super().__init__(reason)
