"""A prompt as parts: signed template slices and sealed masked texts, never one string.

A prompt file has the sections [SYSTEM] [CONTEXT] [INSTRUCTION] [FORMAT], each on a line
of its own, with the variables {{text}}, {{references}} and those that its purpose
declares; in [SYSTEM] {{canary}} is a word made of its own digest. [RETRY], which has no
variables, is read only where an answer is written again. It is cut at its variables
into slices; each slice is a template of its own with an id and a digest, and the engine
takes only slices of the signed release. The engine joins the parts; nothing else does.
"""

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass

from appliance.domain.masked import MaskedText
from appliance.errors import SettingsError

SECTIONS = ("SYSTEM", "CONTEXT", "INSTRUCTION", "FORMAT", "RETRY")
_HEADER = re.compile(r"^\[([A-Z]+)\]$", re.MULTILINE)
_VARIABLE = re.compile(r"\{\{([a-z_]+)\}\}")
VARIABLES = frozenset({"text", "references"})
# Stands between two sections, and between two passages, of a user message.
SECTION_BREAK = "\n\n"


@dataclass(frozen=True, slots=True)
class TemplatePart:
    """A slice of signed template text, named; the engine reads the text itself."""

    template: str
    digest: str


@dataclass(frozen=True, slots=True)
class MaskedPart:
    """A sealed text of a person, surrogates in place."""

    masked: MaskedText


Part = TemplatePart | MaskedPart


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of the model's chat: a role and the parts that make up its content."""

    role: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Slice:
    """A piece of a prompt section: fixed text, or a variable to fill.

    Args:
        template: Id of the fixed text, e.g. "reply-draft/prompt.en.md#INSTRUCTION.0".
        text: The fixed text; empty for a variable.
        variable: The variable's name; empty for fixed text.
    """

    template: str
    text: str
    variable: str

    @property
    def digest(self) -> str:
        """SHA-256 hex of the fixed text."""
        return digest_of(self.text)


@dataclass(frozen=True, slots=True)
class PromptTemplate:
    """A prompt file, cut into slices per section; a missing section is empty."""

    system: tuple[Slice, ...]
    context: tuple[Slice, ...]
    instruction: tuple[Slice, ...]
    format: tuple[Slice, ...]
    retry: tuple[Slice, ...] = ()

    def slices(self) -> tuple[Slice, ...]:
        """List every slice in the order in which the model reads them."""
        asked = self.system + self.context + self.instruction
        return asked + self.format + self.retry


def digest_of(text: str) -> str:
    """Digest a template's text: SHA-256 hex of its UTF-8 bytes."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


# What stands in a prompt besides the release's templates, in the house's own words.
BREAK = TemplatePart(template="#break", digest=digest_of(SECTION_BREAK))
_HOUSE = re.compile(r"#left-out\.([a-z]{2})\.([1-9][0-9]{0,3})")
_LEFT_OUT = {
    "en": "(Earlier turns of this conversation that are left out: {count})",
    "de": "(Ausgelassene fr\u00fchere Beitr\u00e4ge dieses Gespr\u00e4chs: {count})",
    "fr": "(Tours pr\u00e9c\u00e9dents de cette conversation qui sont omis : {count})",
    "es": "(Turnos anteriores de esta conversaci\u00f3n que se omiten: {count})",
}
_MOST_LEFT_OUT = 9_999


def turns_left_out(count: int, language: str) -> TemplatePart:
    """Name the words that say how many turns are left out, in a language or English.

    Args:
        count: 1 or more; the words count to 9,999.
    """
    spoken = language if language in _LEFT_OUT else "en"
    name = f"#left-out.{spoken}.{min(count, _MOST_LEFT_OUT)}"
    return TemplatePart(name, digest_of(house_text(name) or ""))


def house_text(template: str) -> str | None:
    """Give the house's own words of this name; None where there are none."""
    if template == BREAK.template:
        return SECTION_BREAK
    match = _HOUSE.fullmatch(template)
    words = _LEFT_OUT.get(match.group(1)) if match else None
    return words.format(count=match.group(2)) if match and words else None


def parse_prompt(
    name: str, source: str, declared: Collection[str] = (), about: str = "text"
) -> PromptTemplate:
    """Cut a prompt file into its slices.

    Args:
        name: Id prefix, e.g. "reply-draft/prompt.en.md".
        source: The file's text.
        declared: Names of the variables that its purpose declares.
        about: The variable that it is about, which stands in it once.

    Raises:
        SettingsError: An unknown, repeated or missing section, or an unknown variable.
    """
    heads = list(_HEADER.finditer(source))
    if not heads or source[: heads[0].start()].strip():
        raise SettingsError(f"{name}: text before the first [SECTION]")
    canary = f"canary-{digest_of(name + source)[:12]}"
    found: dict[str, str] = {}
    ends = [head.start() for head in heads[1:]] + [len(source)]
    for head, end in zip(heads, ends, strict=True):
        title = head.group(1)
        if title not in SECTIONS or title in found:
            raise SettingsError(f"{name}: section [{title}] is unknown or repeated")
        found[title] = source[head.end() : end].strip()
    if "SYSTEM" in found:
        # Recognised where an answer repeats it (guards/leak.py).
        found["SYSTEM"] = found["SYSTEM"].replace("{{canary}}", canary)
    if "INSTRUCTION" not in found:
        raise SettingsError(f"{name}: section [INSTRUCTION] is missing")
    known = (VARIABLES - {"text"}) | {about, *declared}
    cut = {s: _cut(name, s, found.get(s, ""), known) for s in SECTIONS}
    if any(piece.variable for piece in cut["RETRY"]):
        raise SettingsError(f"{name}: [RETRY] takes no variables")
    texts = [p for p in sum(cut.values(), ()) if p.variable == about]
    if len(texts) != 1:
        raise SettingsError(
            f"{name}: {{{{{about}}}}} stands {len(texts)} times, not once"
        )
    return PromptTemplate(
        system=cut["SYSTEM"],
        context=cut["CONTEXT"],
        instruction=cut["INSTRUCTION"],
        format=cut["FORMAT"],
        retry=cut["RETRY"],
    )


def _cut(
    name: str, section: str, text: str, known: Collection[str]
) -> tuple[Slice, ...]:
    slices: list[Slice] = []
    at = 0
    for match in _VARIABLE.finditer(text):
        variable = match.group(1)
        if variable not in known:
            raise SettingsError(f"{name}: unknown variable {{{{{variable}}}}}")
        slices.extend(_fixed(name, section, len(slices), text[at : match.start()]))
        slices.append(Slice(template="", text="", variable=variable))
        at = match.end()
    slices.extend(_fixed(name, section, len(slices), text[at:]))
    return tuple(slices)


def _fixed(name: str, section: str, index: int, text: str) -> list[Slice]:
    if not text:
        return []
    return [Slice(template=f"{name}#{section}.{index}", text=text, variable="")]
