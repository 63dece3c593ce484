import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.detect.quick import find_structured


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("mail j.doe+x@mail.example.org.", "EMAIL", "j.doe+x@mail.example.org"),
        ("<müller@bücher.de>", "EMAIL", "müller@bücher.de"),
        ("IBAN DE89 3704 0044 0532 0130 00", "IBAN", "DE89 3704 0044 0532 0130 00"),
        ("IBAN:DE89370400440532013000,", "IBAN", "DE89370400440532013000"),
        ("GB29-NWBK-6016-1331-9268-19", "IBAN", "GB29-NWBK-6016-1331-9268-19"),
        ("NO93 8601 1117 947 IS MINE", "IBAN", "NO93 8601 1117 947"),
        ("4111 1111 1111 1111", "CARD", "4111 1111 1111 1111"),
        ("card 378282246310005.", "CARD", "378282246310005"),
        ("5555-5555-5555-4444!", "CARD", "5555-5555-5555-4444"),
        ("+44 20 7946 0958", "PHONE", "+44 20 7946 0958"),
        ("call +49 (0)30 901820, please", "PHONE", "+49 (0)30 901820"),
        ("tel:+12125550123", "PHONE", "+12125550123"),
    ],
)
def test_structured_data_is_found(text: str, kind: str, found: str) -> None:
    (span,) = find_structured(text)
    assert (kind, found) == (str(span.kind), text[span.start : span.end])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Dear [PERSON_ab2c_1], account [IBAN_ab2c_1], [EMAIL_ab2c_2]",
        "[EMAIL_ab2c_1]@[URL_ab2c_1].org",
        "DE89 3704 0044 0532 0130 02",
        "4111 1111 1111 1112",
        "0000 0000 0000 0000",
        "£250,000 over 12 months at 3.5 %, 1,234,567,890,123.00",
        "+100 000 000",
        "+1 and +2",
        "me@home",
        "user@",
        "a @ b.com",
        "REFERENCE AB12 CONTINUES HERE",
        "version 1.2.3-4",
        "x4111111111111111",
        "2026-11-21 10:00",
    ],
)
def test_what_only_looks_like_it_is_left(text: str) -> None:
    assert find_structured(text) == []


@settings(deadline=None)
@given(st.text(st.sampled_from("0123456789+-. ()@aAZ[]_DE\n"), max_size=80))
def test_spans_lie_in_the_text(text: str) -> None:
    for span in find_structured(text):
        assert 0 <= span.start < span.end <= len(text)
