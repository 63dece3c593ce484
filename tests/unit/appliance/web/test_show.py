"""Text on a page: as text, hidden characters visible, spans in their places."""

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.entity import EntityKind
from appliance.domain.span import MaskedSpan
from appliance.web.show import Segment, all_kinds, segments, stand_ins, visible

SPAN = MaskedSpan(4, 11, EntityKind.PERSON, "[A_1_1]", "a name")


def test_a_masked_text_is_cut_at_its_spans() -> None:
    assert segments("Hi, [A_1_1].", (SPAN,)) == (
        Segment("Hi, "),
        Segment("[A_1_1]", EntityKind.PERSON, "a name"),
        Segment("."),
    )


def test_a_span_that_overlaps_or_overruns_is_left_as_text() -> None:
    late = MaskedSpan(5, 60, EntityKind.ORG, "x", "")
    assert (
        "".join(s.text for s in segments("Hi, [A_1_1].", (SPAN, late)))
        == "Hi, [A_1_1]."
    )


@given(
    st.text(max_size=40),
    st.lists(st.tuples(st.integers(0, 45), st.integers(1, 9)), max_size=6),
)
def test_cutting_never_loses_or_repeats_a_character(
    text: str, places: list[tuple[int, int]]
) -> None:
    spans = [MaskedSpan(a, a + n, EntityKind.ID, "s", "") for a, n in places]
    assert "".join(s.text for s in segments(text, spans)) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<b>&", "&lt;b&gt;&amp;"),
        ("a\u202eb", 'a<span class="hidden-character">U+202E</span>b'),
        ("a\u200bb", 'a<span class="hidden-character">U+200B</span>b'),
        ("a\u2066<i>", 'a<span class="hidden-character">U+2066</span>&lt;i&gt;'),
        ("\U0001f469\u200d\U0001f680", "\U0001f469\u200d\U0001f680"),
    ],
)
def test_hidden_characters_are_shown_and_markup_is_text(text: str, shown: str) -> None:
    assert str(visible(text)) == shown


def test_a_stand_in_is_coloured_by_kind_and_the_rest_stays_text() -> None:
    assert stand_ins("<b>[IBAN_ab2c_1] of [NOBODY_ab2c_1]\u202e") == (
        '&lt;b&gt;<span class="mask money">[IBAN_ab2c_1]</span> of [NOBODY_ab2c_1]'
        '<span class="hidden-character">U+202E</span>'
    )


def test_every_kind_has_a_name_and_a_colour() -> None:
    app = Flask("x")
    Babel(app)
    with app.test_request_context():
        kinds = all_kinds()
        assert {kind.kind for kind in kinds} == set(EntityKind)
        assert all(kind.label and kind.family for kind in kinds)
        assert len({kind.label for kind in kinds}) == len(kinds)
