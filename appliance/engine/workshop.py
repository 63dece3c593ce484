"""The workshop's process: each piece of work in a child with few rights and bounds.

    python -m appliance.engine.workshop

Reads one JSON order a line, forks, and writes one JSON reply a line; a refusal is
`{"refused": why}`. The process itself never opens a file of a model. Only ever run by
sandbox.py.
"""

import ctypes
import importlib
import json
import os
import resource
import signal
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
import transformers

from appliance.engine.quantise import quantise
from appliance.engine.sandbox import NOBODY
from appliance.engine.shapes import check_shapes
from appliance.engine.trial import examine, try_out
from appliance.errors import ApplianceError


def _quantise(
    folder: Path, tell: Callable[[str], None], *, kind: str, target: str
) -> dict[str, Any]:
    tell(f"quantising to {kind}")
    # The library makes a path absolute to write to it, and nobody may not go down to
    # this folder from the root.
    quantise(folder, Path("/proc/self/cwd") / target, kind)
    return {"quantised": kind}


VERBS: Mapping[str, Callable[..., dict[str, Any]]] = {
    "examine": examine,
    "quantise": _quantise,
    "shapes": check_shapes,
    "try": try_out,
}
_PR_SET_NO_NEW_PRIVS = 38  # prctl(2)
_MAX_REPLY_BYTES = 1_000_000
# What the model's libraries raise on files they cannot take; their text may be long.
_FAULTS = (
    *(ArithmeticError, AssertionError, AttributeError, ImportError, LookupError),
    *(OSError, RuntimeError, TypeError, ValueError),
)


def main() -> int:
    """Take orders until the input ends."""
    # Libraries print; the reply has the real output to itself.
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call] # the library's
    transformers.utils.logging.set_verbosity_error()  # type: ignore[no-untyped-call] # the library's
    _warm_up()
    drop = _may_drop()
    _write(replies, {"drops": drop})
    for line in sys.stdin.buffer:
        _write(replies, _carry_out(json.loads(line), drop=drop))
    return 0


def _warm_up() -> None:
    """Load what the libraries load late, once and not in each child.

    On one thread: a process with a pool of threads must not fork.
    """
    torch.set_num_threads(1)
    config: Any = transformers.LlamaConfig
    tiny = config(
        vocab_size=8,
        hidden_size=8,
        intermediate_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        eos_token_id=None,
    )
    model_class: Any = transformers.AutoModelForCausalLM
    with torch.device("meta"):
        model_class.from_config(tiny)
    model = model_class.from_config(tiny)
    model.generate(input_ids=torch.tensor([[1]]), max_new_tokens=1, do_sample=False)


def _write(replies: Any, reply: Mapping[str, Any]) -> None:
    replies.write(json.dumps(reply).encode() + b"\n")
    replies.flush()


def _carry_out(order: Mapping[str, Any], *, drop: bool) -> dict[str, Any]:
    if order["verb"] == "quantise":
        # It takes seconds to load: here, once, and then the trial has it too.
        importlib.import_module("bitsandbytes")
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work(order, writing, drop=drop)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read(_MAX_REPLY_BYTES)
    _, status = os.waitpid(child, 0)
    stage = "it"
    for line in said.splitlines():
        try:
            reply = json.loads(line)
        except ValueError:
            break
        if not isinstance(reply, dict):
            break
        if set(reply) != {"stage"}:
            return reply
        stage = str(reply["stage"])
    return {"refused": f"{stage}: {_ending(status, order)}"}


def _ending(status: int, order: Mapping[str, Any]) -> str:
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if number == signal.SIGALRM:
        return "not done in time"
    # The hard bound of RLIMIT_CPU kills.
    if number in {signal.SIGXCPU, signal.SIGKILL}:
        return f"not done in {order['cpu_s']} s of processor time"
    if number == signal.SIGXFSZ:
        return "it wrote a file"
    if number:
        return f"crashed ({signal.Signals(number).name})"
    return f"ended with status {os.waitstatus_to_exitcode(status)} and no word"


def _work(order: Mapping[str, Any], writing: int, *, drop: bool) -> None:
    """Do the work and end the process; nothing of the parent's runs here."""
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)

    def say(reply: Mapping[str, Any]) -> None:
        os.write(writing, json.dumps(reply).encode() + b"\n")

    try:
        torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
        os.chdir(order["folder"])
        _confine(order, drop=drop)
        work = VERBS[order["verb"]]
        say(work(Path(), lambda stage: say({"stage": stage}), **order["facts"]))
    except ApplianceError as err:
        say({"refused": str(err)})
    except (MemoryError, torch.OutOfMemoryError):
        say({"refused": f"it needs over {order['memory_bytes']} bytes of memory"})
    except _FAULTS as err:
        if "DefaultCPUAllocator" in str(err):
            say({"refused": f"it needs over {order['memory_bytes']} bytes of memory"})
        else:
            say({"refused": _told(err)})
    except RecursionError:
        say({"refused": "nested too deep"})
    finally:
        # Some libraries raise what is no Exception at all.
        if (unforeseen := sys.exc_info()[1]) is not None:
            say({"refused": _told(unforeseen)})
        os._exit(0)


def _told(err: BaseException) -> str:
    reason = str(err).strip().split("\n", 1)[0][:200]
    return f"{type(err).__name__}: {reason}"


def _confine(order: Mapping[str, Any], *, drop: bool) -> None:
    # Some library asks for a folder for temporary files; there is none to write to.
    tempfile.tempdir = "/nonexistent"
    if drop:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    seconds = order["cpu_s"]
    for kind, bound in (
        (resource.RLIMIT_DATA, order["memory_bytes"]),
        (resource.RLIMIT_FSIZE, order["write_bytes"]),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (bound, bound))


def _may_drop() -> bool:
    """Tell whether a child can become nobody and still read the libraries."""
    if os.geteuid() != 0:
        return False
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
            for module in (transformers, torch):
                Path(str(module.__file__)).read_bytes()
            status = 0
        except OSError:
            status = 1
        finally:
            os._exit(status)
    return os.waitpid(child, 0)[1] == 0


if __name__ == "__main__":
    sys.exit(main())
