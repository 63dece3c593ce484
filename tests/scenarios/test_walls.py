"""Attempts to get round the walls between processes, made from inside the machine.

Import guard, peer credentials, seals, and "no record, no answer": each is attacked as a
program with the web process' own rights could, or as another user of the host.
"""

import contextlib
import dataclasses
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from appliance.domain.entity import EntityKind
from appliance.domain.masked import MaskedText
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.prompt import MaskedPart, Message, TemplatePart
from appliance.domain.seal import issue_seal
from appliance.engine.codec import encode_request
from appliance.errors import EngineError, LedgerError, MaskerError
from appliance.masker.codec import decode_masked, encode_order
from appliance.masker.room import MaskOrder
from appliance.wire.client import WireClient
from tests.deployed import live_purpose
from tests.stack import Stack, running_stack

UNITS_WITHOUT_TORCH = ("ledger", "masker", "web", "worker")


@pytest.mark.parametrize("unit", UNITS_WITHOUT_TORCH)
def test_no_process_but_the_engine_has_torch_in_memory(stack: Stack, unit: str) -> None:
    maps = "".join(
        (Path("/proc") / pid / "maps").read_text() for pid in _family(stack, unit)
    )

    assert "python" in maps
    assert "libtorch" not in maps
    assert "/torch/" not in maps


def test_the_engine_does_have_torch_in_memory(stack: Stack) -> None:
    maps = "".join(
        (Path("/proc") / pid / "maps").read_text() for pid in _family(stack, "engine")
    )

    assert "libtorch" in maps


@pytest.mark.root
@pytest.mark.parametrize(
    ("unit", "verb"),
    [
        ("masker", "mask"),
        ("masker", "restore"),
        ("masker", "commitments"),
        ("engine", "generate"),
        ("engine", "cancel"),
        ("ledger", "append"),
        ("ledger", "export"),
    ],
)
def test_another_user_of_the_host_is_refused_by_the_kernels_word(
    stack: Stack, unit: str, verb: str
) -> None:
    if not stack.is_separated:
        pytest.skip("processes share one uid without root")

    said = _as_uid(65_534, _calling(stack, unit, verb))

    assert said in {"PeerError", "PermissionError"}


@pytest.mark.root
@pytest.mark.parametrize("unit", ["masker", "engine"])
def test_the_ledgers_user_may_not_ask_masker_or_engine(stack: Stack, unit: str) -> None:
    if not stack.is_separated:
        pytest.skip("processes share one uid without root")
    verb = {"masker": "restore", "engine": "generate"}[unit]
    uid = int(stack.settings.users.ledger)

    assert _as_uid(uid, _calling(stack, unit, verb)) == "PeerError"


@pytest.mark.root
def test_web_cannot_read_the_keys_of_masker_seal_and_ledger(stack: Stack) -> None:
    if not stack.is_separated:
        pytest.skip("processes share one uid without root")
    keys = stack.settings.paths.keys
    uid = int(stack.settings.users.web)
    secret = [
        keys / "masker" / "vault.key",
        keys / "seal" / "seal.key",
        keys / "ledger" / "signing.key",
        keys / "ledger" / "alias.key",
        keys / "release" / "signing.key",
    ]

    assert all(path.exists() for path in secret)
    assert [path.name for path in secret if _reads_as(uid, path)] == []


def _request(stack: Stack, text: str, key: bytes, **changes: object) -> GenerateRequest:
    """Build a request that the engine takes, unless `changes` spoil it."""
    purpose = live_purpose(stack.settings, "complaint-triage")
    slices = purpose.prompts["en"]
    fields: dict[str, object] = {
        "exchange": "1" * 32,
        "case": "2" * 32,
        "purpose": purpose.name,
        "kinds_kept": purpose.kinds_kept(),
        "expires_at_s": int(time.time()) + 60,
    } | changes
    seal = issue_seal(key, text, **fields)  # type: ignore[arg-type] # a table of spoilt seals
    masked = MaskedText(text=text, spans=(), seal=seal)
    fixed = [
        TemplatePart(s.template, s.digest) for s in slices.instruction if s.template
    ]
    return GenerateRequest(
        exchange="1" * 32,
        case="2" * 32,
        purpose=purpose.name,
        messages=(Message("user", (*fixed, MaskedPart(masked))),),
        schema_template=purpose.schema_template,
        max_output_tokens=4,
        temperature=0.0,
        seed=1,
        top_logprobs=1,
        release=purpose.release,
    )


def _generate(stack: Stack, request: GenerateRequest) -> str:
    """Ask the engine as a taken-over web process would; name what came of it."""
    path = stack.settings.paths.socket("engine")

    def ask() -> None:
        client = WireClient(path, EngineError, 30.0)
        for _ in client.stream("generate", encode_request(request)):
            pass

    uid = int(stack.settings.users.web) if stack.is_separated else os.getuid()
    return _as_uid(uid, ask)


def test_the_engine_answers_a_part_with_the_maskers_seal(
    stack: Stack,
) -> None:
    request = _request(stack, "Where is my card?", _seal_key(stack))

    assert _generate(stack, request) == "answered"


@pytest.mark.parametrize(
    "changes",
    [
        {"exchange": "9" * 32},
        {"case": "9" * 32},
        {"purpose": "reply-draft"},
        {"expires_at_s": 1},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_the_engine_refuses_a_seal_made_for_something_else(
    stack: Stack, changes: dict[str, object]
) -> None:
    request = _request(stack, "Where is my card?", _seal_key(stack), **changes)

    assert _generate(stack, request) == "SealError"


def test_the_engine_refuses_a_seal_of_another_key(
    stack: Stack,
) -> None:
    request = _request(stack, "Where is my card?", os.urandom(32))

    assert _generate(stack, request) == "SealError"


def test_the_engine_refuses_one_changed_character(
    stack: Stack,
) -> None:
    request = _request(stack, "Where is my card?", _seal_key(stack))
    part = request.messages[0].parts[-1]
    assert isinstance(part, MaskedPart)
    changed = dataclasses.replace(part.masked, text="Where is my cord?")
    parts = (*request.messages[0].parts[:-1], MaskedPart(changed))
    request = dataclasses.replace(request, messages=(Message("user", parts),))

    assert _generate(stack, request) == "SealError"


def test_the_engine_refuses_template_text_of_its_caller(
    stack: Stack,
) -> None:
    request = _request(stack, "Where is my card?", _seal_key(stack))
    own = TemplatePart("complaint-triage/own", "0" * 64)
    parts = (own, *request.messages[0].parts)
    request = dataclasses.replace(request, messages=(Message("user", parts),))

    assert _generate(stack, request) == "SealError"


def test_the_engine_looks_again_for_what_the_masker_should_have_found(
    stack: Stack,
) -> None:
    leak = "Write to jane.doe@example.com about GB82 WEST 1234 5698 7654 32."
    request = _request(stack, leak, _seal_key(stack))

    assert _generate(stack, request) == "SealError"


def test_web_cannot_have_raw_text_sealed_for_the_model(stack: Stack) -> None:
    request = _request(stack, "", b"")
    order = MaskOrder(
        text="Write to jane.doe@example.com about GB82 WEST 1234 5698 7654 32.",
        exchange=request.exchange,
        case=request.case,
        purpose=request.purpose,
        kinds_kept=tuple(EntityKind),
        kinds_blocked=(),
        language="en",
    )
    uid = int(stack.settings.users.web) if stack.is_separated else os.getuid()
    sockets = stack.settings.paths.socket

    def ask() -> None:
        masker = WireClient(sockets("masker"), MaskerError, 30.0)
        sealed = decode_masked(masker.call("mask", encode_order(order)))
        # What makes this dangerous: the masker does seal it, unmasked.
        if sealed.text != order.text:
            return
        parts = (*request.messages[0].parts[:-1], MaskedPart(sealed))
        asked = dataclasses.replace(request, messages=(Message("user", parts),))
        engine = WireClient(sockets("engine"), EngineError, 30.0)
        for _ in engine.stream("generate", encode_request(asked)):
            pass

    assert _as_uid(uid, ask) == "SealError"


@pytest.mark.root
@pytest.mark.parametrize("unit", ["ledger", "masker", "engine"])
def test_silent_connections_of_another_user_stall_nobody(
    stack: Stack, unit: str
) -> None:
    if not stack.is_separated:
        pytest.skip("processes share one uid without root")
    path = stack.settings.paths.socket(unit)

    with _holding(65_534, path, 300):
        client = WireClient(path, LedgerError, 30.0)
        try:
            assert client.call("health", {})["ok"]
        finally:
            client.close()


@pytest.mark.root
@pytest.mark.parametrize(
    "kind",
    [
        *("vault.read", "vault.erased", "engine.started", "release.signed"),
        *("ledger.verified", "masking.probed", "evaluation.finished"),
        *("draft.compared", "judge.asked", "answer.judged"),
    ],
)
def test_web_cannot_append_what_another_process_tells(stack: Stack, kind: str) -> None:
    if not stack.is_separated:
        pytest.skip("processes share one uid without root")
    path = stack.settings.paths.socket("ledger")
    entry = {"kind": kind, "body": {}, "durable": True}

    said = _as_uid(
        int(stack.settings.users.web),
        lambda: WireClient(path, LedgerError, 5.0).call("append", entry),
    )

    assert said == "PeerError"


def test_the_engine_has_no_verb_for_a_string(stack: Stack) -> None:
    path = stack.settings.paths.socket("engine")
    uid = int(stack.settings.users.web) if stack.is_separated else os.getuid()
    said = {
        _as_uid(
            uid,
            lambda verb=verb: WireClient(path, EngineError, 5.0).call(
                verb, {"text": "hello"}
            ),
        )
        for verb in ("complete", "chat", "generate_text", "tokenize")
    }

    assert said == {"WireError"}


def test_no_record_no_answer_and_nothing_typed_is_lost() -> None:
    with running_stack() as own:
        with own.signed_in("anna.staff") as anna:
            assert list(anna.ask("complaint-triage", "Where is my card?"))[-1].is_last
            own.kill("ledger")

            events = list(anna.ask("complaint-triage", "Where is my other card?"))
            names = {event.name for event in events}
            own.restart("ledger")
            after = list(anna.ask("complaint-triage", "Where is my third card?"))

        assert "failed" in names
        assert not names & {"released", "piece", "held"}
        assert events[-1].body["status"] == 503
        assert after[-1].name == "released"


@pytest.mark.root
def test_a_full_disk_under_the_log_lets_no_answer_out(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root to mount a small filesystem")
    with running_stack() as own, own.signed_in("anna.staff") as anna:
        with _small_disk(own, tmp_path):
            before = list(anna.ask("complaint-triage", "Where is my card?"))
            _fill(own)
            full = list(anna.ask("complaint-triage", "Where is my other card?"))

        assert before[-1].name == "released"
        assert full[-1].name == "failed"
        assert not {event.name for event in full} & {"released", "piece", "held"}


@contextmanager
def _small_disk(own: Stack, aside: Path) -> Iterator[None]:
    """Move the log onto a filesystem of one megabyte while its process is down."""
    folder = own.settings.paths.state / "ledger"
    own.stop("ledger")
    shutil.copytree(folder, aside / "ledger")
    uid = folder.stat().st_uid
    options = f"size=1m,mode=700,uid={uid},gid={uid}"
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True
    )
    try:
        shutil.copytree(aside / "ledger", folder, dirs_exist_ok=True)
        for path in (folder, *folder.rglob("*")):
            os.chown(path, uid, uid)
        own.restart("ledger")
        yield
    finally:
        own.stop("ledger")
        subprocess.run(["umount", str(folder)], check=True)


def _fill(own: Stack) -> None:
    filler = own.settings.paths.state / "ledger" / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while file.write(bytes(1024)):
            pass


def _calling(stack: Stack, unit: str, verb: str) -> Callable[[], object]:
    path = stack.settings.paths.socket(unit)
    return lambda: WireClient(path, LedgerError, 5.0).call(verb, {})


def _seal_key(stack: Stack) -> bytes:
    return (stack.settings.paths.keys / "seal" / "seal.key").read_bytes()


def _family(stack: Stack, unit: str) -> list[str]:
    """List a unit's process and all its descendants."""
    pids = [str(stack.processes[unit].pid)]
    for pid in pids:
        tasks = Path("/proc") / pid / "task"
        for task in tasks.iterdir():
            with contextlib.suppress(FileNotFoundError):  # a thread may end meanwhile
                pids += (task / "children").read_text().split()
    return pids


def _as_uid(uid: int, act: Callable[[], object]) -> str:
    """Act as another user, in a child process; name what came of it."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        said = "answered"
        try:
            if uid != os.getuid():
                os.setgroups([])
                os.setgid(uid)
                os.setuid(uid)
            act()
        except BaseException as err:  # noqa: BLE001 - the child must report and end
            said = type(err).__name__
            if "PermissionError" in str(err):
                said = "PermissionError"
        finally:
            os.write(write, said.encode())
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        reported = pipe.read().decode()
    os.waitpid(child, 0)
    return reported


@contextmanager
def _holding(uid: int, path: Path, count: int) -> Iterator[None]:
    """Have another user open connections, say nothing, and keep them."""
    ready, opened = os.pipe()
    held, over = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(over)
            os.setgroups([])
            os.setgid(uid)
            os.setuid(uid)
            kept = []
            with suppress(OSError):
                for _ in range(count):
                    kept.append(socket.socket(socket.AF_UNIX))
                    kept[-1].connect(str(path))
                # They are accepted in turn: once the last is told, all were seen.
                kept[-1].settimeout(5)
                kept[-1].recv(1)
            os.write(opened, b"x")
            os.read(held, 1)
        finally:
            os._exit(0)
    os.close(held)
    os.close(opened)
    try:
        os.read(ready, 1)
        yield
    finally:
        os.close(over)
        os.close(ready)
        os.waitpid(child, 0)


def _reads_as(uid: int, path: Path) -> bool:
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(uid)
            os.setuid(uid)
            path.read_bytes()
        except PermissionError:
            os._exit(1)
        except BaseException:  # noqa: BLE001 - anything else counts as unread
            os._exit(2)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 0
