"""Checks a chat template's text before anything renders it.

Templates are code: Jinja, rendered by transformers in Jinja's immutable sandbox. Here
their size and what they may reach for are held down without running them; how they
behave is tried in the sandbox of the import (trial.py), under limits of time and
memory. The same messages must always be the same prompt, so what draws lots is refused
and there is no clock.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import TemplateError, nodes
from jinja2.ext import Extension, loopcontrols
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from appliance.errors import SettingsError

NAME = "chat_template.jinja"
MAX_TEMPLATE_BYTES = 200_000
MAX_NODES = 20_000
_HIDDEN = re.compile(r"__[a-z]+__")
# What fetches other files or writes attributes; chat templates need none of it.
_FORBIDDEN = (
    nodes.Import,
    nodes.FromImport,
    nodes.Include,
    nodes.Extends,
    nodes.Block,
    nodes.Pow,
)


# `attr` reaches for what is named in words that can be put together, `random` draws.
_FILTERS = frozenset({"attr", "random"})
# Random text.
_GLOBALS = frozenset({"lipsum"})
# The library would tell the date. Templates that ask whether it does, as Llama's, then
# say the one they were made with. Its environment drops the line's end (trim_blocks).
_NO_CLOCK = "{% set strftime_now = no_clock %}\n"


def lay_out(
    tokenizer: Any,
    messages: Sequence[Mapping[str, str]],
    *,
    tools: Sequence[Any] | None = None,
    prompt: bool = True,
) -> str:
    """Lay messages out by a tokenizer's chat template, as every prompt is.

    Args:
        prompt: Whether the assistant's turn is begun.
    """
    return str(
        tokenizer.apply_chat_template(
            list(messages),
            tools=tools,
            tokenize=False,
            add_generation_prompt=prompt,
            chat_template=_NO_CLOCK + str(tokenizer.chat_template),
        )
    )


class _Generation(Extension):
    """{% generation %}, transformers' own word for what a model learns from."""

    tags = {"generation"}  # noqa: RUF012 - the library's declaration

    def parse(self, parser: Parser) -> list[nodes.Node]:
        """Take what stands inside as it stands."""
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


def check_template(path: Path) -> str:
    """Read a chat template and check it.

    Raises:
        SettingsError: It is too large, no Jinja, or reaches for what it may not.
    """
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_TEMPLATE_BYTES + 1)
    except OSError as err:
        raise SettingsError(f"{NAME}: {err.strerror}") from err
    if len(raw) > MAX_TEMPLATE_BYTES:
        raise SettingsError(f"{NAME}: over {MAX_TEMPLATE_BYTES} bytes")
    try:
        text = raw.decode("utf-8")
        environment = ImmutableSandboxedEnvironment(
            extensions=[loopcontrols, _Generation]
        )
        tree = environment.parse(text)
    except UnicodeDecodeError as err:
        raise SettingsError(f"{NAME}: not UTF-8") from err
    except (TemplateError, RecursionError, ValueError, OverflowError) as err:
        raise SettingsError(f"{NAME}: not a template: {type(err).__name__}") from err
    _check_tree(tree)
    return text


def _check_tree(tree: nodes.Template) -> None:
    waiting: list[nodes.Node] = [tree]
    seen = 0
    while waiting:
        node = waiting.pop()
        seen += 1
        if seen > MAX_NODES:
            raise SettingsError(f"{NAME}: over {MAX_NODES} parts")
        if isinstance(node, _FORBIDDEN):
            raise SettingsError(
                f"{NAME}: line {node.lineno}: {type(node).__name__} is not allowed"
            )
        if isinstance(node, nodes.Filter):
            _check_filter(node)
        if isinstance(node, nodes.Name) and node.name in _GLOBALS:
            raise SettingsError(
                f"{NAME}: line {node.lineno}: {node.name} is not allowed"
            )
        for name in _names(node):
            if "__" in name or (name[:1] == "_" and isinstance(node, nodes.Getattr)):
                raise SettingsError(
                    f"{NAME}: line {node.lineno}: {name[:40]!r} is not allowed"
                )
        waiting += node.iter_child_nodes()


def _check_filter(node: nodes.Filter) -> None:
    """Check a filter, and the one that |map is told to use by its name."""
    used = [node.name]
    if node.name == "map":
        named = node.args[0] if node.args else None
        if node.dyn_args or not (named is None or isinstance(named, nodes.Const)):
            raise SettingsError(
                f"{NAME}: line {node.lineno}: |map takes a filter by its plain name"
            )
        used += [str(named.value)] if named is not None else []
    for name in used:
        if name in _FILTERS:
            raise SettingsError(f"{NAME}: line {node.lineno}: |{name} is not allowed")


def _names(node: nodes.Node) -> list[str]:
    """List what a node reaches for by name, and names that stand in its texts."""
    if isinstance(node, nodes.Getattr):
        return [node.attr]
    if isinstance(node, nodes.Name):
        return [node.name]
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        return _HIDDEN.findall(node.value)
    return []
