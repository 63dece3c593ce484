"""A hint goes with its surrogate, however a model has rewritten the two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.entity import EntityKind
from appliance.domain.surrogate import safe_length
from appliance.masker.restore import Named, look_alikes, replace_places

NONCE = "k7d2"
DAY, AGE = "3. Mai 1961", "ninety-three"
KNOWN: dict[Named, str] = {
    (EntityKind.DATE, 1): DAY,
    (EntityKind.AGE, 2): AGE,
    (EntityKind.PERSON, 3): "Ann ~1 \\g<0>",
}


def restore(text: str) -> str:
    return replace_places(text, NONCE, KNOWN.get)[0]


REWORDINGS = {
    "as issued": ("[DATE_k7d2_1~1962-04-03]", DAY),
    "a group": ("[AGE_k7d2_2~90+]", AGE),
    "dropped": ("[DATE_k7d2_1]", DAY),
    "left empty": ("[DATE_k7d2_1~]", DAY),
    "cut short": ("[DATE_k7d2_1~1962-04]", DAY),
    "another value": ("[DATE_k7d2_1~2001-01-01]", DAY),
    "another kind's": ("[DATE_k7d2_1~40-49]", DAY),
    "spaces inside": ("[ DATE_k7d2_1 ~ 1962-04-03 ]", DAY),
    "lower case": ("[date_k7d2_1~1962-04-03]", DAY),
    "translated": ("[Datum_k7d2_1~1962-04-03]", DAY),
    "in words": ("[DATE_k7d2_1~April 3rd, 1962]", DAY),
    "with dots": ("[DATE_k7d2_1~03.04.1962]", DAY),
    "markdown escape": ("\\[DATE\\_k7d2\\_1\\~1962\\-04\\-03\\]", DAY),
    "escaped tilde": ("[DATE_k7d2_1\\~1962-04-03]", DAY),
    "html escape": ("&#91;DATE_k7d2_1&#126;1962-04-03&#93;", DAY),
    "json escape": ("\\u005bDATE_k7d2_1\\u007e1962-04-03\\u005d", DAY),
    "full width": ("\uff3bDATE_k7d2_1\uff5e1962-04-03\uff3d", DAY),
    "other hyphens": ("[DATE_k7d2_1~1962\u201104\u201103]", DAY),
    "zero-width split": ("[DATE_k7d2_1\u200b~19\u200b62-04-03]", DAY),
    "bold inside": ("[**DATE_k7d2_1~1962-04-03**]", DAY),
    "bold": ("**[DATE_k7d2_1~1962-04-03]**", f"**{DAY}**"),
    "angle brackets": ("<DATE_k7d2_1~1962-04-03>", DAY),
    "brackets that do not match": ("{DATE_k7d2_1~1962-04-03]", f"{{{DAY}]"),
    "brackets dropped": ("DATE_k7d2_1~1962-04-03", DAY),
    "spaced, brackets dropped": ("date k7d2 1~1962-04-03", DAY),
    "brackets dropped, a group": ("AGE_k7d2_2~90+", AGE),
    "the text's own backslash": ("\\[DATE_k7d2_1~1962-04-03]", "\\" + DAY),
    "a kind that has none": ("[PERSON_k7d2_3~1962-04-03]", "Ann ~1 \\g<0>"),
    "two in a row": ("[DATE_k7d2_1~1962-04-03][AGE_k7d2_2~90+]", DAY + AGE),
}


@pytest.mark.parametrize("name", REWORDINGS)
def test_a_reworded_hint_is_restored_with_its_surrogate(name: str):
    text, expected = REWORDINGS[name]
    assert restore(f"on {text}, she") == f"on {expected}, she"
    assert look_alikes(f"on {text}", NONCE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[DATE_k7d2_1] ~ 30 people", f"{DAY} ~ 30 people"),
        ("[DATE_k7d2_1]~30", f"{DAY}~30"),
        ("DATE_k7d2_1 ~ 30 people", f"{DAY} ~ 30 people"),
        ("DATE_k7d2_1~thirty", f"{DAY}~thirty"),
        ("DATE_k7d2_1~30th", f"{DAY}~30th"),
        ("DATE_k7d2_1~1962-04-03-", f"{DAY}-"),
        ("DATE_k7d2_1~1962-04-03.", f"{DAY}."),
        (f"[DATE_k7d2_1~{'9' * 40}]", f"[{DAY}~{'9' * 40}]"),
        ("[DATE_k7d2_1~(1962)]", f"[{DAY}~(1962)]"),
        ("[DATE_k7d2_9~1962-04-03]", "[DATE_k7d2_9~1962-04-03]"),
        ("[DATE_zz22_1~1962-04-03]", "[DATE_zz22_1~1962-04-03]"),
    ],
)
def test_what_is_no_hint_stays(text: str, expected: str):
    assert restore(text) == expected


@pytest.mark.parametrize("name", REWORDINGS)
def test_a_typed_hint_is_part_of_the_look_alike(name: str):
    text, _ = REWORDINGS[name]
    covered = look_alikes(f"see {text}!", NONCE)
    end = max(end for _, end in covered)
    hidden = {at for start, end in covered for at in range(start, end)}
    left = "".join(c for at, c in enumerate(f"see {text}!") if at not in hidden)
    assert not any(c.isdigit() for c in left), (left, end)


PIECES = st.sampled_from(
    [
        "[DATE_k7d2_1~1962-04-03]",
        "[DATE_k7d2_1]",
        "[AGE_k7d2_2~90+]",
        "[PERSON_k7d2_3]",
        " DATE_k7d2_1~1962-04-03 ",
        "[DATE_k7d2_1~3rd of April 1962]",
        " on ",
        ".\n",
        "~",
        " ~20 ",
        "[",
        "] ",
        "2024-03-12",
    ]
)


@given(st.lists(PIECES, max_size=12), st.integers(1, 9))
def test_an_answer_restored_as_it_grows_is_the_answer_restored_whole(
    pieces: list[str], step: int
):
    text, shown, at = "".join(pieces), "", 0
    for end in range(0, len(text), step):
        safe = safe_length(text[:end])
        if safe > at:
            shown += restore(text[at:safe])
            at = safe
    assert shown + restore(text[at:]) == restore(text)


@given(
    st.sampled_from(["[", "\\[", "", "<"]),
    st.text("0123456789+-~ \\]>*`.\u200b", max_size=60),
)
def test_no_hint_however_long_breaks_a_restoration(opened: str, hint: str):
    restored = restore(f"{opened}DATE_k7d2_1~{hint}")
    assert restored.count(DAY) <= 1
