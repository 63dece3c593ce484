"""Who may have the worker evaluate, and in whose name."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from appliance.errors import NotFoundError, PeerError
from appliance.kinds import RecordKind
from appliance.settings import Settings, parse_settings
from appliance.wire.peers import Peer
from appliance.wire.server import Request, Verb
from appliance.worker.evaluation_verbs import evaluation_verbs_of
from tests.unit.appliance.worker.house import House

WEB, OPERATOR, OTHER = 4001, 4002, 4003
ASKED = {
    "purpose": "reply-draft",
    "release": "",
    "against_live": False,
    "requester": None,
}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    built = House(tmp_path)
    yield built
    built.stores.close()


def verbs_of(house: House, settings: Settings) -> dict[str, Verb]:
    return evaluation_verbs_of(settings, house.stores, house.evaluating)


@pytest.fixture
def verbs(house: House, settings: Settings) -> dict[str, Verb]:
    return verbs_of(house, settings)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    units = dict.fromkeys(("masker", "engine", "ledger", "worker"), str(OTHER))
    paths = ("state", "run", "keys", "models", "policies")
    directory = dict.fromkeys(("ca_file", "base_dn", "group_base_dn", "service_dn"), "")
    return parse_settings(
        {
            "site": {"name": "Test"},
            "paths": {name: str(tmp_path / name) for name in paths},
            "users": {**units, "web": str(WEB), "operators": [str(OPERATOR)]},
            "web": {"host_name": "localhost"},
            "directory": {**directory, "schema": "rfc2307", "urls": [], "roles": {}},
            "database": {"url": "", "vault_url": ""},
            "ledger": {"origin": "log.example/ledger"},
        }
    )


def call(
    verbs: Mapping[str, Verb], name: str, uid: int, body: Mapping[str, Any]
) -> Any:
    return verbs[name].handler(Request(dict(body), Peer(pid=1, uid=uid, gid=uid)))


def test_each_verb_has_exactly_its_callers(verbs: dict[str, Verb]) -> None:
    assert {name: verb.allowed for name, verb in verbs.items()} == {
        "evaluate": {WEB, OPERATOR},
        "evaluation": {OPERATOR},
        "evaluations": {OPERATOR},
        "evaluation_files": {OPERATOR},
    }


def test_an_operator_asks_by_the_account_that_the_kernel_tells(
    house: House, verbs: dict[str, Verb]
) -> None:
    begun = call(verbs, "evaluate", OPERATOR, ASKED)
    started = house.ledger.only(RecordKind.EVALUATION_STARTED)
    assert started.body["operator"]["user"] == str(OPERATOR)
    assert started.actor is None
    assert begun["over"] is False
    assert begun["runs"] == begun["cases"] >= 150


def test_the_web_process_asks_for_a_person(
    house: House, verbs: dict[str, Verb]
) -> None:
    call(verbs, "evaluate", WEB, {**ASKED, "requester": "carla"})
    started = house.ledger.only(RecordKind.EVALUATION_STARTED)
    assert (started.actor, "operator" in started.body) == ("carla", False)


@pytest.mark.parametrize(
    ("uid", "requester"), [(WEB, None), (OPERATOR, "carla"), (OTHER, None)]
)
def test_nobody_asks_in_another_name(
    house: House, verbs: dict[str, Verb], uid: int, requester: str | None
) -> None:
    with pytest.raises(PeerError):
        call(verbs, "evaluate", uid, {**ASKED, "requester": requester})
    assert house.ledger.records == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"purpose": None},
        {"release": 7},
        {"against_live": "yes"},
        {"against_live": None},
        {"requester": ""},
        {"requester": 7},
    ],
)
def test_a_body_of_another_shape_begins_nothing(
    house: House, verbs: dict[str, Verb], wrong: dict[str, Any]
) -> None:
    with pytest.raises((TypeError, ValueError, KeyError)):
        call(verbs, "evaluate", OPERATOR, {**ASKED, **wrong})
    for missing in ASKED:
        short = {name: value for name, value in ASKED.items() if name != missing}
        with pytest.raises(KeyError):
            call(verbs, "evaluate", OPERATOR, short)
    assert house.ledger.records == []


def test_one_that_goes_on_has_no_files_yet(
    house: House, verbs: dict[str, Verb]
) -> None:
    begun = call(verbs, "evaluate", OPERATOR, ASKED)
    named = {"evaluation": begun["evaluation"]}
    assert call(verbs, "evaluation", OPERATOR, named) == begun
    assert call(verbs, "evaluations", OPERATOR, {"purpose": ""}) == {
        "evaluations": [begun]
    }
    with pytest.raises(NotFoundError):
        call(verbs, "evaluation_files", OPERATOR, named)
    house.stores.evaluations.fail(begun["evaluation"], "EngineError")
    over = call(verbs, "evaluation", OPERATOR, named)
    assert (over["over"], over["error"], over["verdict"]) == (True, "EngineError", None)
