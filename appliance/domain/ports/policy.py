"""The rules, as the steps ask them."""

from collections.abc import Mapping
from typing import Protocol

from appliance.domain.caller import Caller
from appliance.domain.decision import Decision, Fact, Question
from appliance.domain.purpose import Purpose


class Policy(Protocol):
    """Policy as code."""

    def decide(
        self,
        question: Question,
        caller: Caller,
        purpose: Purpose | None,
        facts: Mapping[str, Fact],
    ) -> Decision:
        """Answer a question; any error or missing fact is a decision that denies."""
        ...
