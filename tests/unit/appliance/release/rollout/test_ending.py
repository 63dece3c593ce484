"""Why a rollout ended is a code with figures, and a sentence in any language."""

import pytest

from appliance.domain.rollout import Metric
from appliance.release.rollout.ending import (
    METRIC_WORDS,
    REASON_WORDS,
    Ending,
    Reason,
    told,
)

FIGURES = {
    "live": 3000,
    "live_bad": 30,
    "candidate": 40,
    "candidate_bad": 20,
    "worse_permille": 55,
    "most_permille": 300,
}


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("metric", Metric)
def test_every_reason_is_a_whole_sentence_of_every_metric(
    reason: Reason, metric: Metric
) -> None:
    sentence = told(Ending("limit", metric, None, reason, FIGURES).body())
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert "%(" not in sentence
    if reason is not Reason.WITHIN_LIMITS:
        assert METRIC_WORDS[metric] in sentence


def test_figures_are_written_as_the_reader_writes_them() -> None:
    body = Ending("limit", Metric.HELD, None, Reason.ABOVE_LIVE, FIGURES).body()
    spoken = {
        REASON_WORDS[Reason.ABOVE_LIVE]: "%(what)s: %(live)s, %(worse)s %%",
        METRIC_WORDS[Metric.HELD]: "gehalten",
    }
    german = told(
        body,
        say=lambda sentence: spoken[sentence],
        number=lambda n: f"{n:,}".translate(str.maketrans(",.", ".,")),
    )
    assert german == "gehalten: 3.000, 5,5 %"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"cause": "person"},
        {"reason": "above-live"},
        {"reason": "because", "figures": FIGURES},
        {"reason": ["above-live"], "figures": FIGURES},
    ],
)
def test_an_end_without_a_known_reason_has_no_sentence(body: dict[str, object]) -> None:
    assert told(body) == ""
