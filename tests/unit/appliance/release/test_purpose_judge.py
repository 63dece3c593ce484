"""judge.md: what it must be, and that it is signed with the rest of its folder."""

import re

import pytest

from appliance.domain.variable import Variable, VariableType
from appliance.errors import SettingsError
from appliance.release import read_sources
from appliance.release.purpose_folder import digest_of_files, parse_folder
from appliance.release.purpose_judge import read_judge
from tests.fakes import POLICIES, shipped_release

GOOD = """[SYSTEM]
You check.

[INSTRUCTION]
==== TEXT BEGINS ====
{{text}}
==== TEXT ENDS ====
==== ANSWER BEGINS ====
{{answer}}
==== ANSWER ENDS ====

[FORMAT]
Say right, partly, wrong or refuse.
"""
NOTE = Variable("note", VariableType.TEXT, "Note")
PRODUCT = Variable("product", VariableType.CHOICE, "Product", words=("card", "loan"))


def test_a_judge_s_prompt_is_read_with_its_fences() -> None:
    read = read_judge("x/judge.md", GOOD, ())
    assert set(read.fences) == {
        "==== TEXT BEGINS ====",
        "==== TEXT ENDS ====",
        "==== ANSWER BEGINS ====",
        "==== ANSWER ENDS ====",
    }
    asked = [piece.variable for piece in read.template.slices() if piece.variable]
    assert asked == ["text", "answer"]


def test_another_word_in_it_is_another_judge() -> None:
    other = GOOD.replace("You check.", "You check well.")
    digests = {read_judge("x/judge.md", s, ()).digest for s in (GOOD, other)}
    assert len(digests) == 2


def test_it_may_ask_for_what_its_purpose_declares() -> None:
    source = GOOD.replace("You check.", "You check a {{product}}.")
    source = source.replace(
        "==== TEXT BEGINS",
        "==== NOTE BEGINS\n{{note}}\n==== NOTE ENDS\n==== TEXT BEGINS",
    )
    read = read_judge("x/judge.md", source, (NOTE, PRODUCT))
    # A chosen word is the release's own; what is typed is fenced.
    assert "==== NOTE ENDS" in read.fences
    assert len(read.fences) == 6


BAD = {
    "no text": (GOOD.replace("{{text}}", "x"), "text}} stands 0 times"),
    "no answer": (GOOD.replace("{{answer}}", "x"), "answer}} stands not once"),
    "two answers": (
        GOOD.replace("{{answer}}", "{{answer}}\n{{answer}}"),
        "answer}} stands not once",
    ),
    "an unknown variable": (GOOD.replace("You", "{{who}}"), "unknown variable"),
    "references": (
        GOOD.replace("You", "{{references}}"),
        "reads no references",
    ),
    "an answer in a line of text": (
        GOOD.replace("\n{{answer}}\n", "\nIt is {{answer}}.\n"),
        "line of its own",
    ),
    "a fence that is too short": (
        GOOD.replace("==== ANSWER ENDS ====", "----"),
        "line of its own",
    ),
    "no fence behind": (
        GOOD.replace("==== ANSWER ENDS ====\n", "\n"),
        "line of its own",
    ),
    "a variable for a fence": (
        GOOD.replace("==== TEXT ENDS ====\n==== ANSWER BEGINS ====\n", ""),
        "line of its own",
    ),
    "the answer in the system section": (
        GOOD.replace("You check.", "")
        .replace("[INSTRUCTION]", "")
        .replace("==== TEXT BEGINS", "[INSTRUCTION]\n==== TEXT BEGINS")
        .replace(
            "[SYSTEM]", "[SYSTEM]\n==== ANSWER BEGINS\n{{answer}}\n==== ANSWER ENDS"
        )
        .replace("==== ANSWER BEGINS ====\n{{answer}}\n==== ANSWER ENDS ====", ""),
        "[SYSTEM] holds what a person typed",
    ),
    "no question": (GOOD[: GOOD.index("[FORMAT]")], "[FORMAT] holds the question"),
    "the answer last": (
        GOOD.replace("==== ANSWER BEGINS ====\n{{answer}}\n==== ANSWER ENDS ====", "")
        + "==== ANSWER BEGINS ====\n{{answer}}\n==== ANSWER ENDS ====",
        "[FORMAT] holds the question and no variable",
    ),
    "a word that is not named": (GOOD.replace("partly, ", ""), "'partly'"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_prompt_of_a_judge_is_refused(name: str) -> None:
    source, told = BAD[name]
    with pytest.raises(SettingsError, match=re.escape(told)):
        read_judge("x/judge.md", source, ())


def test_a_purpose_with_a_variable_called_answer_has_no_judge() -> None:
    answer = Variable("answer", VariableType.TEXT, "Answer")
    with pytest.raises(SettingsError, match="declares a variable 'answer'"):
        read_judge("x/judge.md", GOOD, (answer,))


@pytest.mark.parametrize("purpose", ["complaint-triage", "reply-draft", "credit-memo"])
def test_each_shipped_purpose_has_a_signed_judge(purpose: str) -> None:
    release = shipped_release()
    (found,) = [one for one in release.purposes if one.name == purpose]
    assert found.judge is not None
    slices = [p for p in found.judge.template.slices() if not p.variable]
    assert slices
    for piece in slices:
        assert release.templates[piece.template] == piece.text
    assert f"purposes/{purpose}/judge.md" in release.manifest["files"]


def test_the_message_names_the_file() -> None:
    texts = dict(read_sources(POLICIES).purposes["reply-draft"])
    texts["judge.md"] = "Judge it."
    with pytest.raises(SettingsError, match=r"reply-draft/judge\.md: "):
        parse_folder("reply-draft", texts)


def test_the_version_is_another_with_another_judge() -> None:
    texts = dict(read_sources(POLICIES).purposes["reply-draft"])
    before = digest_of_files(texts)
    texts["judge.md"] += "\nBe strict.\n"
    assert digest_of_files(texts) != before
