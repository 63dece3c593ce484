"""What public sets call things, and which of our kinds that is."""

from appliance.domain.entity import EntityKind

_NAMES = {
    EntityKind.PERSON: "PER LEGAL_PROFESSIONAL NAME FIRST_NAME LAST_NAME",
    EntityKind.ORG: "ORGANIZATION ORGANISATION CORPORATION GROUP COMPANY",
    EntityKind.LOCATION: "LOC GPE CITY COUNTRY FAC FACILITY STATE",
    EntityKind.ADDRESS: "STREET_ADDRESS ZIP_CODE POSTCODE UK_POSTCODE",
    EntityKind.DATE: "DATETIME DATE_TIME TIME TEMPORAL",
    EntityKind.BIRTHDATE: "DATE_OF_BIRTH DOB",
    EntityKind.EMAIL: "EMAIL_ADDRESS",
    EntityKind.PHONE: "PHONE_NUMBER",
    EntityKind.URL: "DOMAIN_NAME",
    EntityKind.IP: "IP_ADDRESS MAC_ADDRESS",
    EntityKind.IBAN: "IBAN_CODE",
    EntityKind.CARD: "CREDIT_CARD",
    EntityKind.ACCOUNT: "US_BANK_NUMBER SWIFT_CODE CRYPTO BIC",
    EntityKind.ID: "US_SSN SSN US_DRIVER_LICENSE US_ITIN US_PASSPORT PASSPORT UK_NHS "
    "ID_NUMBER NATIONAL_ID",
    EntityKind.CODE: "MRN NPI CASE_NUMBER",
    EntityKind.DEMOGRAPHIC: "DEM NRP NORP NATIONALITY ETHNIC_CATEGORY",
    EntityKind.QUANTITY: "MONEY CURRENCY DURATION AMOUNT",
    EntityKind.SECRET: "PASSWORD API_KEY",
}


def _words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


_KINDS = {str(kind): kind for kind in EntityKind} | {
    name: kind for kind, names in _NAMES.items() for name in _words_of(names)
}
# Names of things. Sets that label them do not say that they are about anybody; MISC of
# TAB is, and says so by its identifier type.
_THINGS = _words_of(
    "MISC OTH OTHER PRODUCT CREATIVE_WORK WORK_OF_ART EVENT LAW LANGUAGE ORDINAL "
    "CARDINAL PERCENT WEAPON MILITARYPLATFORM DOCUMENTREFERENCE"
)
# GermEval 2014: words made from a name ("deutsch") and words that hold one.
_DERIVED = ("DERIV", "PART")
# Kinds that two people would not tell apart: typed figures take one for the other.
_ALIKE = {
    EntityKind.BIRTHDATE: EntityKind.DATE,
    EntityKind.ID: EntityKind.CODE,
    EntityKind.ACCOUNT: EntityKind.CODE,
}


def kind_of(name: str) -> EntityKind | None:
    """Find our kind for what a set calls something; None if we have none."""
    return _KINDS.get(_plain(name))


def is_personal(name: str) -> bool:
    """Tell whether a label is personal data; a name that is not known here is."""
    plain = _plain(name)
    return plain in _KINDS or not (plain in _THINGS or plain.endswith(_DERIVED))


def alike(kind: EntityKind) -> EntityKind:
    """Give one kind for all that count as the same in typed figures."""
    return _ALIKE.get(kind, kind)


def _plain(name: str) -> str:
    return name.upper().replace("-", "_")
