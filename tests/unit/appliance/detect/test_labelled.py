"""What stands beside, below or before a word that says what it is."""

from collections.abc import Callable

import pytest

from appliance.detect.account import ACCOUNTS
from appliance.detect.reference import REFERENCES
from appliance.detect.table import cells_under_headings
from appliance.detect.user import USER_NAMES

BESIDE = [
    ("Policy no.: 77812", "77812"),
    ("Policy: 77812", "77812"),
    ("policy number AB 123 456 78, thanks", "AB 123 456 78"),
    ("my policy no its 77812 ok", "77812"),
    ("My employee number at the bank is 44871.", "44871"),
    ("the contract with number 2024-118", "2024-118"),
    ("Matter No. 00123.0001", "00123.0001"),
    ("claims 4471, 4472 and 4473", "4473"),
    ("MRN 4411", "4411"),
    ("Patient ID#: A-7712", "A-7712"),
    ("Kundennummer 4471-22", "4471-22"),
    ("Kd.-Nr. 4711", "4711"),
    ("Versicherungsscheinnummer lautet 12 345 678", "12 345 678"),
    ("Unser Zeichen: Kx/22-b", "Kx/22-b"),
    ("Personalausweis Nr. L01X00T47", "L01X00T47"),
    ("n\u00b0 de dossier 2024/118", "2024/118"),
    ("num\u00e9ro de client : 44 71 22", "44 71 22"),
    ("n\u00famero de p\u00f3liza: ES-44 8812", "ES-44 8812"),
    ("expediente n.\u00ba 123/2020", "123/2020"),
    ("Policy Number\n  77812", "77812"),
    ("Policy number ........ 77812", "77812"),
    ("policy | PN-4411 |", "PN-4411"),
    ("**Policy number:** PN-4411", "PN-4411"),
    ("<td>Policy</td><td>PX77</td>", "PX77"),
    ('{"policy_number": "77812"}', "77812"),
    ('{"mrn": 5512}', "5512"),
    ("patientId=8812", "8812"),
    ("4471 is my customer number", "4471"),
    ("KX-4471 (customer number)", "KX-4471"),
    ("4471 ist meine Kundennummer", "4471"),
]
BELOW = [
    ("name,employee_id,city\nAnna,7741,Leeds\nBen,7742,York", ["7741", "7742"]),
    ("Name;Policennummer;Betrag\nAnna;44;500\nBen;45;900", ["44", "45"]),
    ("| Name | MRN | Age |\n|---|---|---|\n| Anna | 4411 | 41 |", ["4411"]),
    ("Name\tDossier n\u00b0\nAnna\t12-b\n", ["12-b"]),
    ("Name     Claim no.   Paid\nAnna     771         yes\n", ["771"]),
    ('"name","policy no"\n"Weber, Anna","P-77"\n', ["P-77"]),
]
READABLE = [
    "The policy I have is 12 months long.",
    "Case: 2. This is case 12 of 30.",
    "in this case 1957 was the year",
    "Loan: 250.000 and a mortgage of 4500.50",
    "Loan: EUR 36,500",
    "Amount of the loan: GBP 900",
    "Invoice: 4,500",
    "Orders: 12. Members: 250.",
    "order 20 pieces",
    "policy, 2019",
    "Account balance: 2500. Account: 500.",
    "no policy was issued in 2019",
    "the patient is 45 years old",
    "name,amount\nAnna,7741",
    "ein 12-j\u00e4hriger Junge und ein 3-monatiger Vertrag",
    "sin 12 cuotas, a fin de 2020, ni 3 ni 4",
]


@pytest.mark.parametrize(("text", "value"), BESIDE, ids=[row[0] for row in BESIDE])
def test_a_value_beside_its_word_is_found(text: str, value: str) -> None:
    assert value in {text[s.start : s.end] for s in REFERENCES.find(text, "en")}


@pytest.mark.parametrize(("text", "values"), BELOW, ids=[row[0] for row in BELOW])
def test_values_below_their_heading_are_found(text: str, values: list[str]) -> None:
    found = {text[s.start : s.end] for s in REFERENCES.find(text, "en")}
    assert set(values) == {value.strip('" ') for value in found}


@pytest.mark.parametrize("text", READABLE)
def test_counts_sums_and_years_stay_readable(text: str) -> None:
    found = [*REFERENCES.find(text, "en"), *ACCOUNTS.find(text, "en")]
    assert [text[s.start : s.end] for s in found] == []


@pytest.mark.parametrize("case", [str.upper, str.lower])
def test_the_case_of_a_label_does_not_matter(case: Callable[[str], str]) -> None:
    lost = [
        case(text)
        for text, value in BESIDE
        if case(value)
        not in {case(text)[s.start : s.end] for s in REFERENCES.find(case(text), "en")}
    ]
    assert lost == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("user name: jdoe", ["jdoe"]),
        ("login awebber2 fails", ["awebber2"]),
        ("Benutzername: anna.weber", ["anna.weber"]),
        ('"username": "aweber"', ["aweber"]),
        ("the user name is wrong", []),
        ("login page", []),
    ],
)
def test_user_names_are_told_from_words(text: str, found: list[str]) -> None:
    assert [text[s.start : s.end] for s in USER_NAMES.find(text, "en")] == found


def test_a_table_ends_where_its_lines_do() -> None:
    text = "a,b\n1,2\n\nSome words, and more.\nx,y,z\n3,4,5\n"
    cells = [(head, text[start:end]) for head, start, end in cells_under_headings(text)]
    assert ("a", "1") in cells
    assert ("z", "5") in cells
    assert all("Some" not in cell for _, cell in cells)
