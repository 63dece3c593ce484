"""Turns a purpose's prompt file and a text into the token ids that the model reads.

The prompt files under `policies/purposes` are the ones the appliance uses, and the
layout is that of `models/reference/chat_template.jinja`, so that the model meets in
training what it meets in use. Text is never read as a special token.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

PAD, END, SYSTEM, USER, ASSISTANT = (
    "<|pad|>",
    "<|end|>",
    "<|system|>",
    "<|user|>",
    "<|assistant|>",
)
SPECIAL_TOKENS = (PAD, END, SYSTEM, USER, ASSISTANT)

CHAT_TEMPLATE = (
    "{%- for message in messages -%}\n"
    "{{- '<|' + message['role'] + '|>\\n' + message['content'] + '<|end|>\\n' -}}\n"
    "{%- endfor -%}\n"
    "{%- if add_generation_prompt -%}\n"
    "{{- '<|assistant|>\\n' -}}\n"
    "{%- endif -%}\n"
)

_SECTION = re.compile(r"^\[([A-Z]+)\]\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Prompt:
    """The two messages that open a chat, the text's place marked by `before`/`after`.

    Attributes:
        system: Content of the system message.
        before: Content of the user message up to the text.
        after: Content of the user message behind the text.
    """

    system: str
    before: str
    after: str


def read_prompt(purpose: Path, references: str = "", language: str = "en") -> Prompt:
    """Read a purpose folder's prompt and put the reference passages into it.

    Args:
        purpose: Folder under `policies/purposes`.
        references: Passages; empty drops a section that holds nothing else.
        language: Which `prompt.<language>.md` to read.

    Raises:
        ValueError: The prompt has no `{{text}}` or no [SYSTEM] section.
    """
    parts = _SECTION.split((purpose / f"prompt.{language}.md").read_text("utf-8"))
    sections = dict(
        zip(parts[1::2], (body.strip() for body in parts[2::2]), strict=True)
    )
    if "SYSTEM" not in sections:
        raise ValueError(f"prompt of {purpose.name} has no [SYSTEM] section")
    system = sections.pop("SYSTEM")
    if not references:
        sections = {k: v for k, v in sections.items() if v != "{{references}}"}
    user = "\n\n".join(sections.values()).replace("{{references}}", references)
    before, marker, after = user.partition("{{text}}")
    if not marker:
        raise ValueError(f"prompt of {purpose.name} has no {{{{text}}}}")
    return Prompt(system, before, after)


def read_passages(purpose: Path) -> list[str]:
    """Read the passages under `references/`: one for each `## ` heading."""
    passages: list[str] = []
    for path in sorted((purpose / "references").glob("*.md")):
        for part in re.split(r"^## ", path.read_text("utf-8"), flags=re.MULTILINE)[1:]:
            heading, _, body = part.partition("\n")
            passages.append(f"{heading.strip()}\n{' '.join(body.split())}")
    return passages


class ChatEncoder:
    """Encodes chats as the chat template lays them out."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._ids = {
            token.content: number
            for number, token in tokenizer.get_added_tokens_decoder().items()
            if token.content in SPECIAL_TOKENS
        }

    @property
    def end_id(self) -> int:
        """The token that ends a message, and an answer."""
        return self._ids[END]

    @property
    def pad_id(self) -> int:
        """The token that fills up a batch."""
        return self._ids[PAD]

    def text(self, content: str) -> list[int]:
        """Encode text; what looks like a special token stays plain text."""
        ids: list[int] = []
        for piece in re.split(r"(?=<\|)|(?<=<\|)", content):  # parts no token matches
            ids += self._tokenizer.encode(piece, add_special_tokens=False).ids
        return ids

    def piece(self, number: int) -> str:
        """Give a token's text."""
        return self._tokenizer.decode([number], skip_special_tokens=False)

    def opening(self, prompt: Prompt, text: str) -> tuple[list[int], int, int]:
        """Encode everything up to the answer.

        Returns:
            The ids, and start and end of the text among them.
        """
        newline = self.text("\n")
        ids = [self._ids[SYSTEM], *newline, *self.text(prompt.system), self.end_id]
        ids += [*newline, self._ids[USER], *newline, *self.text(prompt.before)]
        start = len(ids)
        ids += self.text(text)
        end = len(ids)
        ids += [*self.text(prompt.after), self.end_id, *newline]
        ids += [self._ids[ASSISTANT], *newline]
        return ids, start, end
