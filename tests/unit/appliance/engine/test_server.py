"""Who calls decides what comes first, and who may call at all."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import pytest

from appliance.domain.ports.engine import GenerateRequest
from appliance.engine.codec import encode_request
from appliance.engine.job import Priority
from appliance.engine.room import EngineRoom
from appliance.engine.server import verbs_of
from appliance.settings import Settings, parse_settings
from appliance.wire.peers import Peer
from appliance.wire.server import Request, Verb

WEB, WORKER, OTHER = 1001, 1002, 1003


class Listening:
    """A room that only notes how urgent each request is."""

    def __init__(self) -> None:
        self.heard: list[Priority] = []

    def generate(self, _: GenerateRequest, priority: Priority) -> Iterator[None]:
        self.heard.append(priority)
        return iter(())


@pytest.fixture
def settings() -> Settings:
    table: dict[str, Any] = {
        "site": {"name": "Test bank"},
        "paths": dict.fromkeys(
            ("state", "run", "keys", "models", "policies"), "/nowhere"
        ),
        "users": {
            "web": str(WEB),
            "masker": "1",
            "engine": "2",
            "ledger": "3",
            "worker": str(WORKER),
            "operators": [str(OTHER)],
        },
        "web": {"host_name": "localhost"},
        "directory": {
            "urls": ["ldaps://localhost"],
            "ca_file": "/nowhere",
            "schema": "rfc2307",
            "base_dn": "dc=x",
            "group_base_dn": "dc=x",
            "service_dn": "cn=x",
            "roles": {},
        },
        "database": {"url": "sqlite:///x", "vault_url": "sqlite:///v"},
        "ledger": {"origin": "test.example/log"},
    }
    return parse_settings(table)


def ask(room: Listening, settings: Settings, uid: int) -> None:
    request = GenerateRequest("e", "c", "p", (), "", 1, 0.0, 1, 0, release="a" * 64)
    verb: Verb = verbs_of(cast("EngineRoom", room), settings)["generate"]
    assert uid in verb.allowed
    call = Request(encode_request(request), Peer(pid=1, uid=uid, gid=uid))
    answer: Any = verb.handler(call)
    assert list(answer) == []


def test_the_web_unit_asks_for_staff_and_the_worker_for_jobs(
    settings: Settings,
) -> None:
    room = Listening()
    ask(room, settings, WEB)
    ask(room, settings, WORKER)
    assert room.heard == [Priority.STAFF, Priority.JOB]


def test_where_one_user_runs_all_units_all_work_is_staffs(settings: Settings) -> None:
    shared = replace(
        settings, users=replace(settings.users, worker=str(WEB), web=str(WEB))
    )
    room = Listening()
    ask(room, shared, WEB)
    assert room.heard == [Priority.STAFF]


def test_the_verbs_are_these_and_each_has_its_callers(settings: Settings) -> None:
    verbs = verbs_of(cast("EngineRoom", Listening()), settings)
    assert {name: set(verb.allowed) for name, verb in verbs.items()} == {
        "generate": {WEB, WORKER},
        "score": {WEB, WORKER},
        "fits": {WEB, WORKER},
        "cancel": {WEB, WORKER},
        "health": {WEB, WORKER, OTHER},
        "describe": {WEB, WORKER, OTHER},
        "figures": {WEB, WORKER, OTHER},
    }


# A process of its own: whatever this one computed has left teams of threads already.
LOADING = """
import os, sys, time, torch
from appliance.engine.server import apart

def threads():
    return len(os.listdir("/proc/self/task"))

def compute():
    return float((torch.ones(512, 512) @ torch.ones(512, 512)).sum())

torch.set_num_threads(2)
before = threads()
found = apart(compute) if sys.argv[1] == "apart" else compute()
assert found == 512.0**3
# A thread that was told to end needs a moment for it.
for _ in range(60):
    if threads() > before:
        time.sleep(0.05)
print(threads() - before)
"""


@pytest.mark.parametrize(("how", "left"), [("apart", 0), ("here", 1)])
def test_what_opens_the_model_leaves_no_threads_that_the_models_would_count(
    how: str, left: int
) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", LOADING, how], capture_output=True, check=True, text=True
    )
    assert int(ran.stdout) == left
