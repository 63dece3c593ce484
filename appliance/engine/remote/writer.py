"""The writer that is a server elsewhere: checked at the start, then asked."""

import logging
import queue
import re
import ssl
import threading
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import orjson

from appliance.domain.answer import Weights
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.scoring import ScoreRequest
from appliance.engine.pattern import check_pattern, rule_of
from appliance.engine.remote.answering import RemoteAnswering, RemoteWork, encode_body
from appliance.engine.remote.asked import chat_body, probe_body
from appliance.engine.remote.connection import Connection, tls_context
from appliance.engine.remote.declared import declaration, digest_of
from appliance.engine.remote.rule import BYTES, check_obeyable
from appliance.engine.remote.steps import RemoteSteps
from appliance.engine.writer import TokenTexts
from appliance.engine.written import Ended, Written
from appliance.engine_settings import RemoteSettings
from appliance.errors import (
    ApplianceError,
    EngineError,
    SettingsError,
    TextTooLongError,
)
from appliance.release import ReleaseShelf
from appliance.settings import Settings

log = logging.getLogger(__name__)

_OWN = re.compile(r"[A-Za-z0-9._-]{1,40}")
# A probe of this many tokens is health's: it must not hold others up.
_SMALL, _SMALL_S = 1, 5.0
# The first answer may wait until the server has its model in memory.
_FIRST_S = 60.0
# No tokenizer puts more characters than this into a token, in the mean of a text.
_TOKEN_CHARS = 16
# Nor fewer than this, in the languages that are masked; surrogates have about two.
_SURE_CHARS = 2


def open_remote(
    settings: Settings, remote: RemoteSettings, shelf: ReleaseShelf
) -> "RemoteWriter":
    """Reach a remote model that the release is signed for.

    Raises:
        SettingsError: The release is for another, a certificate or key cannot be used,
            the server does not have the model, or answers whoever asks.
        EngineError: The server cannot be reached or trusted.
    """
    # 1. signed for, before anything is sent  2. it knows us  3. and nobody else
    digest = digest_of(remote)
    if not shelf.names_model(settings.engine.tier, digest):  # 1
        raise SettingsError(
            f"no signed release is for [{settings.engine.table}.remote] "
            f"{remote.model}, which is "
            f"{digest[:12]}; look at what has changed, and sign releases for it "
            "(cloister release sign)"
        )
    context = tls_context(remote, settings.paths.keys / "remote")
    owner = _find_model(remote, context)  # 2
    _check_closed(remote)  # 3
    weights = Weights(
        name=remote.model,
        digest=digest,
        quantisation=remote.quantisation,
        device="remote",
        runtime=(
            f"{remote.weights} (declared), by {remote.server} at "
            f"{urlsplit(remote.url).netloc}, which calls itself {owner}"
        ),
    )
    log.info("remote model %s at %s", remote.model, urlsplit(remote.url).netloc)
    return RemoteWriter(remote, context, weights)


class RemoteWriter:
    """A model behind a server."""

    def __init__(
        self,
        remote: RemoteSettings,
        context: ssl.SSLContext,
        weights: Weights,
    ) -> None:
        """Take a server that was checked."""
        self._remote = remote
        self._context = context
        self.weights = weights
        self.steps = RemoteSteps(remote, context)

    def check_schema(self, name: str, schema: str) -> None:
        """Check that answers can be held to a schema.

        Raises:
            SettingsError: They cannot.
        """
        check_obeyable(name, schema)

    def check_pattern(self, name: str, pattern: str) -> None:
        """Check that answers can be held to a pattern.

        Raises:
            SettingsError: They cannot.
        """
        check_pattern(name, pattern, BYTES)

    def lay_out(
        self, request: GenerateRequest, templates: Mapping[str, str]
    ) -> RemoteWork:
        """Lay a checked request out for the server.

        Raises:
            TextTooLongError: It cannot fit; what comes close the server refuses.
            SealError: A template slice is not the release's.
        """
        body = chat_body(request, self._remote, templates)
        room = self._remote.context_tokens - request.max_output_tokens
        chars = _chars_of(body)
        if chars > room * _TOKEN_CHARS:
            raise TextTooLongError(
                f"prompt of {chars} characters, at most {max(room, 0)} tokens beside "
                f"an answer of {request.max_output_tokens}"
            )
        return RemoteWork(
            encode_body(body),
            rule_of(request, templates, spaced=True),
            request.max_output_tokens,
            request.top_logprobs,
            request.stop,
        )

    def fits(self, request: GenerateRequest, templates: Mapping[str, str]) -> bool:
        """Tell whether a checked request is sure to fit; only the server counts tokens.

        Raises:
            SealError: A template slice is not the release's.
        """
        body = chat_body(request, self._remote, templates)
        room = self._remote.context_tokens - request.max_output_tokens
        return _chars_of(body) <= room * _SURE_CHARS

    def lay_out_score(
        self, request: ScoreRequest, templates: Mapping[str, str]
    ) -> tuple[RemoteWork, TokenTexts]:
        """Refuse: what the servers' interface tells is no score of a given text.

        Raises:
            EngineError: Always.
        """
        del templates
        raise EngineError(f"{request.exchange}: a remote model scores nothing")

    def try_out(self, tokens: int) -> Iterator[Written]:
        """Have the server write so many tokens about nobody.

        Raises:
            EngineError: It does not, or not in time.
        """
        body = encode_body(probe_body(self._remote, tokens))
        heard: queue.SimpleQueue[Written | ApplianceError] = queue.SimpleQueue()
        connection = Connection(self._remote, self._context)
        work = RemoteWork(body, None, tokens)
        answering = RemoteAnswering(work, connection, lambda: "", heard.put)
        limit_s = _SMALL_S if tokens <= _SMALL else _FIRST_S
        with connection.within(limit_s):
            threading.Thread(target=answering.run, name="probe", daemon=True).start()
            item: Written | ApplianceError | None = None
            while not isinstance(item, Ended):
                try:
                    item = heard.get(timeout=limit_s + self._remote.connect_timeout_s)
                except queue.Empty:
                    raise EngineError(f"no answer within {limit_s:g} s") from None
                if isinstance(item, ApplianceError):
                    raise item
                yield item

    def describe(self) -> Mapping[str, Any]:
        """Give the declaration that the release is signed for."""
        return {
            "context_tokens": self._remote.context_tokens,
            "declaration": declaration(self._remote),
        }

    def figures(self) -> Mapping[str, Any]:
        """Tell how many answers are written; the memory is the server's."""
        return {
            "batch_rows": self.steps.writing,
            "kv_cache_usage_perc": 0.0,
            "kv_cache_bytes": 0,
            "prefix_cache_bytes": 0,
            "prefix_cache_queries": 0,
            "prefix_cache_hits": 0,
            "spec_decode_num_drafts": 0,
            "spec_decode_num_draft_tokens": 0,
            "spec_decode_num_accepted_tokens": 0,
        }


def _chars_of(body: Mapping[str, Any]) -> int:
    return sum(len(message["content"]) for message in body["messages"])


def _find_model(remote: RemoteSettings, context: ssl.SSLContext) -> str:
    """Ask for the model, and who the server says it is.

    Raises:
        SettingsError: It does not have it.
        EngineError: It cannot be asked.
    """
    listed = _models(remote, context)
    for model in listed:
        if model.get("id") == remote.model:
            owner = model.get("owned_by")
            said = isinstance(owner, str) and _OWN.fullmatch(owner)
            return str(owner) if said else "nothing"
    raise SettingsError(
        f"the server has {len(listed)} models, and none is called {remote.model!r}"
    )


def _check_closed(remote: RemoteSettings) -> None:
    """Check that the server answers nobody who shows no certificate.

    Raises:
        SettingsError: It does.
    """
    try:
        _models(remote, tls_context(remote, None))
    except EngineError:
        return
    raise SettingsError(
        "the server answers also who shows no certificate; let it ask for one"
    )


def _models(remote: RemoteSettings, context: ssl.SSLContext) -> list[dict[str, Any]]:
    connection = Connection(remote, context)
    with connection.within(_SMALL_S + remote.connect_timeout_s):
        reply = connection.whole("GET", "/models")
    try:
        listed = orjson.loads(reply)["data"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        raise EngineError("the server's list of models is none") from None
    if not isinstance(listed, list):
        raise EngineError("the server's list of models is none")
    return [model for model in listed if isinstance(model, dict)]
