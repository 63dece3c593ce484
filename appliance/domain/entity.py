"""The kinds of personal data the appliance looks for, and what may happen to each."""

from enum import StrEnum


class EntityKind(StrEnum):
    """What a span of text is; the name is what stands in its surrogate."""

    PERSON = "PERSON"
    ORG = "ORG"
    LOCATION = "LOCATION"
    ADDRESS = "ADDRESS"
    DATE = "DATE"
    BIRTHDATE = "BIRTHDATE"
    AGE = "AGE"
    EMAIL = "EMAIL"
    PHONE = "PHONE"
    URL = "URL"
    IP = "IP"
    IBAN = "IBAN"
    CARD = "CARD"
    ACCOUNT = "ACCOUNT"
    ID = "ID"
    CODE = "CODE"
    DEMOGRAPHIC = "DEMOGRAPHIC"
    TITLE = "TITLE"
    QUANTITY = "QUANTITY"
    SECRET = "SECRET"  # noqa: S105 - the name of a kind, not a secret
    CUSTOM = "CUSTOM"


class Treatment(StrEnum):
    """What a purpose does with a kind; a kind it does not name is masked.

    What is shifted or put into buckets is masked too; its surrogate carries a hint.
    """

    MASK = "mask"
    KEEP = "keep"
    BLOCK = "block"
    SHIFT = "shift"
    BUCKET = "bucket"


SHIFTED_KINDS = frozenset({EntityKind.DATE, EntityKind.BIRTHDATE})
# The kinds that a hint can be given for, by what gives it.
HINTS = {
    Treatment.SHIFT: SHIFTED_KINDS,
    Treatment.BUCKET: frozenset({EntityKind.AGE}),
}
