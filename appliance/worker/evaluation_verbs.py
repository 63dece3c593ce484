"""The worker's verbs about evaluations: have one run, ask how far, list, take away.

Operators ask for themselves and are recorded by their account, as the kernel tells it
of the caller. The web process asks for a person who is signed in, and it is the web
process that has asked the policy whether they may.
"""

from collections.abc import Mapping
from typing import Any

from appliance.domain.evaluation import EvaluationState
from appliance.errors import PeerError
from appliance.settings import Settings
from appliance.stores.evaluations import KeptEvaluation
from appliance.stores.opened import Stores
from appliance.wire.peers import account_of, uids_of
from appliance.wire.server import Request, Verb
from appliance.worker.evaluate import Asked, Evaluating


def evaluation_verbs_of(
    settings: Settings, stores: Stores, evaluating: Evaluating
) -> dict[str, Verb]:
    """Bind the verbs to their callers."""
    operators = uids_of(settings.users.operators)
    web = uids_of((settings.users.web,))

    def evaluate(request: Request) -> Mapping[str, Any]:
        asked = decode_asked(request.body)
        if asked["requester"] is not None and request.peer.uid not in web:
            raise PeerError("only the web process asks in a person's name")
        if asked["requester"] is None and request.peer.uid not in operators:
            raise PeerError("only operators ask in no person's name")
        by_person = asked["requester"] is not None
        operator = None if by_person else account_of(request.peer)
        return told(evaluating.begin(Asked(**asked, operator=operator)))

    def one(request: Request) -> Mapping[str, Any]:
        return told(stores.evaluations.get(_text(request.body, "evaluation")))

    def all_of(request: Request) -> Mapping[str, Any]:
        purpose = _text(request.body, "purpose")
        kept = stores.evaluations
        found = kept.of_purpose(purpose) if purpose else kept.all()
        return {"evaluations": [told(evaluation) for evaluation in found]}

    def files(request: Request) -> Mapping[str, Any]:
        report, measured = stores.evaluations.files(_text(request.body, "evaluation"))
        return {"report": report, "measurements": measured}

    return {
        "evaluate": Verb(evaluate, operators | web),
        "evaluation": Verb(one, operators),
        "evaluations": Verb(all_of, operators),
        "evaluation_files": Verb(files, operators),
    }


def told(kept: KeptEvaluation) -> dict[str, Any]:
    """Put an evaluation into the words of the wire: whole numbers and texts."""
    return {
        "evaluation": kept.id,
        "purpose": kept.wanted.purpose,
        "release": kept.wanted.release,
        "golden": kept.wanted.golden,
        "against": kept.wanted.against,
        "state": str(kept.state),
        "cases": kept.wanted.cases,
        "runs": kept.runs,
        "done": kept.done,
        "passed": kept.passed,
        "verdict": None if kept.verdict is None else str(kept.verdict),
        "report": kept.report,
        "error": kept.error,
        "begun_at": kept.begun_at.isoformat(),
        "ended_at": None if kept.ended_at is None else kept.ended_at.isoformat(),
        "over": kept.state is not EvaluationState.RUNNING,
    }


def decode_asked(body: Mapping[str, Any]) -> dict[str, Any]:
    """Read what is asked for.

    Raises:
        KeyError, TypeError, ValueError: The body is none of an evaluation.
    """
    requester = body["requester"]
    if requester is not None and not (isinstance(requester, str) and requester):
        raise TypeError("a requester is a person or nobody")
    if not isinstance(body["against_live"], bool):
        raise TypeError("against_live is true or false")
    return {
        "purpose": _text(body, "purpose"),
        "release": _text(body, "release"),
        "against_live": body["against_live"],
        "requester": requester,
        "version": _whole(body, "version"),
    }


def _whole(body: Mapping[str, Any], key: str) -> int:
    value = body.get(key, 0)
    if type(value) is not int or value < 0:
        raise TypeError(f"{key} is a number from 0")
    return value


def _text(body: Mapping[str, Any], key: str) -> str:
    value = body[key]
    if not isinstance(value, str):
        raise TypeError(f"{key} is a text")
    return value
