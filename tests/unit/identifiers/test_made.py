"""What the generators of identifiers make is what the issuers publish."""

import base64
import ipaddress
import json
import random
import uuid

import phonenumbers
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from tests.identifiers.contexts import BARE, contexts
from tests.identifiers.kind import Kind, drawn
from tests.identifiers.kinds import KINDS
from tests.identifiers.measure import alone, in_context, typo
from tests.identifiers.people import REGIONS, phone_in

# Numbers that issuers and standards print as examples, or that are public (companies).
PUBLISHED = {
    "iban": "GB82WEST12345698765432 DE89370400440532013000 FR1420041010050500013M02606 NL91ABNA0417164300",
    "card": "4111111111111111 378282246310005 5555555555554444 30569309025904",
    "lei": "5493001KJTIIGC8Y1R12 506700GE1G29325QX363",
    "isin": "US0378331005 GB0002634946 AU0000XVGZA3",
    "us-cusip": "037833100 17275R102 38259P508",
    "gb-sedol": "0263494 B0YBKJ7",
    "us-routing": "021000021 011000015",
    "bitcoin": "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
    "gb-nhs": "9434765919 4010232137",
    "gb-utr": "1955839661",
    "gb-vat": "GB980780684",
    "ie-pps": "1234567FA 6433435F",
    "us-npi": "1234567893",
    "us-dea": "AB1234563",
    "ca-sin": "046454286",
    "de-steuer-id": "86095742719 47036892816",
    "de-vat": "DE136695976",
    "de-id-card": "T220001293 L01X00T471",
    "de-rente": "15070649C103",
    "de-kvnr": "A123456780",
    "at-svnr": "1237010180",
    "ch-ahv": "7569217076985 7561234567897",
    "fr-nir": "255081416802538 295109912611193",
    "fr-spi": "3023217600053",
    "fr-siren": "732829320 552008443",
    "fr-siret": "73282932000074",
    "fr-rib": "20041010050500013M02606",
    "es-ccc": "12341234161234567890 21000418450200051332",
    "es-dni": "12345678Z 54362315K",
    "es-driving-licence": "12345678Z 54362315K",
    "es-nie": "X2482300W X1234567L",
    "es-cif": "A58818501 J99216582",
    "es-nass": "281234567840",
    "it-codice-fiscale": "MRTMTT25D09F205Z RSSMRA85T10A562S",
    "it-partita-iva": "00743110157",
    "nl-bsn": "111222333 123456782",
    "be-national": "85073003328",
    "pt-nif": "501964843",
    "pt-card": "000000000ZZ4",
    "pl-pesel": "44051401359 02070803628",
    "pl-nip": "8567346215 1234563218",
    "pl-id-card": "ABA300000 ABS123456",
    "se-personnummer": "8112289874",
    "se-personnummer-12": "198112289874",
    "dk-vat": "DK13585628",
    "no-fnr": "15108695088",
    "fi-hetu": "131052-308T",
    "ee-isikukood": "37605030299 36805280109",
    "lt-asmens-kodas": "33309240064",
    "cz-rodne-cislo": "7103192745",
    "sk-rodne-cislo": "7103192745",
    "hu-taj": "111111110",
    "hu-adoazonosito": "8071592153",
    "ro-cnp": "1630615123457 1800101221144",
    "gr-amka": "01013099997",
    "gr-afm": "094259216 023456780",
    "bg-egn": "7523169263",
    "hr-oib": "33392005961 69435151530",
    "at-vat": "ATU13585627",
    "be-vat": "BE0428759497",
    "fr-vat": "FR40303265045 FR83404833048",
    "nl-vat": "NL004495445B01 NL002455799B11",
    "br-cpf": "39053344705",
    "br-cnpj": "16727230000197 11222333000181",
    "au-tfn": "123456782",
    "au-abn": "83914571673 51824753556",
    "au-medicare": "21234567010",
    "in-aadhaar": "234123412346",
    "mx-curp": "BOXW310820HNERXN09 HEGG560427MVZRRL04",
    "jp-my-number": "123456789018 621498320257",
    "cn-id": "11010519491231002X",
    "za-id": "8001015009087",
    "tr-tckn": "10000000146 17291716060",
    "sg-nric": "S1234567D S0000001I",
    "vin": "1M8GDM9AXKP042788 11111111111111111",
    "imei": "490154203237518",
}
CHECKED = [name for name, kind in KINDS.items() if kind.holds is not None]
LANGUAGES = ("de", "en", "es", "fr")


def made(name: str, count: int = 25) -> list[str]:
    rng = random.Random(f"unit {name}")
    return [KINDS[name].make(rng) for _ in range(count)]


def plain(text: str) -> str:
    return "".join(char for char in text if char.isalnum()).lower()


def test_every_kind_with_a_check_character_has_a_published_example():
    assert sorted(PUBLISHED) == sorted(CHECKED)


@pytest.mark.parametrize("name", CHECKED)
def test_the_check_accepts_what_is_published(name: str):
    holds = KINDS[name].holds
    assert [
        one for one in PUBLISHED[name].split() if holds is None or not holds(one)
    ] == []


@pytest.mark.parametrize("name", CHECKED)
def test_the_check_holds_for_all_that_is_made(name: str):
    holds = KINDS[name].holds
    assert [one for one in made(name) if holds is None or not holds(one)] == []


@pytest.mark.parametrize("name", CHECKED)
def test_a_typo_never_holds(name: str):
    kind, rng = KINDS[name], random.Random(f"typo {name}")
    holds = kind.holds
    wrong = [typo(rng, kind) for _ in range(25)]
    assert [one for one in wrong if holds is None or holds(one)] == []


@pytest.mark.parametrize("name", KINDS)
def test_every_spelling_keeps_each_letter_and_digit(name: str):
    kind, rng = KINDS[name], random.Random(name)
    values = made(name)
    written = [kind.written(rng, value, lower=True) for value in values]
    assert [plain(one) for one in written] == [plain(one) for one in values]


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_stands_in_ten_contexts_of_each_language_it_has(name: str):
    kind = KINDS[name]
    frames = {language: contexts(kind, language) for language in kind.languages}
    assert frames
    assert set(frames) <= set(LANGUAGES)
    assert [lang for lang, each in frames.items() if len(set(each)) < 10] == []
    for each in frames.values():
        assert [
            f for f in each if f.count("{value}") != 1 or "{label}" in f or "{key}" in f
        ] == []


@pytest.mark.parametrize("name", KINDS)
def test_the_place_of_a_value_is_the_value(name: str):
    kind = KINDS[name]
    for placed in (*in_context(kind, 8, 1), *alone(kind, 8, 1)):
        value = placed.text[placed.start : placed.end]
        assert value.strip() == value != ""
        assert value in placed.text


def test_every_language_has_sentences_that_say_nothing_of_the_kind():
    assert sorted(BARE) == list(LANGUAGES)


def test_there_are_kinds_of_many_countries():
    assert len(KINDS) >= 45
    assert len({kind.country for kind in KINDS.values()} - {""}) >= 30


def test_the_same_seed_makes_the_same_texts():
    kind = KINDS["nl-bsn"]
    assert (
        [*in_context(kind, 5, 3)]
        == [*in_context(kind, 5, 3)]
        != [*in_context(kind, 5, 4)]
    )


def test_a_number_that_no_check_digit_fits_is_passed_over():
    kind = Kind("t", "", lambda rng: drawn(rng, "#?"), holds=lambda text: text == "42")
    assert kind.make(random.Random(1)) == "42"


@pytest.mark.parametrize("region", REGIONS)
def test_a_telephone_number_is_of_its_country(region: str):
    rng = random.Random(region)
    numbers = [phone_in(region, rng) for _ in range(10)]
    assert [n for n in numbers if not phonenumbers.is_valid_number(n)] == []


def test_addresses_of_devices_are_read_back_by_the_standard_library():
    assert all(ipaddress.ip_address(one).version == 4 for one in made("ipv4"))
    assert all(ipaddress.ip_address(one).version == 6 for one in made("ipv6"))
    assert all(uuid.UUID(one).version == 4 for one in made("uuid"))


def test_a_private_key_is_one():
    for one in made("pem", 3):
        load_pem_private_key(one.encode(), password=None)


def test_a_token_has_a_header_that_names_its_algorithm():
    for one in made("jwt"):
        header = one.split(".")[0]
        read = json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))
        assert read == {"alg": "HS256", "typ": "JWT"}
