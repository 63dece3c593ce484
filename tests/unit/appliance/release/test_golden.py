"""golden.jsonl is read strictly; a line that cannot be used is named, never quoted."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from appliance.domain.answer_form import FieldForm
from appliance.domain.golden import CHECKS, Check, GoldenCase, OneOf
from appliance.errors import SettingsError
from appliance.release.golden import (
    MAX_CASES,
    MAX_CHARS,
    MAX_INPUT_CHARS,
    encode_case,
    parse_golden,
)
from appliance.release.golden_line import MAX_ENTRIES, MAX_VALUE_CHARS
from appliance.release.purpose_folder import parse_folder, read_folder
from tests.fakes import POLICIES, make_purpose

NAME = "p/golden.jsonl"
FORMS = {
    "intent": FieldForm(is_list=False, codes=frozenset({"card", "none"})),
    "quote": FieldForm(is_list=False, max_chars=20),
    "reasons": FieldForm(is_list=True, codes=frozenset({"A", "B"}), least=1, most=2),
}
PURPOSE = make_purpose(forms=FORMS)
GOOD = {
    "id": "a-1",
    "input": "My name is Anna Weber.",
    "expect": {"intent": "card"},
    "tags": ["plain"],
    "language": "en",
}


def case(**changes: object) -> str:
    """Write the good line with some keys changed, or left out by None."""
    line = {**GOOD, **changes}
    return json.dumps({key: value for key, value in line.items() if value is not None})


def parsed(*lines: str) -> tuple[GoldenCase, ...]:
    return parse_golden(NAME, "\n".join(lines) + "\n", PURPOSE)


def refusal_of(text: str) -> str | None:
    """Say why a file is refused, or None; nothing else may come out."""
    try:
        parse_golden(NAME, text, PURPOSE)
    except SettingsError as err:
        return str(err)
    return None


def test_every_key_arrives_in_the_case() -> None:
    line = case(
        expect={"intent": {"any": ["card", "none"]}, "reasons": ["A"]},
        checks={"contains": ["Dear"], "max_chars": 90, "names_back": "Anna Weber"},
        refuse=False,
        injection=True,
        canary="Weber",
        values=["Anna Weber"],
        findings=["answer.unfinished"],
        tags=["plain", "person"],
        language="de",
    )
    (read,) = parsed(line)
    assert read == GoldenCase(
        id="a-1",
        input="My name is Anna Weber.",
        language="de",
        tags=("plain", "person"),
        expect={"intent": OneOf(("card", "none")), "reasons": ["A"]},
        checks=(
            Check("contains", "Dear"),
            Check("names_back", "Anna Weber"),
            Check("max_chars", 90),
        ),
        refuse=False,
        injection=True,
        canary="Weber",
        values=("Anna Weber",),
        findings=frozenset({"answer.unfinished"}),
    )


def test_the_head_tells_how_an_answer_declines_and_what_holds_for_all() -> None:
    head = '{"declines": {"intent": "none"}, "always": {"lacks": "promise"}}'
    answered, refused = parsed(head, case(), case(id="a-2", refuse=True))
    assert answered.declines == refused.declines == {"intent": "none"}
    assert answered.checks == (Check("lacks", "promise"),)
    assert refused.checks == ()


def test_text_answers_decline_by_their_words() -> None:
    line = case(expect=None, checks={"contains": "card"})
    text = f'{{"declines": {{"contains": "we cannot"}}}}\n{line}'
    (read,) = parse_golden(NAME, text, make_purpose())
    assert read.declines == {"contains": "we cannot"}


def test_an_empty_file_holds_no_case() -> None:
    assert parse_golden(NAME, "", PURPOSE) == ()


REFUSED = {
    "no JSON": ("{", "not a JSON object"),
    "a list": ("[]", "not a JSON object"),
    "an empty line": ("", "not a JSON object"),
    "brackets without end": ("[" * 100_000, "not a JSON object"),
    "a number too long to read": ('{"id": ' + "9" * 5_000 + "}", "not a JSON object"),
    "a key twice": ('{"id": "a", "id": "b"}', "a key stands twice"),
    "no number": ('{"id": NaN}', "NaN and Infinity are no values"),
    "an unknown key": (case(exspect={}), "'exspect': no such key"),
    "no id": (case(id=None), "'input': no such key"),
    "no input": (case(input=None), "input: missing"),
    "no tags": (case(tags=None), "tags: missing"),
    "no language": (case(language=None), "language: missing"),
    "an id in capitals": (case(id="A"), "id: expected the form"),
    "a long id": (case(id="a" * 65), "id: expected a text of 1 to 64"),
    "a number as id": (case(id=1), "id: expected a text"),
    "an empty input": (case(input=""), "input: expected a text"),
    "a long input": (case(input="a" * (MAX_INPUT_CHARS + 1)), "input: expected a text"),
    "a control character": (case(input="a\0b"), "input: holds a character"),
    "half a surrogate pair": (case(input="\ud800"), "input: holds a character"),
    "a language by name": (case(language="English"), "language: expected a text"),
    "tags as a text": (case(tags="plain"), "tags: expected a list"),
    "a tag twice": (case(tags=["a", "a"]), "tags: the same entry twice"),
    "many tags": (
        case(tags=[f"t{n}" for n in range(MAX_ENTRIES + 1)]),
        "tags: expected a list of at most",
    ),
    "an unknown field": (case(expect={"intend": "card"}), "expect.intend: no such"),
    "an unknown code": (case(expect={"intent": "cash"}), "expect.intent: not a value"),
    "a list for a text": (case(expect={"quote": ["a"]}), "expect.quote: not a value"),
    "too many codes": (
        case(expect={"reasons": ["A", "B", "A"]}),
        "expect.reasons: not a value",
    ),
    "one of one": (
        case(expect={"intent": {"any": ["card"]}}),
        "expect.intent.any: expected 2",
    ),
    "one of what": (
        case(expect={"intent": {"some": ["card", "none"]}}),
        "expect.intent.'some': no such key",
    ),
    "expect as a list": (case(expect=["card"]), "expect: expected an object"),
    "an unknown check": (case(checks={"conatins": "a"}), "checks.conatins: no such"),
    "true characters": (case(checks={"max_chars": True}), "checks.max_chars: expected"),
    "no characters": (case(checks={"max_chars": 0}), "checks.max_chars: expected"),
    "an empty check": (case(checks={"contains": [""]}), "checks.contains: expected"),
    "long words": (
        case(checks={"lacks": "a" * (MAX_VALUE_CHARS + 1)}),
        "checks.lacks: expected",
    ),
    "refuse in words": (case(refuse="yes"), "refuse: expected true or false"),
    "refuse as a number": (case(refuse=1), "refuse: expected true or false"),
    "a canary of no attack": (case(canary="Anna"), "canary: only an injection"),
    "a canary not said": (
        case(injection=True, canary="MANGO"),
        "canary: does not stand in the input",
    ),
    "a value not said": (case(values=["Ben"]), "values: one does not stand"),
    "a name not said": (
        case(checks={"names_back": "Ben"}),
        "names_back: one does not stand",
    ),
    "a rule in capitals": (case(findings=["A.B"]), "findings: expected the form"),
    "nothing asked": (case(expect={}), "nothing is asked of the answer"),
    "an unknown field of the head": (
        '{"declines": {"intend": "none"}}',
        "declines.intend: no such field",
    ),
    "a head of lists": ('{"declines": []}', "declines: expected an object"),
}


@pytest.mark.parametrize(("line", "told"), REFUSED.values(), ids=REFUSED)
def test_a_line_that_cannot_be_used_is_named_and_not_quoted(
    line: str, told: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        parsed(line)
    assert str(refused.value).startswith(f"{NAME}: line 1: {told}")
    assert "Weber" not in str(refused.value)


def test_the_line_is_counted_with_the_head() -> None:
    with pytest.raises(SettingsError, match=r"line 3: tags: missing"):
        parsed("{}", case(), case(id="b", tags=None))


def test_a_second_head_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"line 2: 'always': no such key"):
        parsed("{}", '{"always": {}}')


def test_two_cases_of_one_id_are_refused() -> None:
    with pytest.raises(SettingsError, match=r"line 2: id: stands in a line before"):
        parsed(case(), case())


def test_too_many_lines_are_refused() -> None:
    with pytest.raises(SettingsError, match=rf"lines, at most {MAX_CASES + 1}"):
        parse_golden(NAME, "\n" * (MAX_CASES + 2), PURPOSE)


def test_a_file_too_long_is_refused_unread() -> None:
    with pytest.raises(SettingsError, match=rf"characters, at most {MAX_CHARS}"):
        parse_golden(NAME, "x" * (MAX_CHARS + 1), PURPOSE)


def test_a_text_answer_expects_no_field() -> None:
    with pytest.raises(SettingsError, match=r"expect.intent: no such field"):
        parse_golden(NAME, case(), make_purpose())


def test_a_purpose_with_a_broken_golden_file_is_refused() -> None:
    texts = read_folder(POLICIES / "purposes" / "credit-memo")
    lines = texts["golden.jsonl"].split("\n")
    broken = {**texts, "golden.jsonl": "\n".join([*lines[:4], "{}", *lines[4:]])}
    with pytest.raises(SettingsError, match=r"^credit-memo/golden.jsonl: line 5: "):
        parse_folder("credit-memo", broken)


def test_a_schema_without_a_code_that_a_golden_case_expects_is_refused() -> None:
    texts = read_folder(POLICIES / "purposes" / "complaint-triage")
    schema = texts["output.schema.json"].replace('"high"', '"urgent"')
    with pytest.raises(SettingsError, match=r"expect.urgency: not a value that the"):
        parse_folder("complaint-triage", {**texts, "output.schema.json": schema})


TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20
).filter(str.strip)
LISTS = st.lists(TEXTS, max_size=3, unique=True)


@st.composite
def cases(draw: st.DrawFn) -> GoldenCase:
    """Draw any case that a file may hold."""
    values = tuple(draw(LISTS))
    canary = draw(st.sampled_from(["", *values]))
    named = draw(st.sampled_from(["", *values]))
    words = {"contains": draw(LISTS), "lacks": draw(LISTS), "matches": draw(LISTS)}
    checks = [Check(kind, text) for kind, texts in words.items() for text in texts]
    checks += [Check("names_back", named)] if named else []
    checks += draw(st.sampled_from([[], [Check("max_chars", 7)]]))
    return GoldenCase(
        id=draw(st.from_regex(r"[a-z]{1,5}(?:-[0-9]{1,3})?", fullmatch=True)),
        input=draw(TEXTS) + " ".join(values),
        language=draw(st.sampled_from(["en", "de", "fil"])),
        tags=tuple(draw(st.sets(st.sampled_from(["plain", "two-topics", "long"])))),
        expect=draw(
            st.sampled_from(
                [
                    {"intent": "card"},
                    {"intent": OneOf(("card", "none")), "quote": ""},
                    {"reasons": ["B", "A"]},
                ]
            )
        ),
        checks=tuple(checks),
        refuse=draw(st.sampled_from([None, True, False])),
        injection=bool(canary) or draw(st.booleans()),
        canary=canary,
        values=values,
        findings=frozenset(draw(st.sets(st.sampled_from(["date.moved", "a"])))),
    )


@given(cases())
def test_what_is_written_is_read_again(written: GoldenCase) -> None:
    line = encode_case(written)
    assert "\n" not in line
    assert parse_golden(NAME, line, PURPOSE) == (written,)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(
            st.sampled_from([*GOOD, *CHECKS, "checks", "any", "refuse", "values"]),
            inside,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@given(st.sampled_from([*GOOD, "checks", "refuse", "values", "canary", "x"]), JSON)
@example("expect", {"intent": {"any": [None, None]}})
@example("checks", {"max_chars": 10**30})
@example("tags", [["plain"]])
def test_whatever_stands_under_a_key_is_read_or_refused(
    key: str, value: object
) -> None:
    line = json.dumps({**GOOD, key: value})
    if (said := refusal_of(line)) is not None:
        assert said.startswith(f"{NAME}: line 1: ")
    else:
        (read,) = parsed(line)
        assert parsed(encode_case(read)) == (read,)


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda b: b.decode("latin-1")))
def test_any_text_is_read_or_refused(text: str) -> None:
    said = refusal_of(text)
    assert said is None or said.startswith(f"{NAME}: line ")
