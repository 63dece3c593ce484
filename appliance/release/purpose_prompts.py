"""The prompts of a purpose: one for each language and audience, and their variables.

[variables] and [audiences] of purpose.toml say what the prompt files may ask for and
which there are. A language or audience without a file of its own is stood in for, by
what the purpose names (domain/audience.py), never by what happens to be there.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from appliance.domain.audience import Audiences, prompt_key
from appliance.domain.caller import Role
from appliance.domain.prompt import VARIABLES, PromptTemplate, parse_prompt
from appliance.domain.variable import (
    DEFAULT_TEXT_CHARS,
    MAX_INTEGER,
    MAX_TEXT_CHARS,
    Variable,
    VariableType,
    names_of,
)
from appliance.errors import SettingsError

PROMPT_FILE = re.compile(r"prompt\.([a-z]{2,3})(?:\.([a-z]+(?:-[a-z]+)*))?\.md")
_NAME = re.compile(r"[a-z]+(?:_[a-z]+)*")
_AUDIENCE = re.compile(r"[a-z]+(?:-[a-z]+)*")
MAX_VARIABLES = 20
MAX_WORDS = 100
MAX_WORD_CHARS = 100


@dataclass(frozen=True, slots=True)
class VariableTable:
    """One variable of purpose.toml; see `domain.variable.Variable`."""

    type: Literal["text", "integer", "date", "choice"]
    label: str
    least: int = -MAX_INTEGER
    most: int = MAX_INTEGER
    max_chars: int = DEFAULT_TEXT_CHARS
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AudienceTable:
    """[audiences] of purpose.toml; see `domain.audience.Audiences`."""

    languages: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Asking(Protocol):
    """What of purpose.toml the prompts have to fit."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the purpose."""
        ...

    @property
    def variables(self) -> Mapping[str, VariableTable]:
        """Its variables."""
        ...

    @property
    def audiences(self) -> AudienceTable:
        """Its audiences."""
        ...


def variables_of(read: Asking) -> tuple[Variable, ...]:
    """Give the variables in the order of the file."""
    return tuple(
        Variable(
            name=name,
            type=VariableType(table.type),
            label=table.label,
            least=table.least,
            most=table.most,
            max_chars=table.max_chars,
            words=table.words,
        )
        for name, table in read.variables.items()
    )


def audiences_of(read: Asking) -> Audiences:
    """Give the audiences."""
    return Audiences(
        languages=dict(read.audiences.languages),
        people={
            name: tuple(map(Role, roles))
            for name, roles in read.audiences.people.items()
        },
    )


def check_variables(variables: Mapping[str, VariableTable]) -> None:
    """Check that every variable can be given.

    Raises:
        SettingsError: One cannot; it is named.
    """
    if len(variables) > MAX_VARIABLES:
        raise SettingsError(f"variables: {len(variables)}, at most {MAX_VARIABLES}")
    for name, table in variables.items():
        where = f"variables.{name}"
        if _NAME.fullmatch(name) is None or name in VARIABLES:
            raise SettingsError(f"{where}: not a name of lower-case words and '_'")
        if not table.label.strip():
            raise SettingsError(f"{where}.label: empty")
        _check_table(where, table)


def _check_table(where: str, table: VariableTable) -> None:
    words = table.words
    if bool(words) != (table.type == "choice"):
        raise SettingsError(f"{where}.words: exactly a choice has them")
    if len(words) > MAX_WORDS or len(set(words)) < len(words):
        raise SettingsError(f"{where}.words: at most {MAX_WORDS}, each once")
    for word in words:
        fits = 1 <= len(word) <= MAX_WORD_CHARS and word == word.strip()
        if not fits or not word.isprintable():
            raise SettingsError(
                f"{where}.words: each takes 1 to {MAX_WORD_CHARS} characters of one "
                "line, without space at its ends"
            )
    if not -MAX_INTEGER <= table.least <= table.most <= MAX_INTEGER:
        raise SettingsError(
            f"{where}: least and most: expected {-MAX_INTEGER} to {MAX_INTEGER}, "
            f"got {table.least} to {table.most}"
        )
    if not 1 <= table.max_chars <= MAX_TEXT_CHARS:
        raise SettingsError(
            f"{where}.max_chars: expected 1 to {MAX_TEXT_CHARS}, got {table.max_chars}"
        )


def check_audiences(
    table: AudienceTable, languages: Sequence[str], roles: Sequence[str]
) -> None:
    """Check that audiences and stand-ins are of people and languages there are.

    Raises:
        SettingsError: One is not; it is named.
    """
    for language, other in table.languages.items():
        if language not in languages or other not in languages or language == other:
            raise SettingsError(
                f"audiences.languages.{language}: expected two languages of the "
                f"purpose, got {other}"
            )
        if other in table.languages:
            raise SettingsError(
                f"audiences.languages.{language}: {other} has a stand-in itself"
            )
    for name, members in table.people.items():
        if _AUDIENCE.fullmatch(name) is None:
            raise SettingsError(f"audiences.people.{name}: lower-case words and '-'")
        strangers = sorted(set(members) - set(roles))
        if not members or strangers:
            told = ", ".join(strangers) or "none"
            raise SettingsError(
                f"audiences.people.{name}: expected roles of the purpose, got {told}"
            )


def read_prompts(
    name: str, read: Asking, texts: Mapping[str, str]
) -> dict[str, PromptTemplate]:
    """Read the prompt files of a purpose.

    Returns:
        The prompts by `prompt_key`.

    Raises:
        SettingsError: A file is missing, is of no language or audience, or asks for
            what is not declared; it is named.
    """
    variables = variables_of(read)
    declared = names_of(variables)
    prompts: dict[str, PromptTemplate] = {}
    for file, text in texts.items():
        match = PROMPT_FILE.fullmatch(file)
        if match is None:
            continue
        language, audience = match.group(1), match.group(2) or ""
        if language not in read.languages:
            raise SettingsError(f"{name}/{file} is of no language in purpose.toml")
        if audience and audience not in read.audiences.people:
            raise SettingsError(f"{name}/{file} is of no audience in purpose.toml")
        template = parse_prompt(f"{name}/{file}", text, declared)
        check_system(f"{name}/{file}", template, variables)
        prompts[prompt_key(language, audience)] = template
    _check_all_there(name, read, prompts)
    used = {piece.variable for one in prompts.values() for piece in one.slices()}
    for variable in sorted(declared - used):
        raise SettingsError(
            f"{name}/purpose.toml: variables.{variable}: no prompt asks for it"
        )
    return prompts


def check_system(
    where: str,
    template: PromptTemplate,
    variables: Sequence[Variable],
    *,
    also: Collection[str] = (),
) -> None:
    """Keep what a person types out of the section that the model obeys most.

    Args:
        also: Variables that hold what was made of it.

    Raises:
        SettingsError: It stands there.
    """
    typed = {v.name for v in variables if v.type is not VariableType.CHOICE}
    for piece in template.system:
        if piece.variable in typed or piece.variable in also:
            raise SettingsError(
                f"{where}: {{{{{piece.variable}}}}} stands in [SYSTEM], where only "
                "the words of a choice may"
            )


def _check_all_there(
    name: str, read: Asking, prompts: Mapping[str, PromptTemplate]
) -> None:
    for language in read.languages:
        stand_in = read.audiences.languages.get(language, language)
        if language not in prompts and stand_in not in prompts:
            raise SettingsError(f"{name}/prompt.{language}.md is missing")
    audiences = {key.partition(".")[2] for key in prompts}
    for audience in read.audiences.people:
        if audience not in audiences:
            raise SettingsError(
                f"{name}/purpose.toml: audiences.people.{audience}: no prompt is "
                "for them"
            )
