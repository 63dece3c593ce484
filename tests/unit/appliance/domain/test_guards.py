"""What a finding matters is a purpose's to say, within what no answer may do."""

import pytest

from appliance.domain.finding import Severity, Sighting, Where
from appliance.domain.guards import RULES, Guards


def test_a_rule_matters_as_much_as_it_does_where_a_purpose_says_nothing() -> None:
    found = Guards().finding("confidence.low")
    assert found.severity is RULES["confidence.low"].severity is Severity.HOLD
    assert found.sentence == RULES["confidence.low"].sentence


def test_a_purpose_says_that_a_rule_matters_more_or_less() -> None:
    guards = Guards({"confidence.low": Severity.WARN})
    assert guards.finding("confidence.low").severity is Severity.WARN


@pytest.mark.parametrize(
    ("rule", "severity", "said"),
    [
        ("surrogate.unissued", Severity.HOLD, 'at least "refuse"'),
        ("answer.malformed", Severity.WARN, 'at least "hold"'),
        ("no.such", Severity.NOTE, "no such rule"),
    ],
)
def test_what_no_answer_may_do_cannot_be_made_to_matter_less(
    rule: str, severity: Severity, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        Guards({rule: severity})


def test_no_rule_matters_less_than_its_own_least() -> None:
    assert not [r for r in RULES.values() if r.severity.is_milder_than(r.least)]


def test_a_record_of_a_finding_says_where_it_stands_and_no_text() -> None:
    seen = Sighting("characters.hidden", Where.INPUT, score=930, span=(3, 7))
    assert Guards().finding(seen).record() == {
        "rule": "characters.hidden",
        "severity": "warn",
        "where": "input",
        "score_permille": 930,
        "start": 3,
        "end": 7,
    }


def test_only_what_holds_or_refuses_keeps_an_answer_in() -> None:
    assert [one for one in Severity if one.is_grave] == [
        Severity.HOLD,
        Severity.REFUSE,
    ]
