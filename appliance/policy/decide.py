"""Answer a question by the rules: yes only if nothing at all is in doubt.

Cedar skips a rule whose evaluation fails and goes on, so a forbid could be skipped and
the answer be Allow. Three conditions close that: the engine said Allow, it reported no
error, and both the request and the entities were checked against the schema. The check
against the schema is not optional here: a bundle without a schema cannot be built.
"""

import json
from collections.abc import Mapping

import cedarpy

from appliance.domain.caller import Caller
from appliance.domain.decision import Decision, Fact, FiredRule, Question
from appliance.domain.purpose import Purpose
from appliance.policy.bundles import RuleBundle
from appliance.policy.facts import entities_of, request_of


class CedarPolicy:
    """The rules in force; implements `domain.ports.policy.Policy`."""

    def __init__(self, bundle: RuleBundle) -> None:
        self._bundle = bundle

    @property
    def digest(self) -> str:
        """SHA-256 hex of the set of rules in force."""
        return self._bundle.digest

    @property
    def rules(self) -> tuple[FiredRule, ...]:
        """Every rule in force, in the order of the files, for the pages."""
        return tuple(self._bundle.rules.values())

    def decide(
        self,
        question: Question,
        caller: Caller,
        purpose: Purpose | None,
        facts: Mapping[str, Fact],
    ) -> Decision:
        """Answer a question; any error or missing fact is a decision that denies."""
        allowed, rules, errors = self._ask(question, caller, purpose, facts)
        return Decision(
            question=question,
            allowed=allowed,
            rules=rules,
            errors=errors,
            policy_digest=self._bundle.digest,
            facts={**facts, "caller_roles": tuple(sorted(map(str, caller.roles)))},
        )

    def _ask(
        self,
        question: Question,
        caller: Caller,
        purpose: Purpose | None,
        facts: Mapping[str, Fact],
    ) -> tuple[bool, tuple[FiredRule, ...], tuple[str, ...]]:
        bundle = self._bundle
        try:
            entities = cedarpy.Entities.from_json_str(
                json.dumps(entities_of(caller, purpose)), bundle.schema
            )
            result = cedarpy.is_authorized(
                request_of(question, purpose, facts),
                bundle.policies,
                entities,
                schema=bundle.schema,
            )
        except (ValueError, TypeError):
            # The engine's own words may quote a value; ours name the facts only.
            return False, (), (_doubt("caller or purpose outside the schema", facts),)
        named = result.diagnostics.id_annotations_by_reason
        fired = {named.get(reason, "") for reason in result.diagnostics.reasons}
        rules = tuple(rule for id_, rule in bundle.rules.items() if id_ in fired)
        if result.diagnostics.errors or result.decision is cedarpy.Decision.NoDecision:
            return False, rules, (_doubt("facts outside the schema", facts),)
        return result.decision is cedarpy.Decision.Allow, rules, ()


def _doubt(what: str, facts: Mapping[str, Fact]) -> str:
    return f"{what}; facts given: {', '.join(sorted(facts)) or 'none'}"
