"""What a model must show before it is taken in; runs in the workshop alone.

`examine` needs no weights: the tokenizer and the chat template are loaded and tried
with texts that hurt bad ones. `try_out` loads the finished folder as the engine would,
looks for numbers that are none, lays out messages with the quirks that templates have,
and generates a little.
"""

import re
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
import transformers
from jinja2 import TemplateError

from appliance.engine.chat_template import lay_out
from appliance.engine.folder import check_folder
from appliance.engine.from_disk import load_tokenizer
from appliance.engine.load import LoadedModel, load_folder
from appliance.engine.memory import memory_bytes
from appliance.engine.packed import check_states
from appliance.engine.render import encode_chat
from appliance.engine.shapes import expected_tensors
from appliance.errors import SettingsError

TRIAL_TOKENS = 16
# Real ones take milliseconds.
TEMPLATE_S = 5
TOKENIZER_S = 10
MAX_PROMPT_CHARS = 100_000
# Another at each start: the same request would be another prompt.
_ADDRESS = re.compile(r" at 0x[0-9a-f]+>")
_USER = {"role": "user", "content": "Say yes."}
_SYSTEM = {"role": "system", "content": "You answer in one word."}
_TALK = (_SYSTEM, _USER, {"role": "assistant", "content": "Yes."}, _USER)
_TOOLS = (
    {
        "type": "function",
        "function": {
            "name": "look_up",
            "description": "Look a fee up.",
            "parameters": {"type": "object", "properties": {}},
        },
    },
)
# Runs on which a pattern that goes back and forth takes for ever.
_HARD = (
    *(("a" * 5_000 + "!"), ("1" * 5_000 + "!"), (" " * 5_000 + "!")),
    *(("ab" * 2_500 + "\n"), ("'" * 2_000 + "s"), ("é" * 2_000), ("漢字" * 1_000)),
    *("\u200d" * 500, "👩‍👩‍👧" * 300, "\x00\x01\x02", "<|user|>" * 100),
)


def examine(folder: Path, tell: Callable[[str], None]) -> dict[str, Any]:
    """Load the tokenizer and the chat template, and try both with hard texts.

    Raises:
        SettingsError: One does not load, or takes too long.
    """
    tell("its tokenizer")
    with _within(TOKENIZER_S):
        tokenizer = load_tokenizer(folder, "brought")
        for text in _HARD:
            ids = tokenizer.backend_tokenizer.encode(text).ids
            if len(ids) > 8 * len(text.encode()) + 8:
                raise SettingsError("its tokenizer makes a flood of tokens of a text")
            tokenizer.decode(ids)
    tell("its chat template")
    with _within(TEMPLATE_S):
        laid_out = _lay_out(tokenizer, (_USER,))
        if _USER["content"] not in laid_out:
            raise SettingsError("its chat template leaves out what the user says")
        for messages, tools in ((_TALK, None), ((_USER,), list(_TOOLS))):
            # A template may refuse a role or a tool; it may not run for ever on it.
            with _ignoring_refusals():
                _lay_out(tokenizer, messages, tools=tools)
    return {"vocabulary": len(tokenizer)}


def try_out(folder: Path, tell: Callable[[str], None]) -> dict[str, Any]:
    """Load a finished folder as the engine would, and generate a little.

    Raises:
        SettingsError: It does not load, or what it gives is no answer.
    """
    tell("how it is packed")
    shapes, _, _ = expected_tensors(folder)
    check_states(folder, shapes)
    tell("loading it")
    started = time.monotonic()
    loaded = load_folder(check_folder(folder), device="cpu")
    loaded_in_s = time.monotonic() - started
    _check_finite(loaded)
    tell("its chat template")
    quirks = _quirks(loaded)
    prompt = encode_chat((_USER,), loaded)
    tell("generating")
    started = time.monotonic()
    written = generate_greedily(loaded, prompt, TRIAL_TOKENS)
    return {
        "tokens": len(written),
        "loaded_in_ms": round(1000 * loaded_in_s),
        "took_ms": round(1000 * (time.monotonic() - started)),
        "memory_bytes": memory_bytes(),
        "interfaces": [name for _, name in socket.if_nameindex()],
        **quirks,
    }


@torch.inference_mode()
def generate_greedily(loaded: LoadedModel, prompt: list[int], tokens: int) -> list[int]:
    """Generate with transformers itself, from these token ids on.

    Raises:
        SettingsError: The model's scores are no numbers.
    """
    ids = torch.tensor([prompt], device=loaded.model.device)
    scores = loaded.model(input_ids=ids).logits[0, -1].float()
    if not bool(torch.isfinite(scores).all()):
        raise SettingsError("what the model computes are no numbers (NaN or infinite)")
    plan: Any = transformers.GenerationConfig
    whole = loaded.model.generate(
        input_ids=ids,
        attention_mask=torch.ones_like(ids),
        generation_config=plan(
            max_new_tokens=tokens,
            do_sample=False,
            eos_token_id=list(loaded.ends),
            pad_token_id=loaded.ends[0],
        ),
    )
    return [int(i) for i in whole[0, len(prompt) :]]


def _check_finite(loaded: LoadedModel) -> None:
    for name, parameter in loaded.model.named_parameters():
        if parameter.is_floating_point() and not bool(torch.isfinite(parameter).all()):
            raise SettingsError(f"{name} holds numbers that are none (NaN or infinite)")


def _quirks(loaded: LoadedModel) -> dict[str, Any]:
    """Lay messages out as the engine does, and tell what is special.

    Raises:
        SettingsError: A message is lost, or the beginning stands twice.
    """
    tokenizer = loaded.tokenizer
    with _within(TEMPLATE_S):
        ids = encode_chat((_SYSTEM, _USER), loaded)
        shown = tokenizer.decode(ids)
        for message in (_SYSTEM, _USER):
            if message["content"] not in shown:
                raise SettingsError(
                    f"its chat template loses what the {message['role']} says"
                )
        begin = tokenizer.bos_token_id
        if begin is not None and ids[:2] == [begin, begin]:
            raise SettingsError("its chat template begins a text twice (BOS)")
        names = [
            token.content
            for token in tokenizer.added_tokens_decoder.values()
            if token.special
        ]
        typed = {**_USER, "content": "Say " + " ".join(names[:200])}
        controls = set(tokenizer.all_special_ids)
        plain = [i for i in encode_chat((_USER,), loaded) if i in controls]
        if [i for i in encode_chat((typed,), loaded) if i in controls] != plain:
            raise SettingsError("a typed control token would steer the model")
        return {
            "system": "own" if loaded.takes_system else "in the user's turn",
            "begins": begin is not None and ids[:1] == [begin],
            "ends": list(loaded.ends),
            "control_tokens": len(names),
            "prompts_answer": _lay_out(tokenizer, (_USER,))
            != _lay_out(tokenizer, (_USER,), prompt=False),
        }


def _lay_out(
    tokenizer: Any,
    messages: tuple[dict[str, str], ...],
    *,
    tools: list[Any] | None = None,
    prompt: bool = True,
) -> str:
    try:
        text = lay_out(tokenizer, messages, tools=tools, prompt=prompt)
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as err:
        raise SettingsError(
            f"its chat template fails: {type(err).__name__}: {str(err)[:100]}"
        ) from err
    if len(text) > MAX_PROMPT_CHARS:
        raise SettingsError(
            f"its chat template makes {len(text)} characters of a short talk"
        )
    if _ADDRESS.search(text) is not None:
        raise SettingsError("its chat template shows where something is in memory")
    return text


@contextmanager
def _ignoring_refusals() -> Iterator[None]:
    try:
        yield
    except SettingsError as err:
        if "fails" not in str(err):
            raise


@contextmanager
def _within(seconds: int) -> Iterator[None]:
    """End this process when something takes too long, in Python or below it."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
