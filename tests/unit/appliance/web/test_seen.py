"""What the checks saw, marked in a text that stays as it is."""

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.finding import Finding, Severity, Where
from appliance.domain.masked import PutBack, Restoration
from appliance.domain.span import MaskedSpan
from appliance.domain.text import PersonText
from appliance.explain.dossier import FindingLine
from appliance.masker.restore import replace_places
from appliance.web.seen import (
    Marked,
    Place,
    gravest,
    lines_of,
    places_in,
    quotes_in,
    within,
)
from appliance.web.show import Segment, pieces, segments

NONCE = "k7q2"
NAME = f"[PERSON_{NONCE}_1]"


def finding(rule: str, start: int, end: int, *, where: Where = Where.ANSWER) -> Finding:
    return Finding(rule, Severity.WARN, "A sentence.", where, span=(start, end))


def place(start: int, end: int, rule: str = "grounding.number") -> Place:
    return Place(start, end, 1, rule, "1-1")


def restored(masked: str, name: str) -> Restoration:
    text, done, _ = replace_places(masked, NONCE, lambda _: name)
    places = tuple(one.filled(name) for one in done)
    return Restoration(PersonText(text), len(done), (), (), places)


def test_one_rule_has_one_line_however_often_it_saw_something() -> None:
    lines = lines_of(
        [
            finding("grounding.number", 0, 2),
            finding("injection.form", 1, 4, where=Where.INPUT),
            finding("grounding.number", 7, 9),
        ]
    )
    assert [(one.number, one.rule, len(one.places)) for one in lines] == [
        (1, "grounding.number", 2),
        (2, "injection.form", 1),
    ]
    ids = [place.id for line in lines for place in line.places]
    assert ids == ["1-1", "1-2", "2-1"]


def test_a_rule_that_saw_the_same_in_two_texts_has_a_line_for_each() -> None:
    kinds = [finding("injection.form", 0, 4, where=one) for one in Where]
    assert [line.where for line in lines_of(kinds)] == list(Where)


def test_what_is_about_the_whole_has_a_line_and_no_place() -> None:
    (line,) = lines_of([FindingLine("confidence.low", "hold", "A sentence.")])
    assert line.places == ()


def test_a_place_never_cuts_a_name_and_never_reaches_behind_the_text() -> None:
    text = f"Dear {NAME}, 5 days."
    half = text.index(NAME) + 3
    lines = lines_of([finding("x", half, text.index(",") + 1), finding("y", 90, 95)])
    (found,) = places_in(text, lines, Where.ANSWER)
    assert text[found.start : found.end] == f"{NAME},"
    assert places_in(text, lines, Where.INPUT) == ()


def test_the_places_of_a_value_count_from_where_it_begins() -> None:
    assert [(p.start, p.end) for p in within([place(12, 14)], 10, 8)] == [(2, 4)]
    assert within([place(9, 14)], 10, 8) == ()


@given(st.text(max_size=30), st.text(max_size=30), st.text(min_size=1, max_size=20))
def test_a_place_is_found_again_once_the_people_are_back(
    before: str, after: str, name: str
) -> None:
    masked = f"{before}<{NAME}> 70 {NAME} 80 {after}"
    first, second = masked.index("> 70 "), masked.index(" 80 ")
    marked = Marked(
        masked,
        (place(first + 2, first + 4), place(second + 1, second + 3)),
    )
    back = marked.restored(restored(masked, name))
    assert back.text == masked.replace(NAME, name)
    assert [back.text[p.start : p.end] for p in back.places] == ["70", "80"]


def test_a_place_that_takes_in_a_name_takes_in_who_it_stands_for() -> None:
    masked = f"So {NAME} said it."
    inside = Marked(masked, (place(5, 8), place(3, 3 + len(NAME))))
    back = inside.restored(restored(masked, "Marta"))
    assert [back.text[p.start : p.end] for p in back.places] == ["Marta", "Marta"]


def test_who_was_put_back_next_to_a_place_is_no_part_of_it() -> None:
    put = PutBack(2, 6, 1)
    found = Restoration(PersonText("abXcd"), 1, (), (), (put,))
    assert (found.moved(0, 2), found.moved(6, 8)) == ((0, 2), (3, 5))


@given(
    st.text(max_size=40),
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)), max_size=6),
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)), max_size=3),
)
def test_marks_never_lose_repeat_or_change_a_character(
    text: str, seen: list[tuple[int, int]], masked: list[tuple[int, int]]
) -> None:
    lines = lines_of([finding(str(at), at, at + n) for at, n in seen])
    places = places_in(text, lines, Where.ANSWER)
    spans = [MaskedSpan(a, a + n, None, "s", "") for a, n in masked]  # type: ignore[arg-type] # any kind
    cut = segments(text, spans, places)
    assert "".join(one.text for one in cut) == text
    assert sorted(end.id for one in cut for end in one.ends) == sorted(
        one.id for one in places
    )


def test_only_what_lies_in_a_place_is_marked() -> None:
    assert pieces(Marked("At 5 pm.", (place(3, 7),))) == (
        Segment("At "),
        Segment("5 pm", saw=True, ends=(place(3, 7),)),
        Segment("."),
    )


def test_what_nobody_sees_is_named_by_its_numbers_and_by_what_it_spells() -> None:
    tags = "".join(chr(0xE0000 + ord(letter)) for letter in "waive it")
    text = f"Tw\u200bice{tags}."
    zero, spelt = place(2, 3, "characters.hidden"), place(6, 14, "characters.hidden")
    first, second = quotes_in([Marked(text, (zero, spelt))])[1]
    assert (first.codes, first.reads, first.text) == (("U+200B",), "", "")
    assert (second.codes[0], second.codes[-1]) == ("U+E0077", "\u2026")
    assert second.reads == "waive it"
    assert segments(text, (), (zero,))[1].codes == ("U+200B",)


def test_a_disguised_word_is_quoted_with_what_it_is_read_as() -> None:
    text = "Log in at p\u0430ypal now."
    marked = Marked(text, (place(10, 16, "characters.lookalike"),))
    (quoted,) = quotes_in([marked])[1]
    assert (quoted.text, quoted.reads) == ("p\u0430ypal", "paypal")


def test_a_long_place_is_quoted_by_its_beginning() -> None:
    (quoted,) = quotes_in([Marked("many words " * 40, (place(0, 400),))])[1]
    assert len(quoted.text) == 81
    assert quoted.text.endswith("\u2026")


def test_what_holds_the_lines_looks_like_the_gravest_of_them() -> None:
    looks = {
        one: gravest(lines_of([FindingLine("x", one, "A sentence.")]))
        for one in Severity
    }
    assert looks == {"note": "", "warn": "wait", "hold": "wait", "refuse": "bad"}
    assert gravest(()) == ""
