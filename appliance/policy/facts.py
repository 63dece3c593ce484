"""What a rule may look at, in Cedar's words; policies/facts.cedarschema is the list.

The caller has no name here: rules speak of roles, so no rule can be about one person
and no error of the evaluation can name one. It does not ask the world for anything.
"""

from collections.abc import Mapping
from typing import Any

from appliance.domain.caller import Caller
from appliance.domain.decision import Fact, Question
from appliance.domain.purpose import Purpose

_CALLER = {"type": "Cloister::Caller", "id": "caller"}
_APPLIANCE = {"type": "Cloister::Appliance", "id": "appliance"}


def request_of(
    question: Question, purpose: Purpose | None, facts: Mapping[str, Fact]
) -> dict[str, Any]:
    """Put a question as a Cedar request."""
    return {
        "principal": _CALLER,
        "action": {"type": "Cloister::Action", "id": str(question)},
        "resource": _APPLIANCE if purpose is None else _uid_of(purpose),
        "context": {
            name: list(fact) if isinstance(fact, tuple) else fact
            for name, fact in facts.items()
        },
    }


def entities_of(caller: Caller, purpose: Purpose | None) -> list[dict[str, Any]]:
    """Describe the caller and the purpose, and nothing else, as Cedar entities."""
    asking = {
        "uid": _CALLER,
        "attrs": {"roles": sorted(map(str, caller.roles))},
        "parents": [],
    }
    if purpose is None:
        return [asking, {"uid": _APPLIANCE, "attrs": {}, "parents": []}]
    return [
        asking,
        {"uid": _uid_of(purpose), "attrs": _attributes_of(purpose), "parents": []},
    ]


def _uid_of(purpose: Purpose) -> dict[str, str]:
    return {"type": "Cloister::Purpose", "id": purpose.name}


def _attributes_of(purpose: Purpose) -> dict[str, Any]:
    return {
        "risk": str(purpose.risk),
        "roles": sorted(map(str, purpose.roles)),
        "tier": purpose.tier,
        "answer": str(purpose.answer),
        "streamed": purpose.streamed,
        "review": str(purpose.review),
        "reviewer_role": str(purpose.reviewer_role),
        "languages": list(purpose.languages),
        "kinds_kept": [str(kind) for kind in purpose.kinds_kept()],
    }
