"""Why a release may not go live: one code, for operators and for readers of a page."""

import pytest

from appliance.errors import PromotionRefusedError
from appliance.release.refusals import REFUSAL_WORDS, Refusal, refused, told

DIGEST = "ab" * 32


@pytest.mark.parametrize("code", Refusal)
def test_each_code_has_a_sentence_that_names_what_it_is_about(code: Refusal) -> None:
    error = refused(code, release=DIGEST, purpose="credit-memo")
    sentence = told(error.details)
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert "%" not in sentence
    for name, shown in (("release", DIGEST[:12]), ("purpose", "credit-memo")):
        assert (shown in sentence) == (f"%({name})s" in REFUSAL_WORDS[code])


def test_operators_read_the_same_with_what_helps_them() -> None:
    error = refused(
        Refusal.NOT_EVALUATED,
        release=DIGEST,
        purpose="credit-memo",
        hint="cloister evaluate",
    )
    assert isinstance(error, PromotionRefusedError)
    assert str(error) == (
        "release abababababab of credit-memo has not passed an evaluation; run one "
        "first (cloister evaluate)"
    )


def test_a_sentence_is_said_in_the_language_of_its_reader() -> None:
    german = {REFUSAL_WORDS[Refusal.NOTHING_LIVE]: "Für %(purpose)s ist nichts da."}
    error = refused(Refusal.NOTHING_LIVE, purpose="credit-memo")
    assert (
        told(error.details, say=german.__getitem__) == "Für credit-memo ist nichts da."
    )


@pytest.mark.parametrize("details", [{}, {"code": "else"}, {"purpose": "p"}])
def test_what_has_no_code_has_no_sentence(details: dict[str, str]) -> None:
    assert told(details) == ""


def test_a_code_without_what_it_names_is_said_all_the_same() -> None:
    assert told({"code": "live-already"}) == "Release  is live already."
