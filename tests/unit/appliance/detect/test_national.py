"""National numbers: each check as its issuer publishes it, at home, abroad, mistyped."""

import random
import string

import pytest

from appliance.detect.checksum import compact
from appliance.detect.identifier import IDENTIFIERS
from appliance.detect.national import FORMS, NationalDetector, national_of
from appliance.detect.reference import REFERENCES
from appliance.domain.span import Span

NOWHERE = national_of(())
# What is no longer like itself is still a long number, or stands after its name.
EVERY = (NOWHERE, REFERENCES, IDENTIFIERS)

# What issuers and their manuals print as examples; the check digit of each holds.
HOLDS = {
    "gb NHS": "943 476 5919",
    "gb UTR": "1955839661",
    "ie PPS": "6433435F",
    "ie PPS of two letters": "6433435OA",
    "de tax": "86 095 742 719",
    "de pension": "15 070649 C 103",
    "de health": "A000500015",
    "de identity card": "L01X00T471",
    "at social": "1237 010180",
    "ch AHV": "756.9217.0769.85",
    "fr NIR": "2 95 10 99 126 111 93",
    "fr tax": "30 23 217 600 053",
    "fr SIREN": "552 008 443",
    "es NIF": "54362315K",
    "es NIE": "X-2482300W",
    "es company": "J99216582",
    "pt NIF": "501 964 843",
    "it codice fiscale": "RCCMNL83S18D969H",
    "it partita IVA": "00743110157",
    "nl BSN": "111222333",
    "be register": "85.07.30-033.28",
    "se personnummer": "880320-0016",
    "dk CPR": "211062-5629",
    "no birth number": "15108695088",
    "fi HETU": "131052-308T",
    "is kennitala": "120174-3399",
    "ee isikukood": "36805280109",
    "lt asmens kodas": "33309240064",
    "lv personas kods": "161175-19997",
    "pl PESEL": "44051401359",
    "pl NIP": "856-734-62-15",
    "pl passport": "ZS0000177",
    "cz birth number": "710319/2745",
    "ro CNP": "1630615123457",
    "bg EGN": "7523169263",
    "hr OIB": "33392005961",
    "si EMSO": "0101006500006",
    "gr AMKA": "01013099997",
    "gr AFM": "094259216",
    "us NPI": "1234567893",
    "us DEA": "AB1234563",
    "us routing": "111000025",
    "ca SIN": "123-456-782",
    "br CPF": "390.533.447-05",
    "br CNPJ": "16.727.230/0001-97",
    "mx CURP": "BOXW310820HNERXN09",
    "ar CUIT": "20-05536168-2",
    "cl RUT": "76.086.428-5",
    "au TFN": "123 456 782",
    "au Medicare": "2123 45670 1",
    "au ABN": "83 914 571 673",
    "nz IRD": "136-410-132",
    "in Aadhaar": "2341 2341 2346",
    "jp my number": "1234 5678 9018",
    "cn identity": "11010519491231002X",
    "sg NRIC": "S1234567D",
    "tr kimlik": "17291716060",
    "za identity": "7503305044089",
    "LEI": "213800KUD8LAJWSQ9D15",
    "ISIN": "US0378331005",
    "CUSIP": "037833100",
    "VIN": "1HGCM82633A004352",
    "IMEI": "490154203237518",
}


def reasons(detector: NationalDetector, value: str, text: str) -> set[str]:
    at = text.index(value)
    return {
        span.reason
        for span in detector.find(text, "en")
        if (span.start, span.end) == (at, at + len(value))
    }


def covered(spans: list[Span]) -> set[int]:
    return {place for span in spans for place in range(span.start, span.end)}


@pytest.mark.parametrize("value", HOLDS.values(), ids=HOLDS)
def test_a_number_whose_check_digit_holds_is_found_in_any_country(value: str) -> None:
    found = reasons(NOWHERE, value, f"We were given {value} last week.")
    assert any("holds" in reason for reason in found)


@pytest.mark.parametrize("value", HOLDS.values(), ids=HOLDS)
def test_no_check_holds_for_every_number_of_its_form(value: str) -> None:
    whole = compact(value)
    mine = [
        one
        for one in FORMS
        if one.check and one.pattern.fullmatch(value) and one.check(whole)
    ]
    assert mine
    for one in mine:
        other = [
            value[:at] + sign + value[at + 1 :]
            for at in range(len(value))
            for sign in string.digits + string.ascii_uppercase
            if value[at].isalnum()
        ]
        alike = [number for number in other if one.pattern.fullmatch(number)]
        assert one.check is not None
        assert not all(one.check(compact(number)) for number in alike)


@pytest.mark.parametrize("value", HOLDS.values(), ids=HOLDS)
def test_small_letters_are_as_good_as_capitals(value: str) -> None:
    text = f"we were given {value.lower()} last week"
    assert any("holds" in reason for reason in reasons(NOWHERE, value.lower(), text))


# At home or with its name near, a number is masked whatever its check digit says.
AT_HOME = [
    ("gb", "QQ 12 34 56 C"),
    ("gb", "MORGA657054SM9IJ"),
    ("gb", "AB12 CDE"),
    ("us", "078-05-1120"),
    ("us", "1EG4-TE5-MK73"),
    ("us", "12-3456789"),
    ("de", "15 070649 C 104"),
    ("de", "A123456789"),
    ("de", "181/815/08155"),
    ("de", "M-AB 1234"),
    ("de", "HRB 12345"),
    ("fr", "2 95 10 99 126 111 94"),
    ("fr", "12AB34567"),
    ("fr", "AB-123-CD"),
    ("es", "12345678A"),
    ("es", "1234 BCD"),
    ("it", "RCCMNL83S18D969X"),
    ("be", "85.07.30-033.29"),
    ("fi", "131052-308A"),
    ("se", "880320-0018"),
    ("dk", "211062-5620"),
    ("cz", "710319/2746"),
    ("br", "390.533.447-06"),
    ("in", "ABCPE1234F"),
]
NAMED = [
    ("NHS number 943 476 5918", "943 476 5918"),
    ("passport 123456789", "123456789"),
    ("Steuer-ID: 86 095 742 718", "86 095 742 718"),
    ("Meine Personalausweisnummer: L01X00T472", "L01X00T472"),
    ("num\u00e9ro fiscal 30 23 217 600 054", "30 23 217 600 054"),
    ("DNI 12345678A", "12345678A"),
    ("BSN 111222334", "111222334"),
    ("PESEL 44051401358", "44051401358"),
    ("the TFN is 123 456 781", "123 456 781"),
    ("SIN: 123-456-781", "123-456-781"),
    ("Aadhaar 2341 2341 2345", "2341 2341 2345"),
    ("IMEI 490154203237519", "490154203237519"),
    ("VAT no. GB 123 4567 89", "GB 123 4567 89"),
    ("number plate ab12 cde", "ab12 cde"),
    ("driving licence MORGA657054SM9IJ", "MORGA657054SM9IJ"),
    ("HETU 131052-308A", "131052-308A"),
    ("UID CHE-123.456.789 MWST", "CHE-123.456.789 MWST"),
]


@pytest.mark.parametrize(("country", "value"), AT_HOME)
def test_at_home_a_form_of_its_own_is_enough(country: str, value: str) -> None:
    text = f"We were given {value} last week."
    assert reasons(national_of((country,)), value, text)


@pytest.mark.parametrize(("text", "value"), NAMED, ids=[row[0] for row in NAMED])
def test_a_name_near_it_is_enough_in_any_country(text: str, value: str) -> None:
    assert reasons(NOWHERE, value, text)


def test_a_wrong_check_digit_is_told() -> None:
    found = reasons(NOWHERE, "943 476 5918", "NHS number 943 476 5918")
    assert "health number with a wrong check digit" in found


READABLE = [
    "We lent 250000 over 12 months, of which 100000 a year.",
    "SALARY OF 250000 A YEAR, AT 35000 IN 2019 AND 2020",
    "Applicant: Anna\nAmount: EUR 18,500\nMonthly income: EUR 3,650\nYears employed: 6 years",
    "1.250.000,00 or 1,250,000.00 or 1 250 000",
    "from 1957-1960 and 2005/2006, in 1988",
    "as of 2019 she ran 10000 metres",
    "In wonderful 5 we trust; association1 and covid19.",
]


@pytest.mark.parametrize("text", READABLE)
def test_sums_and_years_are_no_national_numbers(text: str) -> None:
    site = national_of(("gb", "us", "de", "fr", "es", "it", "in"))
    assert [text[s.start : s.end] for s in site.find(text, "en")] == []


def test_a_mistyped_number_after_its_name_never_becomes_readable() -> None:
    rng = random.Random(11)
    readable = []
    for text, value in NAMED:
        for _ in range(40):
            at = rng.choice([i for i, c in enumerate(value) if c.isdigit()])
            typo = value[:at] + rng.choice(string.digits) + value[at + 1 :]
            whole = text.replace(value, typo)
            start = whole.index(typo)
            spans = [span for one in EVERY for span in one.find(whole, "en")]
            if not set(range(start, start + len(typo))) <= covered(spans):
                readable.append(whole)
    assert readable == []


def test_letters_that_fold_to_others_break_nothing() -> None:
    text = "NHS \u017f\u212a12345678 \u0664\u0665\u0666 \u017f12345678Z"
    assert all(span.end <= len(text) for span in NOWHERE.find(text, "en"))
