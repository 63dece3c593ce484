"""Nobody waits for a text of a list: it is in no wait, and it is counted elsewhere."""

from appliance.domain.alert import Series, Signal, Value, values_of
from appliance.domain.figures import By, Figures, Sign, Wait
from tests.fakes import NOON
from tests.unit.appliance.observe.test_exchange_metrics import ONE, text

SLOW = ONE._replace(total_ms=9_000, again=True)
OF_LIST = ONE._replace(of_list=True, total_ms=1, cause="model", language="de")


def test_waits_and_what_was_asked_are_of_what_people_asked() -> None:
    figures = Figures()
    for one in (SLOW, *[OF_LIST] * 30):
        figures.add(one, NOON)
    for by, name in ((By.TIER, ONE.tier), (By.PURPOSE, ONE.purpose)):
        assert all(len(figures.waits[by][name][wait]) == 1 for wait in Wait)
    assert (figures.purposes, figures.languages) == ({ONE.purpose: 1}, {"en": 1})
    again, stopped = (figures.signs[s] for s in (Sign.AGAIN, Sign.STOPPED))
    assert (again.bad, again.of, stopped.of) == (1, 1, 1)


def test_a_text_of_a_list_counts_in_all_else() -> None:
    figures = Figures()
    figures.add(OF_LIST, NOON)
    assert (figures.exchanges, figures.errors["model"]) == (1, 1)
    assert figures.states == {NOON: {ONE.state: 1}}
    assert figures.findings == ONE.findings
    assert figures.used[ONE.purpose, ONE.tier].exchanges == 1
    assert figures.signs[Sign.FINDINGS].of == 1


def test_a_list_hides_no_slow_quarter_and_is_counted_where_it_costs() -> None:
    values = values_of((SLOW, *[OF_LIST] * 30), ())
    assert values[Series(Signal.LATENCY, "")] == Value(1, 9_000)
    assert values[Series(Signal.COST, "")] == Value(31, 31 * ONE.engine_ms)
    assert values[Series(Signal.ERRORS, "")] == Value(31, 30)
    assert values[Series(Signal.FINDINGS, ONE.purpose)].total == 31


def test_a_quarter_with_texts_of_lists_alone_has_no_wait() -> None:
    values = values_of([OF_LIST] * 30, ())
    assert Series(Signal.LATENCY, "") not in values


def test_the_histograms_of_a_monitor_are_of_what_people_waited_for() -> None:
    told = text(SLOW, *[OF_LIST] * 30)
    counts = [line for line in told.splitlines() if "_seconds_count{" in line]
    assert len(counts) == 4
    assert {line.rsplit(" ", 1)[1] for line in counts} == {"1"}
    (drafts,) = [one for one in told.splitlines() if one.startswith("cloister_drafts_total{")]  # fmt: skip
    assert drafts.endswith(" 31")
