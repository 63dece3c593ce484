"""Text as it comes in: what is taken, exactly, and what is not."""

from urllib.parse import quote_from_bytes

import pytest
from flask import Flask, request
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import (
    BadRequestError,
    EmptyTextError,
    TextTooLongError,
    UnreadableTextError,
)
from appliance.web.incoming import read_fields, read_remark, read_text
from tests.unit.appliance.web.house import HOST, House

REFUSED = {
    "nothing": ("", EmptyTextError),
    "only spaces": (" \n\t\u00a0 ", EmptyTextError),
    "too long": ("x" * 101, TextTooLongError),
    "a NUL": ("a\0b", UnreadableTextError),
    "an escape": ("a\x1b[31mb", UnreadableTextError),
    "a bell": ("a\ab", UnreadableTextError),
    "a C1 control": ("a\u0085b", UnreadableTextError),
    "a delete": ("a\x7fb", UnreadableTextError),
    "a lone high surrogate": ("a\ud800b", UnreadableTextError),
    "a lone low surrogate": ("a\udfffb", UnreadableTextError),
}


@pytest.mark.parametrize("name", REFUSED)
def test_text_that_cannot_be_taken_is_refused_by_name(name: str) -> None:
    text, error = REFUSED[name]
    with pytest.raises(error) as caught:
        read_text(text, max_chars=100)
    assert type(caught.value) is error
    assert (
        "b" not in str(caught.value).split(" cannot ")[0].replace("number", "") or name
    )


@pytest.mark.parametrize(
    "text",
    [
        "\u202eabc",
        "a\u200bb",
        "a\ufeffb",
        "\U0001f469\u200d\U0001f680",
        "\ufffe",
        "e\u0301",
        "\ufffd",
    ],
)
def test_odd_but_readable_text_is_taken_exactly(text: str) -> None:
    assert read_text(text, max_chars=100).reveal() == text


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1))
def test_ordinary_text_is_taken_exactly(text: str) -> None:
    if text.strip():
        assert read_text(text, max_chars=10_000).reveal() == text


def test_line_ends_of_every_system_become_newlines() -> None:
    assert read_text("a\r\nb\rc\n", max_chars=9).reveal() == "a\nb\nc\n"


def test_the_message_names_the_character_and_the_place_not_the_text() -> None:
    with pytest.raises(UnreadableTextError, match=r"^U\+0000 at code point 6 cannot"):
        read_text("secret\0", max_chars=100)


def test_a_remark_may_be_empty_and_is_trimmed() -> None:
    assert (read_remark("  "), read_remark(" a ")) == ("", "a")


FORMS = {
    "not UTF-8": (b"text=%ff%fe", UnreadableTextError),
    "an encoded surrogate": (b"text=%ed%a0%80", UnreadableTextError),
    "raw bytes": (b"text=\xff", UnreadableTextError),
    "too many fields": (b"&".join(b"a%d=1" % n for n in range(101)), BadRequestError),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_is_not_ours_is_refused(name: str) -> None:
    raw, error = FORMS[name]
    kind = "application/x-www-form-urlencoded"
    with (
        Flask("x").test_request_context(method="POST", data=raw, content_type=kind),
        pytest.raises(error),
    ):
        read_fields(request)


@given(
    st.dictionaries(
        st.sampled_from("abc"), st.text(st.characters(exclude_categories=["Cs"]))
    )
)
def test_an_encoded_form_reads_back_exactly(form: dict[str, str]) -> None:
    raw = "&".join(f"{k}={quote_from_bytes(v.encode())}" for k, v in form.items())
    kind = "application/x-www-form-urlencoded"
    with Flask("x").test_request_context(method="POST", data=raw, content_type=kind):
        assert read_fields(request) == form


def test_the_first_of_two_fields_of_one_name_counts() -> None:
    kind = "application/x-www-form-urlencoded"
    with Flask("x").test_request_context(
        method="POST", data="a=1&a=2", content_type=kind
    ):
        assert read_fields(request) == {"a": "1"}


@pytest.mark.parametrize(
    ("raw", "status"), [(b"a \xff\xfe", 422), ("a \ufffd".encode(), 200)]
)
def test_bytes_that_a_multipart_form_lost_are_noticed(
    house: House, raw: bytes, status: int
) -> None:
    anna = house.visitor("anna")
    fields = {b"csrf_token": anna.token().encode(), b"text": raw}
    body = b"".join(
        b'--cut\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n' % field
        for field in fields.items()
    )
    answer = anna.client.post(
        "/preview/reply-draft",
        base_url=f"https://{HOST}",
        data=body + b"--cut--\r\n",
        content_type="multipart/form-data; boundary=cut",
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == status


def test_json_is_not_a_form_of_ours(house: House) -> None:
    anna = house.visitor("anna")
    answer = anna.client.post(
        "/exchanges",
        base_url=f"https://{HOST}",
        json={"csrf_token": anna.token(), "text": "x", "purpose": "reply-draft"},
    )
    assert answer.status_code == 400
