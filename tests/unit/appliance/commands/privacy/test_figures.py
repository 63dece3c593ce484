import pytest

from appliance.commands.privacy.figures import f2, figures_of, proportion
from appliance.commands.privacy.score import Score, Share


@pytest.mark.parametrize(
    ("share", "value", "interval"),
    [
        # Wilson's own formula with z = 1.96, by hand.
        (Share(8, 10), 0.8, (0.4902, 0.9433)),
        (Share(0, 10), 0.0, (0.0, 0.2775)),
        (Share(10, 10), 1.0, (0.7225, 1.0)),
        (Share(900, 1000), 0.9, (0.8798, 0.9171)),
    ],
)
def test_a_proportion_has_wilsons_interval(
    share: Share, value: float, interval: tuple[float, float]
):
    found = proportion(share)
    assert value == found.value
    assert found.interval == interval


def test_nothing_counted_has_no_figure():
    found = proportion(Share(0, 0))
    assert (found.value, found.interval) == (None, None)


@pytest.mark.parametrize(
    ("hits", "labels", "expected"),
    [
        (Share(5, 10), Share(5, 5), 5 / 6),
        (Share(10, 10), Share(5, 10), 5 / 9),
        (Share(0, 3), Share(0, 4), 0.0),
        (Share(0, 0), Share(0, 4), 0.0),
        (Share(0, 0), Share(0, 0), None),
    ],
)
def test_f2_weighs_recall_more(hits: Share, labels: Share, expected: float | None):
    found = f2(hits, labels)
    assert found == (None if expected is None else pytest.approx(expected))


def test_documents_drawn_again_give_the_same_interval_each_time():
    scores = [Score(chars=Share(n, 10), documents=1) for n in (2, 5, 9, 10)]
    first, again = figures_of(scores), figures_of(scores)

    assert first.char_precision.value == 0.65
    assert first.char_precision == again.char_precision
    assert first.char_precision.interval is not None
    low, high = first.char_precision.interval
    assert 0.2 <= low < 0.65 < high <= 1.0


def test_documents_that_are_all_alike_have_an_interval_of_one_point():
    scores = [Score(typed_hits=Share(1, 2), typed_labels=Share(1, 1), documents=1)] * 5
    found = figures_of(scores).typed_f2
    assert found.value == 0.8333
    assert found.interval == (0.8333, 0.8333)


def test_one_document_alone_tells_nothing_of_others():
    found = figures_of([Score(chars=Share(1, 2), documents=1)])
    assert found.char_precision.value == 0.5
    assert found.char_precision.interval is None


def test_the_object_has_these_keys_and_no_more():
    found = figures_of([Score(types={"PERSON": Share(1, 2)}, documents=1)]).to_json()
    assert set(found) == {
        "masked_recall",
        "direct_recall",
        "quasi_recall",
        "char_precision",
        "char_precision_of_labelled_kinds",
        "typed_f2",
        "false_hit_documents",
        "documents_without_labels",
        "per_type",
        "per_type_not_counted",
        "found_per_kind",
        "intervals",
        "counts",
    }
    assert found["masked_recall"] == 0.5
    assert found["direct_recall"] is None
    assert found["per_type"] == {
        "PERSON": {
            "masked_recall": 0.5,
            "interval": [0.0945, 0.9055],
            "spans": 2,
            "spans_masked": 1,
        }
    }
