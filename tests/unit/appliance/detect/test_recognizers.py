"""One table per recognizer: what it must see, alone and in a sentence, and what not."""

import random
import string
import time
from collections.abc import Callable

import pytest

from appliance.detect.account import ACCOUNTS
from appliance.detect.address import ADDRESSES
from appliance.detect.age import AGES
from appliance.detect.bic import BICS
from appliance.detect.card import CARDS
from appliance.detect.checksum import iban_holds, luhn_holds, nhs_holds
from appliance.detect.court import DOCKETS
from appliance.detect.date import DATES
from appliance.detect.detector import Detector
from appliance.detect.email import EMAILS
from appliance.detect.iban import IBANS
from appliance.detect.identifier import IDENTIFIERS
from appliance.detect.national import national_of
from appliance.detect.network import NETWORK
from appliance.detect.phone import PhoneDetector
from appliance.detect.reference import REFERENCES
from appliance.detect.secret import SECRETS
from appliance.detect.user import USER_NAMES
from appliance.domain.entity import EntityKind

PHONES = PhoneDetector(("GB", "US", "DE", "FR", "ES"))
NATIONAL = national_of(("gb", "us", "de", "fr", "es"))

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
    (BICS, "swift: deutdeff", "deutdeff", EntityKind.ACCOUNT),
    (BICS, "we pay through BNPAFRPP as ever", "BNPAFRPP", EntityKind.ACCOUNT),
    (BICS, "name,bic\nAnna,CAIXESBBXXX", "CAIXESBBXXX", EntityKind.ACCOUNT),
    (CARDS, "4111 11** **** 1111", "4111 11** **** 1111", EntityKind.CARD),
    (CARDS, "meine Karte endet auf 1112", "1112", EntityKind.CARD),
    (CARDS, "ma carte se terminant par 1112", "1112", EntityKind.CARD),
    (CARDS, "la tarjeta terminada en 1112", "1112", EntityKind.CARD),
    (ACCOUNTS, "sort code 200000, account 12345678", "200000", EntityKind.ACCOUNT),
    (ACCOUNTS, "BLZ: 370 400 44", "370 400 44", EntityKind.ACCOUNT),
    (ACCOUNTS, "cuenta 2100 0418 45 0200051332", "2100 0418 45 0200051332", EntityKind.ACCOUNT),
    (EMAILS, "mail ops@mail.intranet.lan", "ops@mail.intranet.lan", EntityKind.EMAIL),
    (NETWORK, "on srv01.corp now", "srv01.corp", EntityKind.URL),
    (NETWORK, "in C:\\Users\\aweber\\x", "C:\\Users\\aweber", EntityKind.URL),
    (PHONES, "tel. 512.345.678", "512.345.678", EntityKind.PHONE),
    (PHONES, "+1 (212) 555-0143 ext. 12", "+1 (212) 555-0143 ext. 12", EntityKind.PHONE),
    (PHONES, "name;telefon\nAnna;77 12 34", "77 12 34", EntityKind.PHONE),
    (DATES, "12MAR1971", "12MAR1971", EntityKind.DATE),
    (DATES, "the twelfth of March 1971", "the twelfth of March 1971", EntityKind.DATE),
    (DATES, "kam am 12.3. an", "12.3.", EntityKind.DATE),
    (DATES, "n\u00e9e le 3 f\u00e9vrier 1962", "3 f\u00e9vrier 1962", EntityKind.BIRTHDATE),
    (DATES, "nacida el 12 de marzo de 1971", "12 de marzo de 1971", EntityKind.BIRTHDATE),
    (DATES, "name,dob\nAnna,1971-03-12", "1971-03-12", EntityKind.BIRTHDATE),
    (AGES, "la patiente de 93 ans", "93", EntityKind.AGE),
    (AGES, "ninety-two years old", "ninety-two", EntityKind.AGE),
    (AGES, "name,age\nAnna,93", "93", EntityKind.AGE),
    (ADDRESSES, "14 Baker Street, London NW1 6XE", "14 Baker Street, London NW1 6XE", EntityKind.ADDRESS),
    (ADDRESSES, "1600 Pennsylvania Ave NW, Washington, DC 20500", "1600 Pennsylvania Ave NW, Washington, DC 20500", EntityKind.ADDRESS),
    (ADDRESSES, "Am Markt 5, 04109 Leipzig", "Am Markt 5, 04109 Leipzig", EntityKind.ADDRESS),
    (ADDRESSES, "Mariahilfer Stra\u00dfe 100, 1070 Wien", "Mariahilfer Stra\u00dfe 100, 1070 Wien", EntityKind.ADDRESS),
    (ADDRESSES, "C/ Mayor, 5, 3\u00ba B, 28013 Madrid", "C/ Mayor, 5, 3\u00ba B, 28013 Madrid", EntityKind.ADDRESS),
    (ADDRESSES, "Via Roma 12, 00184 Roma", "Via Roma 12, 00184 Roma", EntityKind.ADDRESS),
    (ADDRESSES, "Keizersgracht 123, 1015 CJ Amsterdam", "Keizersgracht 123, 1015 CJ Amsterdam", EntityKind.ADDRESS),
    (ADDRESSES, "Rue de la Loi 16, 1000 Bruxelles", "Rue de la Loi 16, 1000 Bruxelles", EntityKind.ADDRESS),
    (ADDRESSES, "ul. Marsza\u0142kowska 10/5, 00-590 Warszawa", "ul. Marsza\u0142kowska 10/5, 00-590 Warszawa", EntityKind.ADDRESS),
    (ADDRESSES, "Postfach 10 01 02", "Postfach 10 01 02", EntityKind.ADDRESS),
    (ADDRESSES, "Apartado de Correos 123", "Apartado de Correos 123", EntityKind.ADDRESS),
    (ACCOUNTS, "RIB 30004 00003 0123456789Z 43", "30004 00003 0123456789Z 43", EntityKind.ACCOUNT),
    (BICS, "hi, BIC lfagnlne ok", "lfagnlne", EntityKind.ACCOUNT),
    (BICS, "she gave krhcat9h as BIC", "krhcat9h", EntityKind.ACCOUNT),
    (IBANS, "ro49 aaaa 1b31 0075 9384 0000", "ro49 aaaa 1b31 0075 9384 0000", EntityKind.IBAN),
    (ADDRESSES, "home address: 12 prairie dr, dayton, oh 45402", "12 prairie dr, dayton, oh 45402", EntityKind.ADDRESS),
    (ADDRESSES, "name;po_box\nAnna;47", "47", EntityKind.ADDRESS),
    (AGES, "Mrs Gray, 99, fell at home", "99", EntityKind.AGE),
    (USER_NAMES, "he gave anna.w as user name", "anna.w", EntityKind.ID),
    (USER_NAMES, "name,username\nAnna,aweber", "aweber", EntityKind.ID),
    (SECRETS, "name,password\nAnna,opensesame", "opensesame", EntityKind.SECRET),
    (SECRETS, "Betreff: Passwort Team_KR6DZ", "Team_KR6DZ", EntityKind.SECRET),
    (DOCKETS, "No. 1:21-cv-01234-ABC", "1:21-cv-01234-ABC", EntityKind.CODE),
    (DOCKETS, "LG Bonn, 12 O 345/21, Urteil", "12 O 345/21", EntityKind.CODE),
    (DOCKETS, "in C-123/20 the court", "C-123/20", EntityKind.CODE),
    (USER_NAMES, "user name: aweber", "aweber", EntityKind.ID),
    (SECRETS, "DB_PASSWORD=hunter2hunter", "hunter2hunter", EntityKind.SECRET),
    (SECRETS, "postgres://anna:s3cret@db/x", "s3cret", EntityKind.SECRET),
    (SECRETS, "Bearer abcdef1234567890xyz", "abcdef1234567890xyz", EntityKind.SECRET),
    (IDENTIFIERS, "4111 111O 1111 1111 with an O", "4111 111O 1111 1111", EntityKind.CODE),
    (IDENTIFIERS, "ref 12 AB 34 56 C", "12 AB 34 56 C", EntityKind.CODE),
    (BICS, "Swift code is DEUTDEFF", "DEUTDEFF", EntityKind.ACCOUNT),
    (CARDS, "4111 1111 1111 1111", "4111 1111 1111 1111", EntityKind.CARD),
    (CARDS, "mistyped 4111-1111-1111-1112 here", "4111-1111-1111-1112", EntityKind.CARD),
    (CARDS, "Amex 378282246310005 was refused", "378282246310005", EntityKind.CARD),
    (CARDS, "my card ending in 1112", "1112", EntityKind.CARD),
    (CARDS, "card **** 4242", "**** 4242", EntityKind.CARD),
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
    (NATIONAL, "NINO QQ 12 34 56 C", "QQ 12 34 56 C", EntityKind.ID),
    (NATIONAL, "JW123456D", "JW123456D", EntityKind.ID),
    (NATIONAL, "SSN 078-05-1120", "078-05-1120", EntityKind.ID),
    (NATIONAL, "NHS no 943 476 5919", "943 476 5919", EntityKind.ID),
    (NATIONAL, "mistyped NHS 943 476 5918", "943 476 5918", EntityKind.ID),
    (NATIONAL, "DNI 12345678Z", "12345678Z", EntityKind.ID),
    (REFERENCES, "passport number 533380006", "533380006", EntityKind.ID),
    (REFERENCES, "claim no. CL-2024/0192", "CL-2024/0192", EntityKind.CODE),
    (REFERENCES, "Policy: 77812", "77812", EntityKind.CODE),
    (REFERENCES, "customer 4477812 rang", "4477812", EntityKind.CODE),
    (IDENTIFIERS, "AB12345678", "AB12345678", EntityKind.CODE),
    (IDENTIFIERS, "it says kd52587773 there", "kd52587773", EntityKind.CODE),
    (DOCKETS, "application 36110/97", "36110/97", EntityKind.CODE),
    (SECRETS, "my password is hunter22", "hunter22", EntityKind.SECRET),
    (SECRETS, "password: opensesame", "opensesame", EntityKind.SECRET),
    (SECRETS, "PIN 4417", "4417", EntityKind.SECRET),
    (SECRETS, "the PIN is (4837)", "4837", EntityKind.SECRET),
    (SECRETS, "AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE", EntityKind.SECRET),
    (SECRETS, "ghp_0123456789abcdefABCDEF", "ghp_0123456789abcdefABCDEF", EntityKind.SECRET),
]  # fmt: skip

EVERY = (IBANS, BICS, CARDS, ACCOUNTS, EMAILS, NETWORK, PHONES, DATES, AGES, ADDRESSES, IDENTIFIERS, SECRETS, NATIONAL, REFERENCES, USER_NAMES, DOCKETS)  # fmt: skip

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
    "He (1818-1896) served from 1957-1960 (2005/2006) and in Spring 2007.",
    "The 2007 Bowling Green match; it won 1 place in 2 courses.",
    "It says DECLINED at the HOSPITAL after a swift decision.",
    "14 months ago. 27 % of it is gone, plus 1.250.000,00 in all.",
    "The policy I have is 12 months old; case 12 of 30, order 20 pieces.",
    "Members: 250. Orders: 12. Loan: 250.000. Invoice: 4,500",
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


HOSTILE = ["1", "a", "A", "1 ", "1-", "1.", "1,", "A1", "a1 ", "1234 ", "12/", "|", ";;", "a,b\n", "x", "* ", "<", "(",
           "policy number ", "number of ", " is", "12 rue de la ", "Street 1 ", "Aa ", "may 1 ", "card ending ", "a.", "a@", "a:",
           "\\\\a", "eyJaaaaaaaa.", "-----BEGIN PRIVATE KEY-----", "api key: ", "x://a:b", "account ", "born ", "\t", "\u00e9"]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_no_text_takes_a_recognizer_long(piece: str):
    """Ten thousand characters take each some milliseconds; quadratic is thousands."""
    text = (piece * 10_000)[:10_000]
    slow = []
    for detector in EVERY:
        began = time.process_time()
        detector.find(text, "en")
        if time.process_time() - began > 2.0:
            slow.append(detector.name)
    assert slow == []


def test_one_mistyped_character_never_makes_a_number_readable():
    rng = random.Random(7)
    originals = [
        "DE89370400440532013000",
        "GB82WEST12345698765432",
        "FR1420041010050500013M02606",
        "4111111111111111",
        "9434765919",
        "QQ123456C",
    ]
    readable = []
    for number in originals:
        for _ in range(200):
            place = rng.randrange(len(number))
            signs = string.digits if number[place].isdigit() else string.ascii_uppercase
            typo = number[:place] + rng.choice(signs) + number[place + 1 :]
            text = f"It is {typo} I think"
            covered = {
                i
                for detector in EVERY
                for s in detector.find(text, "en")
                for i in range(s.start, s.end)
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
