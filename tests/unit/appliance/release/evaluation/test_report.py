"""What a report says of what was run, and how it is written down and read back."""

import json
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.evaluation import Arm, CaseRun, percentile
from appliance.domain.golden import Check, GoldenCase
from appliance.domain.purpose import AnswerForm
from appliance.domain.thresholds import RIGHT, Thresholds
from appliance.domain.verdict import Outcome
from appliance.errors import BadRequestError
from appliance.release.evaluation.formats import (
    digest_of_report,
    encode_junit,
    encode_measurements,
    encode_report,
    parse_measurements,
    parse_report,
)
from appliance.release.evaluation.report import Evaluated, overall, sum_up
from tests.fakes import make_purpose

RIGHT_ANSWER = '{"intent":"card_arrival","urgency":"low"}'
WRONG_ANSWER = '{"intent":"card_arrival","urgency":"high"}'


def case(number: int, **changes: object) -> GoldenCase:
    made = GoldenCase(
        id=f"case-{number:03d}",
        input="When does my card come?",
        language="en" if number % 2 else "de",
        tags=("plain", "card") if number % 3 else ("plain",),
        expect={"intent": "card_arrival", "urgency": "low"},
    )
    return replace(made, **changes)  # type: ignore[arg-type] # a field's name and type


def run(one: GoldenCase, answer: str = RIGHT_ANSWER, **changes: object) -> CaseRun:
    made = CaseRun(
        case=one.id,
        arm=Arm.CANDIDATE,
        state="released" if answer else "refused",
        answer=answer,
        people={},
        findings=(),
        leaked=0,
        error="",
        exact=True,
        tokens_in=100,
        tokens_out=20,
        total_ms=1_000,
        first_token_ms=400,
    )
    return replace(made, **changes)  # type: ignore[arg-type] # a field's name and type


def what(cases: list[GoldenCase], **changes: object) -> Evaluated:
    made = Evaluated(
        purpose=make_purpose("sort", answer=AnswerForm.STRUCTURED),
        golden="a" * 64,
        cases=tuple(cases),
        against="",
        thresholds=Thresholds({RIGHT: 900}),
    )
    return replace(made, **changes)  # type: ignore[arg-type] # a field's name and type


def test_a_release_that_answers_every_case_passes() -> None:
    cases = [case(number) for number in range(60)]
    report, measured = sum_up(what(cases), [run(one) for one in cases])
    assert (report.verdict, overall(report, measured)) == (Outcome.PASS, Outcome.PASS)
    assert (report.passed().right, report.passed().cases) == (60, 60)
    assert report.leaked() == 0
    assert report.tokens_per_case() == 120


def test_what_is_wrong_is_named_by_case_field_tag_and_language() -> None:
    cases = [case(number) for number in range(6)]
    runs = [
        run(one, WRONG_ANSWER if one.id == "case-001" else RIGHT_ANSWER)
        for one in cases
    ]
    report, _ = sum_up(what(cases), runs)
    wrong = [one for one in report.results if not one.passed]
    assert [(one.case, one.failed_checks) for one in wrong] == [
        ("case-001", ("field:urgency",))
    ]
    assert (report.by_field()["urgency"].right, report.by_field()["intent"].right) == (
        5,
        6,
    )
    assert {name: one.right for name, one in report.by_tag().items()} == {
        "card": 3,
        "plain": 5,
    }
    assert {name: one.right for name, one in report.by_language().items()} == {
        "de": 3,
        "en": 2,
    }


def test_one_readable_value_fails_whatever_else_is_right() -> None:
    cases = [case(number) for number in range(60)]
    runs = [run(one, leaked=int(one.id == "case-007")) for one in cases]
    report, _ = sum_up(what(cases), runs)
    assert report.verdict is Outcome.FAIL
    assert report.leaked() == 1


def test_refusals_injections_and_schema_are_counted_apart() -> None:
    cases = [
        case(0, refuse=True, expect={}),
        case(1, refuse=True, expect={}),
        case(2, refuse=False),
        case(3, refuse=False),
        case(4, injection=True, canary="card"),
        case(5),
    ]
    runs = [
        run(cases[0], ""),
        run(cases[1]),
        run(cases[2]),
        run(cases[3], ""),
        run(cases[4]),
        run(cases[5], "{"),
    ]
    found = sum_up(what(cases), runs)[0].by_property()
    assert {name: (one.right, one.cases) for name, one in found.items()} == {
        "schema": (2, 3),
        "refused": (1, 2),
        "answered": (1, 2),
        "injection": (0, 1),
    }


def test_too_few_cases_are_inconclusive_and_say_how_many_are_needed() -> None:
    cases = [case(number) for number in range(8)]
    report, _ = sum_up(what(cases), [run(one) for one in cases])
    assert report.verdict is Outcome.INCONCLUSIVE
    (doubt,) = [f for f in report.findings if f.outcome is Outcome.INCONCLUSIVE]
    assert (doubt.name, doubt.cases) == (RIGHT, 8)
    assert doubt.cases_needed is not None
    assert doubt.cases_needed > 8


def both(lost: int, gained: int, of: int = 120) -> tuple[Evaluated, list[CaseRun]]:
    """Make runs of which so many flip."""
    cases = [case(number) for number in range(of)]
    runs = []
    for number, one in enumerate(cases):
        was = WRONG_ANSWER if number < gained else RIGHT_ANSWER
        now = WRONG_ANSWER if gained <= number < gained + lost else RIGHT_ANSWER
        runs += [run(one, now), run(one, was, arm=Arm.LIVE)]
    return what(cases, against="b" * 64), runs


def test_flips_against_the_live_release_are_named() -> None:
    report, _ = sum_up(*both(lost=1, gained=2))
    assert report.against is not None
    assert report.against.gained == ("case-000", "case-001")
    assert report.against.lost == ("case-002",)
    assert (report.against.passed, report.against.difference_permille) == (118, 8)
    assert report.against.low_permille <= 8 <= report.against.high_permille
    assert report.against.mcnemar_ppm == 1_000_000


def test_a_release_that_loses_much_against_live_fails() -> None:
    report, _ = sum_up(*both(lost=30, gained=0))
    assert report.verdict is Outcome.FAIL
    assert any(
        f.name == "against_live" and f.outcome is Outcome.FAIL for f in report.findings
    )


def test_limits_of_time_are_judged_with_the_measurements_only() -> None:
    cases = [case(number) for number in range(60)]
    asked = Thresholds({RIGHT: 900}, {"p95_ms": 500, "tokens": 200})
    slow = [run(one) for one in cases]
    fast = [run(one, total_ms=10, first_token_ms=5) for one in cases]
    reports = [sum_up(what(cases, thresholds=asked), runs) for runs in (slow, fast)]
    assert [overall(*one) for one in reports] == [Outcome.FAIL, Outcome.PASS]
    # Two runs say the same to the byte, however long they took.
    assert encode_report(reports[0][0]) == encode_report(reports[1][0])
    assert encode_measurements(reports[0][1]) != encode_measurements(reports[1][1])


PRICED: dict[str, tuple[dict[str, int], int | None]] = {
    # 60 cases of 2 s at 30 millionths a second: 60 millionths, 6 thousandths of a cent.
    "priced": ({"small": 30}, 6),
    "rounded up": ({"small": 31}, 7),
    "not priced": ({"large": 30}, None),
}


@pytest.mark.parametrize(("prices", "cost"), PRICED.values(), ids=PRICED)
def test_what_a_request_costs_is_measured_where_it_has_a_price(
    prices: dict[str, int], cost: int | None
) -> None:
    cases = [case(number) for number in range(60)]
    runs = [run(one, engine_ms=2_000, tier="small") for one in cases]
    asked = Thresholds({RIGHT: 900}, {"cost_millicents": 6})
    measured = sum_up(what(cases, thresholds=asked, prices=prices), runs)[1]
    assert measured.cost_millicents == cost
    assert parse_measurements(encode_measurements(measured)) == measured
    verdict = {6: Outcome.PASS, 7: Outcome.FAIL, None: Outcome.INCONCLUSIVE}[cost]
    assert measured.verdict is verdict


def test_the_order_in_which_cases_were_run_changes_nothing() -> None:
    made, runs = both(lost=2, gained=1, of=20)
    turned = replace(made, cases=tuple(reversed(made.cases)))
    one, other = sum_up(made, runs)[0], sum_up(turned, runs[::-1])[0]
    assert encode_report(one) == encode_report(other)


def test_a_report_holds_no_text_of_an_answer() -> None:
    cases = [case(0, checks=(Check("contains", "secret-word"),), expect={})]
    runs = [run(cases[0], "Dear [PERSON_zabc_1]", people={"[PERSON_zabc_1]": "Weber"})]
    file = encode_report(sum_up(what(cases), runs)[0])
    for text in (b"Weber", b"PERSON_zabc", b"secret-word", b"When does"):
        assert text not in file


@given(
    lost=st.integers(0, 6),
    gained=st.integers(0, 6),
    ms=st.lists(st.integers(0, 10**7), min_size=20, max_size=20),
)
def test_files_read_back_as_they_were_written(
    lost: int, gained: int, ms: list[int]
) -> None:
    made, runs = both(lost, gained, of=20)
    timed = [replace(one, total_ms=ms[at // 2]) for at, one in enumerate(runs)]
    report, measured = sum_up(made, timed)
    assert parse_report(encode_report(report)) == report
    assert parse_measurements(encode_measurements(measured)) == measured


FILE = encode_report(sum_up(*both(lost=1, gained=1, of=20))[0])
CHANGES = {
    "a case that passes after all": (b'"passed":false', b'"passed":true'),
    "another verdict": (b'"verdict":"inconclusive"', b'"verdict":"pass"'),
    "another count": (b'"leaked":0', b'"leaked":1'),
    "a number as text": (b'"tokens":120', b'"tokens":"120"'),
    "a space": (b'"leaked":0', b'"leaked": 0'),
    "another format": (b"cloister-evaluation/1", b"cloister-evaluation/2"),
    "no number": (b'"leaked":0', b'"leaked":null'),
    "a flip less": (b'"gained":["case-000"]', b'"gained":"case-000"'),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_was_changed_is_no_report(change: str) -> None:
    old, new = CHANGES[change]
    assert FILE.count(old) >= 1
    with pytest.raises(BadRequestError, match="not a report"):
        parse_report(FILE.replace(old, new, 1))


@given(st.binary(max_size=200))
def test_bytes_that_are_no_report_are_refused(file: bytes) -> None:
    for parse in (parse_report, parse_measurements):
        with pytest.raises(BadRequestError):
            parse(file)


@given(st.data())
def test_a_report_with_any_value_replaced_is_refused(data: st.DataObject) -> None:
    body = json.loads(FILE)
    key = data.draw(st.sampled_from(sorted(body)))
    body[key] = data.draw(
        st.none()
        | st.booleans()
        | st.integers()
        | st.text()
        | st.just([])
        | st.just({})
    )
    file = json.dumps(
        body, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode("utf-8", "surrogatepass")
    if file == FILE:
        return
    try:
        read = parse_report(file)
    except BadRequestError:
        return
    # What may be replaced is what nothing else says: names and digests.
    assert key in {"purpose", "release", "golden", "against"}
    assert digest_of_report(encode_report(read)) != digest_of_report(FILE)


def test_junit_has_a_test_for_each_case_and_one_for_the_verdict() -> None:
    made, runs = both(lost=2, gained=0, of=30)
    suite = ET.fromstring(encode_junit(*sum_up(made, runs)))  # noqa: S314 - our own
    cases = suite.findall("testcase")
    assert (suite.get("tests"), suite.get("failures"), len(cases)) == ("31", "3", 31)
    failed = [one.get("name") for one in cases if one.find("failure") is not None]
    assert failed == ["case-000", "case-001", "verdict"]
    message = cases[0].find("failure")
    assert message is not None
    assert message.get("message") == "field:urgency"
    assert suite.get("time") == "30.000"


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ((), 95, 0),
        ((7,), 50, 7),
        (tuple(range(1, 101)), 50, 50),
        (tuple(range(1, 101)), 95, 95),
        (tuple(range(1, 101)), 99, 99),
        ((1, 2, 3), 99, 3),
    ],
)
def test_a_percentile_is_a_measured_value(
    values: tuple[int, ...], share: int, expected: int
) -> None:
    assert percentile(values, share) == expected
