"""The third side of the measurement: llama.cpp's server over the same weights.

Only where its packages `xllamacpp` and `gguf` are installed; the appliance itself
needs neither.
"""

import contextlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO

import torch

from appliance.engine.bench_work import Ask, Run, Took
from appliance.engine.load import LoadedModel
from appliance.errors import EngineError

KINDS = ("f32", "q8_0")
_PACKAGES = ("xllamacpp", "gguf")
_ROOT = Path(__file__).resolve().parents[2]
_ENDS_WITHIN_S = 10.0


@dataclass(slots=True)
class LlamaServer:
    """A running server, asked over its standard input and output.

    Args:
        log: Where its standard error goes.
        peak_bytes: The most memory it has told to have held.
    """

    input: IO[str]
    output: IO[str]
    log: Path
    peak_bytes: int = 0

    def side(self, rows: int) -> Run:
        """Give the side that answers at most so many at a time."""

        def run(asks: Sequence[Ask]) -> Took:
            said = {"rows": rows, "asks": [asdict(ask) for ask in asks]}
            # A server that has ended takes nothing; reading tells why.
            with contextlib.suppress(BrokenPipeError):
                print(json.dumps(said), file=self.input, flush=True)
            told = json.loads(self.read())
            self.peak_bytes = told.pop("peak_bytes")
            return Took(**told)

        return run

    def read(self) -> str:
        """Read a line.

        Raises:
            EngineError: The server ended; the message gives its last word.
        """
        line = self.output.readline()
        if not line:
            last = self.log.read_text(errors="replace").strip().rpartition("\n")[2]
            raise EngineError(f"llama.cpp's server ended: {last[:200]}")
        return line


def left_out(loaded: LoadedModel) -> str:
    """Tell why llama.cpp is not measured beside a model, or ""."""
    if any(find_spec(name) is None for name in _PACKAGES):
        return "not installed"
    config = loaded.model.config
    plain = (
        config.model_type == "llama"
        and config.rope_parameters["rope_type"] == "default"
        and not config.attention_bias
        and not config.mlp_bias
        # What is quantised keeps other things beside, or instead of, its numbers.
        and all(
            getattr(weight, "dtype", None) == torch.float32
            for weight in loaded.model.state_dict().values()
        )
    )
    if not plain or loaded.model.device.type != "cpu":
        return "only beside a plain float32 Llama on the CPU"
    return ""


@contextlib.contextmanager
def llama_servers(
    loaded: LoadedModel, *, rows: int, row_tokens: int
) -> Iterator[tuple[dict[str, LlamaServer], str]]:
    """Run a server for each kind of weights, on as many threads as torch has.

    Args:
        rows: Most requests at a time.
        row_tokens: Most tokens of a request and its answer.

    Returns:
        The servers by kind; or none, and why.
    """
    why = left_out(loaded)
    if why:
        yield {}, why
        return
    # Here and not above: it needs a package that may not be there.
    from appliance.engine.bench_gguf import number_tokens, write_gguf  # noqa: PLC0415

    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="cloister-"))
        servers = {}
        try:
            for kind in KINDS:
                path = Path(folder) / f"{kind}.gguf"
                write_gguf(
                    path,
                    loaded.model.config.to_dict(),
                    loaded.model.state_dict(),
                    kind=kind,
                    add_tokens=number_tokens,
                )
                numbers = (torch.get_num_threads(), rows, row_tokens)
                servers[kind] = stack.enter_context(_running(path, numbers))
        except EngineError as err:
            # Such as a library of the system that it links and that is not there.
            servers, why = {}, str(err)
        yield servers, why


@contextlib.contextmanager
def _running(path: Path, numbers: Sequence[int]) -> Iterator[LlamaServer]:
    module = "appliance.engine.bench_llama_server"
    command = [sys.executable, "-P", "-m", module, str(path)]
    log = path.with_suffix(".log")
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            [*command, *map(str, numbers)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            cwd=_ROOT,
        ) as process,
    ):
        assert process.stdin is not None  # noqa: S101 - opened as a pipe
        assert process.stdout is not None  # noqa: S101 - opened as a pipe
        server = LlamaServer(process.stdin, process.stdout, log)
        try:
            server.read()  # until it has loaded: that is not to slow the others down
            yield server
        finally:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()
            try:
                process.wait(_ENDS_WITHIN_S)
            except subprocess.TimeoutExpired:
                process.kill()
