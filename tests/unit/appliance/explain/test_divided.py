"""Which part of a text is in work, as its records say."""

from typing import Any

import pytest

from appliance.explain import part_now
from appliance.kinds import OUTCOMES, RecordKind


def record(kind: RecordKind, **body: Any) -> dict[str, Any]:
    return {"kind": str(kind), "body": body}


DIVIDED = record(RecordKind.TEXT_DIVIDED, parts=[[0, 9], [9, 20]])
COMPOSED = record(RecordKind.PROMPT_COMPOSED, part=2, of=2)
WRITTEN = [
    record(RecordKind.EXCHANGE_INTENDED, part=2, of=2),
    record(RecordKind.DRAFT_GENERATED, part=2, of=2),
]


def test_the_part_that_was_composed_last_is_in_work() -> None:
    first = record(RecordKind.PROMPT_COMPOSED, part=1, of=2)
    assert part_now([DIVIDED, first]) == (1, 2)
    assert part_now([DIVIDED, first, COMPOSED, *WRITTEN]) == (2, 2)


@pytest.mark.parametrize(
    "last",
    [
        *(record(kind) for kind in sorted(OUTCOMES)),
        record(RecordKind.EXCHANGE_DELAYED, error="EngineError"),
        record(RecordKind.REQUEST_RECEIVED, origin="worker"),
        DIVIDED,
        record(RecordKind.PROMPT_COMPOSED, combines=2),
        record(RecordKind.DRAFT_COMBINED, combines=2, fields={}),
        record(RecordKind.PROMPT_COMPOSED),
    ],
    ids=lambda one: one["kind"],
)
def test_none_is_once_it_is_over_waits_begins_anew_or_is_combined(
    last: dict[str, Any],
) -> None:
    assert part_now([DIVIDED, COMPOSED, *WRITTEN, last]) is None


def test_none_is_of_a_text_that_is_begun_anew_until_its_first_part_is() -> None:
    begun = [
        record(RecordKind.REQUEST_RECEIVED, origin="worker"),
        record(RecordKind.CALLER_IDENTIFIED),
        record(RecordKind.TEXT_PSEUDONYMISED),
    ]
    waited = [COMPOSED, *WRITTEN, record(RecordKind.EXCHANGE_DELAYED), *begun]
    assert part_now([DIVIDED, *waited]) is None
    assert part_now([DIVIDED, *waited, DIVIDED, COMPOSED]) == (2, 2)
