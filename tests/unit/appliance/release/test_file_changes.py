"""Comparing two versions: every change is shown, and what is the same is left out."""

from hypothesis import given
from hypothesis import strategies as st

from appliance.release.file_changes import (
    CONTEXT_LINES,
    Line,
    Mark,
    changes_between,
    compare,
)

LINES = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=30)


def cut(lines: list[str]) -> list[str]:
    """Give the lines of a text: a line feed at its end begins no other line."""
    text = "\n".join(lines)
    return text.removesuffix("\n").split("\n") if text else []


def test_a_changed_line_stands_as_removed_and_added_with_its_numbers() -> None:
    ((first, gone, come, last),) = compare("a\nb\nc", "a\nB\nc")
    assert first == Line(Mark.SAME, 1, 1, "a")
    assert gone == Line(Mark.REMOVED, 2, None, "b")
    assert come == Line(Mark.ADDED, None, 2, "B")
    assert last == Line(Mark.SAME, 3, 3, "c")


def test_files_that_come_and_go_are_told_and_files_alike_are_not() -> None:
    before = {"a": "1\n", "b": "2\n", "same": "x"}
    after = {"b": "2\n3\n", "c": "4\n", "same": "x"}
    changes = changes_between(before, after)
    assert [(c.file, c.is_new, c.is_gone) for c in changes] == [
        ("a", False, True),
        ("b", False, False),
        ("c", True, False),
    ]
    assert [(c.count(Mark.ADDED), c.count(Mark.REMOVED)) for c in changes] == [
        (0, 1),
        (1, 0),
        (1, 0),
    ]


def test_far_apart_changes_are_hunks_of_their_own() -> None:
    old = [str(n) for n in range(50)]
    new = [*old[:5], "x", *old[6:40], "y", *old[41:]]
    hunks = compare("\n".join(old), "\n".join(new))
    assert [len(hunk) for hunk in hunks] == [2 * CONTEXT_LINES + 2] * 2


def test_texts_that_differ_in_their_last_line_end_have_no_hunk() -> None:
    (change,) = changes_between({"a": "x"}, {"a": "x\n"})
    assert change.hunks == ()


@given(LINES, LINES)
def test_what_is_shown_leads_from_one_text_to_the_other(
    old: list[str], new: list[str]
) -> None:
    shown = [line for hunk in compare("\n".join(old), "\n".join(new)) for line in hunk]
    old, new = cut(old), cut(new)
    for line in shown:
        assert line.before is None or old[line.before - 1] == line.text
        assert line.after is None or new[line.after - 1] == line.text
    removed = [line.before for line in shown if line.mark is Mark.REMOVED]
    added = {line.after: line.text for line in shown if line.mark is Mark.ADDED}
    kept = iter([text for at, text in enumerate(old, 1) if at not in removed])
    rebuilt = [
        added[at] if at in added else next(kept) for at in range(1, len(new) + 1)
    ]
    assert rebuilt == new
    assert next(kept, None) is None
