"""Who said no to an exchange, read from the log's records."""

from typing import Any

import pytest

from appliance.domain.appeal import Ground, Refusal, refusal_in

Told = list[tuple[str, dict[str, Any]]]
UNISSUED = {"rule": "surrogate.unissued", "severity": "refuse"}
NOTED = {"rule": "answer.off-topic", "severity": "note"}
DOUBT = {"rule": "grounding.date", "severity": "hold"}
REFUSED = ("exchange.refused", {"decided_by": 3, "reasons": 1})
GUARDED = ("draft.guarded", {"findings": [NOTED, UNISSUED]})
DOUBTED = ("draft.guarded", {"findings": [DOUBT]})
DENIED = ("policy.decided", {"allowed": False, "rules": ["infer.own-case"]})


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([], None),
        ([DENIED, REFUSED], Refusal(Ground.POLICY, ("infer.own-case",))),
        (
            [("text.inspected", {"findings": [NOTED, UNISSUED]}), REFUSED],
            Refusal(Ground.GUARD, ("surrogate.unissued",)),
        ),
        (
            [GUARDED, ("draft.gated", {"verdict": "refuse", "rules": []}), REFUSED],
            Refusal(Ground.GUARD, ("surrogate.unissued",)),
        ),
        (
            [("draft.gated", {"verdict": "refuse", "rules": ["hold.x"]}), REFUSED],
            Refusal(Ground.GUARD, ("hold.x",)),
        ),
        (
            [("answer.withdrawn", {"chars_shown": 3, "findings": [DOUBT]}), REFUSED],
            Refusal(Ground.GUARD, ("grounding.date",)),
        ),
        (
            [DOUBTED, ("draft.gated", {"verdict": "hold"}), ("review.rejected", {})],
            Refusal(Ground.REVIEWER, ("grounding.date",)),
        ),
        (
            [("exchange.refused", {"error": "BlockedKindError"})],
            Refusal(Ground.MASKING, ("secret.masked",)),
        ),
        ([("exchange.refused", {"error": "OverBudgetError"})], None),
        ([("policy.decided", {"allowed": True, "rules": []}), REFUSED], None),
        ([("answer.withdrawn", {"chars_shown": 3})], None),
    ],
)
def test_who_said_no_and_by_which_rules(told: Told, expected: Refusal | None) -> None:
    assert refusal_in({"kind": k, "body": body} for k, body in told) == expected
