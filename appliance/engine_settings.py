"""The engine's settings: which model answers, where, and within which limits.

Part of settings.py, which reads the file.
"""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from appliance.errors import SettingsError

# Part of a socket's path, which has at most 107 bytes (unix(7)), and of a unit's name.
_TIER = re.compile("[a-z0-9]{1,12}")
_REMOTE_URL = re.compile(r"https://[A-Za-z0-9][A-Za-z0-9.-]{0,252}(?::[0-9]{1,5})?/v1")

_MAX_PERMILLE = 1_000
# Of fewer answers no figure says anything, whatever a site would like.
_LEAST_RATED = 20


@dataclass(frozen=True, slots=True)
class RemoteSettings:
    """A model on another host, behind an OpenAI-compatible server, with mutual TLS.

    The certificate to show and its key are the key files `remote/client.pem` and
    `remote/client.key`. The signed release binds everything here but the address, the
    time limits and `parallel`.

    Args:
        url: "https://host:port/v1"; the server's certificate must be for this host.
        address: IP address of that host. No name is looked up, and the unit may reach
            no other address.
        ca_file: PEM of the CA that signs the server's certificate.
        model: What the server calls the model.
        server: Whose ways of telling a grammar are used: "vllm" or "llama.cpp".
        weights: Which weights the server's operator says it runs; for the records.
        quantisation: How they say it runs them; for the records.
        context_tokens: Tokens that prompt and answer may have there together.
        system_message: False where the model's chat template knows none; the
            instructions are then put before the text.
        parallel: Answers written at a time.
        connect_timeout_s: For connecting.
        read_timeout_s: Longest silence of the server.
    """

    url: str
    address: str
    ca_file: Path
    model: str
    server: Literal["vllm", "llama.cpp"]
    weights: str
    quantisation: str
    context_tokens: int
    system_message: bool = True
    parallel: int = 8
    connect_timeout_s: float = 5.0
    read_timeout_s: float = 60.0


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """The engine.

    Args:
        model: Folder name under `paths.models`; answers unless another was promoted.
        quantisation: How that model is stored and run.
        device: "cpu" or "cuda".
        threads: CPU threads of the model.
        max_queue: Requests that may wait; at least half of `web.threads`, which is
            how many exchanges the web process has under way at once.
        max_wait_s: Longest wait for one's turn; with `deadline_s` below
            `worker.left_open_after_s`, so that nobody who still waits is ended there.
        deadline_s: Longest generation, from when its turn comes.
        first_token_s: Longest wait of a caller for the next event.
        max_batch: Generations written at a time; more are faster together, each is
            slower alone.
        cache_tokens: Tokens of prompts and answers that may be held in memory at a
            time; one prompt with its answer must fit.
        prefill_tokens: Longest piece of a prompt that is read between two tokens of
            others.
        prefix_bytes: Memory for the beginnings that the prompts of a purpose share.
        draft: An imported model with the same tokens that guesses the next ones while
            one answer is written alone; "" for none. No answer is another for it.
        draft_tokens: How many it guesses at a time.
        remote: A model on another host, in place of one in this process; then `model`,
            `quantisation`, `device`, `threads`, the limits above and the draft mean
            nothing.
    """

    model: str = "reference"
    quantisation: Literal["float32", "nf4", "int8", "int8-dynamic", "awq", "gptq"] = (
        "float32"
    )
    device: Literal["cpu", "cuda"] = "cpu"
    threads: int = 2
    max_queue: int = 256
    max_wait_s: float = 1_200.0
    deadline_s: float = 120.0
    first_token_s: float = 60.0
    max_batch: int = 8
    cache_tokens: int = 65_536
    prefill_tokens: int = 256
    prefix_bytes: int = 256_000_000
    draft: str = ""
    draft_tokens: int = 4
    remote: RemoteSettings | None = None

    @property
    def table(self) -> str:
        """Name its table in the settings file."""
        return "engine"


@dataclass(frozen=True, slots=True)
class Engines(EngineSettings):
    """The engine, and one more per further tier, each with a model of its own.

    Args:
        tier: The model size class that this engine is of, as purposes name it.
        tiers: Further tiers by name; each has every key of an engine.
    """

    tier: str = "small"
    tiers: Mapping[str, EngineSettings] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Name every tier, the engine's own first."""
        return (self.tier, *self.tiers)

    @property
    def table(self) -> str:
        """Name this tier's table in the settings file."""
        return f"engine.tiers.{self.tier}" if self.tier in self.tiers else "engine"

    @property
    def unit(self) -> str:
        """Name this tier's unit: its process and its socket."""
        return f"engine-{self.tier}" if self.tier in self.tiers else "engine"


@dataclass(frozen=True, slots=True)
class JudgeSettings:
    """The model that judges answers which people rate too (docs/ratings.md).

    Args:
        tier: The tier whose model it is; "" for no judge.
        min_rated: So many answers have to be judged by it on which two people agree,
            before what it says is shown.
        min_kappa_permille: And so high must the lower end of the 95 % interval of
            Cohen's kappa with these people be.
    """

    tier: str = ""
    min_rated: int = 50
    min_kappa_permille: int = 600


def check_engines(engines: Engines) -> None:
    """Refuse limits with which no answer could be written, and tiers of no use."""
    _check_engine("engine", engines)
    for tier, engine in engines.tiers.items():
        _check_engine(f"engine.tiers.{tier}", engine)
    for tier in engines.names:
        if _TIER.fullmatch(tier) is None:
            raise SettingsError(
                f"engine: a tier is named in 1 to 12 of a to z and 0 to 9, not {tier!r}"
            )
    if engines.tier in engines.tiers:
        raise SettingsError(f"engine.tiers.{engines.tier}: the engine's own tier again")


def check_judge(judge: JudgeSettings, engines: Engines) -> None:
    """Refuse a judge that cannot judge, and one that would be believed at once."""
    if judge.tier and judge.tier not in engines.names:
        known = ", ".join(engines.names)
        raise SettingsError(f"judge.tier: no tier {judge.tier!r}, only {known}")
    if judge.tier and engines.tiers.get(judge.tier, engines).remote is not None:
        raise SettingsError(
            f"judge.tier: tier {judge.tier!r} is a remote model, and those do not say "
            "how likely they find a word"
        )
    if judge.min_rated < _LEAST_RATED:
        raise SettingsError(f"judge.min_rated: expected {_LEAST_RATED} or more")
    if not 1 <= judge.min_kappa_permille <= _MAX_PERMILLE:
        raise SettingsError(f"judge.min_kappa_permille: expected 1 to {_MAX_PERMILLE}")


def _check_engine(table: str, engine: EngineSettings) -> None:
    least = {
        "max_batch": (engine.max_batch, 1),
        "prefill_tokens": (engine.prefill_tokens, 16),
        "cache_tokens": (engine.cache_tokens, 1_024),
        "prefix_bytes": (engine.prefix_bytes, 0),
        "draft_tokens": (engine.draft_tokens, 1),
    }
    for key, (value, smallest) in least.items():
        if value < smallest:
            raise SettingsError(f"{table}.{key}: expected {smallest} or more")
    if engine.remote is not None:
        _check_remote(f"{table}.remote", engine.remote)


def _check_remote(table: str, remote: RemoteSettings) -> None:
    """Refuse an address that is none, and limits with which nothing is answered."""
    if _REMOTE_URL.fullmatch(remote.url) is None:
        raise SettingsError(f"{table}.url: expected https://host:port/v1")
    try:
        ipaddress.ip_address(remote.address)
    except ValueError as err:
        raise SettingsError(f"{table}.address: expected an IP address") from err
    least = {
        "context_tokens": (remote.context_tokens, 512),
        "parallel": (remote.parallel, 1),
        "connect_timeout_s": (remote.connect_timeout_s, 0.1),
        "read_timeout_s": (remote.read_timeout_s, 0.1),
    }
    for key, (value, smallest) in least.items():
        if value < smallest:
            raise SettingsError(f"{table}.{key}: expected {smallest} or more")
