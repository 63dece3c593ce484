"""One table per recognizer: what it must see, alone and in a sentence, and what not."""

import random
from collections.abc import Callable

import pytest

from appliance.detect.account import ACCOUNTS
from appliance.detect.address import ADDRESSES
from appliance.detect.age import AGES
from appliance.detect.bic import BICS
from appliance.detect.card import CARDS
from appliance.detect.checksum import iban_holds, luhn_holds, nhs_holds
from appliance.detect.date import DATES
from appliance.detect.detector import Detector
from appliance.detect.email import EMAILS
from appliance.detect.iban import IBANS
from appliance.detect.identifier import IDENTIFIERS
from appliance.detect.network import NETWORK
from appliance.detect.phone import PhoneDetector
from appliance.detect.secret import SECRETS
from appliance.domain.entity import EntityKind

PHONES = PhoneDetector(("GB", "US", "DE", "FR", "ES"))

FOUND = [
    (IBANS, "DE89370400440532013000", "DE89370400440532013000", EntityKind.IBAN),
    (IBANS, "pay GB82 WEST 1234 5698 7654 32, please", "GB82 WEST 1234 5698 7654 32", EntityKind.IBAN),
    (IBANS, "mistyped GB82 WEST 1234 5698 7654 33 here", "GB82 WEST 1234 5698 7654 33", EntityKind.IBAN),
    (IBANS, "DE89 3704 0044 0532 0130 00 and FR14 2004 1010 0505 0001 3M02 606", "FR14 2004 1010 0505 0001 3M02 606", EntityKind.IBAN),
    (IBANS, "one digit short: DE8937040044053201300.", "DE8937040044053201300", EntityKind.IBAN),
    (IBANS, "my iban is de89 3704 0044 0532 0130 00", "de89 3704 0044 0532 0130 00", EntityKind.IBAN),
    (IBANS, "GB82.WEST.1234.5698.7654.32 it says", "GB82.WEST.1234.5698.7654.32", EntityKind.IBAN),
    (BICS, "the BIC is (COBADEFFXXX)", "COBADEFFXXX", EntityKind.ACCOUNT),
    (BICS, "BIC: COBADEFFXXX", "COBADEFFXXX", EntityKind.ACCOUNT),
    (BICS, "Swift code is DEUTDEFF", "DEUTDEFF", EntityKind.ACCOUNT),
    (CARDS, "4111 1111 1111 1111", "4111 1111 1111 1111", EntityKind.CARD),
    (CARDS, "mistyped 4111-1111-1111-1112 here", "4111-1111-1111-1112", EntityKind.CARD),
    (CARDS, "Amex 378282246310005 was refused", "378282246310005", EntityKind.CARD),
    (CARDS, "my card ending in 1112", "1112", EntityKind.CARD),
    (CARDS, "card **** 4242", "4242", EntityKind.CARD),
    (CARDS, "the CVV is 123", "123", EntityKind.SECRET),
    (ACCOUNTS, "sort code 20-00-00", "20-00-00", EntityKind.ACCOUNT),
    (ACCOUNTS, "20-00-00 12345678", "12345678", EntityKind.ACCOUNT),
    (ACCOUNTS, "Account number: 12345678", "12345678", EntityKind.ACCOUNT),
    (ACCOUNTS, "Konto 1234567", "1234567", EntityKind.ACCOUNT),
    (ACCOUNTS, "mistyped 1BoatSLRHtKNngkdXEeobR76b53LETtpyU", "1BoatSLRHtKNngkdXEeobR76b53LETtpyU", EntityKind.ACCOUNT),
    (EMAILS, "anna.weber@example.com", "anna.weber@example.com", EntityKind.EMAIL),
    (EMAILS, "write to john.smith@acme.local.", "john.smith@acme.local", EntityKind.EMAIL),
    (EMAILS, "or john@corp and", "john@corp", EntityKind.EMAIL),
    (EMAILS, "<müller@bücher.example>", "müller@bücher.example", EntityKind.EMAIL),
    (EMAILS, "anna (at) example (dot) com", "anna (at) example (dot) com", EntityKind.EMAIL),
    (NETWORK, "see https://bank.example/a?b=1.", "https://bank.example/a?b=1", EntityKind.URL),
    (NETWORK, "www.bank.example", "www.bank.example", EntityKind.URL),
    (NETWORK, "see anna-weber.example.com/home, then", "anna-weber.example.com/home", EntityKind.URL),
    (NETWORK, "on anna-weber.de now", "anna-weber.de", EntityKind.URL),
    (NETWORK, "from 192.168.0.12 today", "192.168.0.12", EntityKind.IP),
    (NETWORK, "mistyped 999.1.1.1", "999.1.1.1", EntityKind.IP),
    (NETWORK, "host 2001:db8::1 is", "2001:db8::1", EntityKind.IP),
    (NETWORK, "00:1A:2B:3C:4D:5E", "00:1A:2B:3C:4D:5E", EntityKind.IP),
    (PHONES, "020 7946 0958", "020 7946 0958", EntityKind.PHONE),
    (PHONES, "call +49 30 1234567 now", "+49 30 1234567", EntityKind.PHONE),
    (PHONES, "(212) 555-0143", "(212) 555-0143", EntityKind.PHONE),
    (PHONES, "06 12 34 56 78", "06 12 34 56 78", EntityKind.PHONE),
    (PHONES, "mobile: 07700 900123", "07700 900123", EntityKind.PHONE),
    (PHONES, "tel. 123456", "123456", EntityKind.PHONE),
    (DATES, "12 March 1971", "12 March 1971", EntityKind.DATE),
    (DATES, "on 12/03/1971.", "12/03/1971", EntityKind.DATE),
    (DATES, "1971-03-12", "1971-03-12", EntityKind.DATE),
    (DATES, "March 12th, 1971", "March 12th, 1971", EntityKind.DATE),
    (DATES, "am 12. März 1971", "12. März 1971", EntityKind.DATE),
    (DATES, "geboren am 12.Dezember 1978", "12.Dezember 1978", EntityKind.BIRTHDATE),
    (DATES, "el 3 de mayo de 2020", "3 de mayo de 2020", EntityKind.DATE),
    (DATES, "le 1er mai 2020", "1er mai 2020", EntityKind.DATE),
    (DATES, "since May 2019", "May 2019", EntityKind.DATE),
    (DATES, "DOB: 12.03.1971", "12.03.1971", EntityKind.BIRTHDATE),
    (DATES, "she was born on 12 March 1971", "12 March 1971", EntityKind.BIRTHDATE),
    (DATES, "born in 1931", "1931", EntityKind.BIRTHDATE),
    (AGES, "aged 93", "93", EntityKind.AGE),
    (AGES, "a 101-year-old man", "101", EntityKind.AGE),
    (AGES, "sie ist 95 Jahre alt", "95", EntityKind.AGE),
    (ADDRESSES, "14 Baker Street", "14 Baker Street", EntityKind.ADDRESS),
    (ADDRESSES, "Flat 3, 22b Old Mill Road, Leeds", "Flat 3, 22b Old Mill Road", EntityKind.ADDRESS),
    (ADDRESSES, "i live at 14 baker street", "14 baker street", EntityKind.ADDRESS),
    (ADDRESSES, "FLAT 7, 22 OLD MILL ROAD", "FLAT 7, 22 OLD MILL ROAD", EntityKind.ADDRESS),
    (ADDRESSES, "London NW1 6XE", "NW1 6XE", EntityKind.ADDRESS),
    (ADDRESSES, "Austin TX 78701", "TX 78701", EntityKind.ADDRESS),
    (ADDRESSES, "Musterstraße 12a", "Musterstraße 12a", EntityKind.ADDRESS),
    (ADDRESSES, "10115 Berlin", "10115 Berlin", EntityKind.ADDRESS),
    (ADDRESSES, "12 rue de la Paix", "12 rue de la Paix", EntityKind.ADDRESS),
    (ADDRESSES, "Calle Mayor 5", "Calle Mayor 5", EntityKind.ADDRESS),
    (ADDRESSES, "PO Box 123", "PO Box 123", EntityKind.ADDRESS),
    (IDENTIFIERS, "NINO QQ 12 34 56 C", "QQ 12 34 56 C", EntityKind.ID),
    (IDENTIFIERS, "JW123456D", "JW123456D", EntityKind.ID),
    (IDENTIFIERS, "SSN 078-05-1120", "078-05-1120", EntityKind.ID),
    (IDENTIFIERS, "NHS no 943 476 5919", "943 476 5919", EntityKind.ID),
    (IDENTIFIERS, "mistyped NHS 943 476 5918", "943 476 5918", EntityKind.ID),
    (IDENTIFIERS, "DNI 12345678Z", "12345678Z", EntityKind.ID),
    (IDENTIFIERS, "passport number 533380006", "533380006", EntityKind.ID),
    (IDENTIFIERS, "claim no. CL-2024/0192", "CL-2024/0192", EntityKind.CODE),
    (IDENTIFIERS, "Policy: 77812", "77812", EntityKind.CODE),
    (IDENTIFIERS, "customer 4477812 rang", "4477812", EntityKind.CODE),
    (IDENTIFIERS, "AB12345678", "AB12345678", EntityKind.CODE),
    (IDENTIFIERS, "it says kd52587773 there", "kd52587773", EntityKind.CODE),
    (IDENTIFIERS, "application 36110/97", "36110/97", EntityKind.CODE),
    (SECRETS, "my password is hunter22", "hunter22", EntityKind.SECRET),
    (SECRETS, "password: opensesame", "opensesame", EntityKind.SECRET),
    (SECRETS, "PIN 4417", "4417", EntityKind.SECRET),
    (SECRETS, "the PIN is (4837)", "4837", EntityKind.SECRET),
    (SECRETS, "AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE", EntityKind.SECRET),
    (SECRETS, "ghp_0123456789abcdefABCDEF", "ghp_0123456789abcdefABCDEF", EntityKind.SECRET),
]  # fmt: skip

EVERY = (IBANS, BICS, CARDS, ACCOUNTS, EMAILS, NETWORK, PHONES, DATES, AGES, ADDRESSES, IDENTIFIERS, SECRETS)  # fmt: skip

READABLE = [
    "£250,000 over 12 months at 35%",
    "EUR 18,500 and EUR 3650",
    "a loan of 250000 euros for 3 years",
    "Debt ratio: 24 %",
    "in May or on Monday",
    "Will the card march on? We may say so.",
    "She is 34 years old and has 2 children.",
    "My PIN is blocked and my password is not working.",
    "Can I do a SWIFT transfer?",
    "It costs 4.50 a month, 1/3 of the price.",
    "The app shows version 2.1 and 10 errors.",
    "I waited 10-15 minutes, twice.",
    "This is case 2 of 3.",
    "Call me at 5 pm.",
    "Use the app and/or the site, e.g. today.Then it works.",
    "An mp3 of 2020, vitamin b12, eur25000 and 30000km.",
]


@pytest.mark.parametrize(
    ("detector", "text", "value", "kind"), FOUND, ids=[row[1][:40] for row in FOUND]
)
def test_a_recognizer_sees_what_it_is_for(
    detector: Detector, text: str, value: str, kind: EntityKind
):
    found = [(text[s.start : s.end], s.kind) for s in detector.find(text, "en")]
    assert (value, kind) in found


@pytest.mark.parametrize("text", READABLE)
def test_amounts_terms_and_common_phrases_stay_readable(text: str):
    found = [text[s.start : s.end] for d in EVERY for s in d.find(text, "en")]
    assert found == []


def test_one_mistyped_character_never_makes_a_number_readable():
    rng = random.Random(7)
    originals = [
        (IBANS, "DE89370400440532013000"),
        (IBANS, "GB82WEST12345698765432"),
        (IBANS, "FR1420041010050500013M02606"),
        (CARDS, "4111111111111111"),
        (IDENTIFIERS, "9434765919"),
    ]
    readable = []
    for detector, number in originals:
        for _ in range(200):
            place = rng.randrange(4, len(number))
            digit = rng.choice("0123456789")
            typo = number[:place] + digit + number[place + 1 :]
            text = f"It is {typo} I think"
            covered = {
                i for s in detector.find(text, "en") for i in range(s.start, s.end)
            }
            if not set(range(6, 6 + len(typo))) <= covered:
                readable.append(typo)
    assert readable == []


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (iban_holds, "DE89 3704 0044 0532 0130 00", "DE89 3704 0044 0532 0130 01"),
        (luhn_holds, "4111111111111111", "4111111111111112"),
        (nhs_holds, "9434765919", "9434765918"),
    ],
)
def test_check_digits_hold_as_their_issuers_say(
    check: Callable[[str], bool], good: str, bad: str
):
    assert (check(good), check(bad)) == (True, False)
