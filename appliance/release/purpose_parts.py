"""How a purpose answers long texts in parts: [parts] and combine.<language>.md.

Structured answers are combined by a rule for each field of the schema, text answers by
a prompt of their own, signed like all others, that asks for {{answers}}.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from appliance.domain.parts import ANSWERS, MAX_PARTS, FieldRule, PartsRule, Rule
from appliance.domain.prompt import PromptTemplate, parse_prompt
from appliance.errors import SettingsError
from appliance.release.purpose_form import SCHEMA_FILE
from appliance.release.purpose_prompts import Asking, check_system, variables_of

COMBINE_FILE = re.compile(r"combine\.([a-z]{2,3})\.md")
# What comes in at once is masked and inspected at once.
MAX_WHOLE_CHARS = 200_000
# What the engine is asked to find room for.
MAX_ANSWERS_TOKENS = 100_000
_NUMBERS = frozenset({"integer", "number"})

RuleWord = Literal["first", "any", "highest", "join", "majority"]


@dataclass(frozen=True, slots=True)
class PartsTable:
    """[parts] of purpose.toml; see `domain.parts.PartsRule`."""

    most: int = 1
    fields: Mapping[str, RuleWord] = field(default_factory=dict)
    nothing: Mapping[str, str] = field(default_factory=dict)


class Divides(Asking, Protocol):
    """What of purpose.toml has to fit its parts."""

    @property
    def parts(self) -> PartsTable:
        """[parts]."""
        ...


def check_parts(
    table: PartsTable, *, structured: bool, input_chars: int, output_tokens: int
) -> None:
    """Check what can be told of [parts] without the other files.

    Raises:
        SettingsError: A number is out of range, or a rule is there in vain.
    """
    if not 1 <= table.most <= MAX_PARTS:
        raise SettingsError(f"parts.most: expected 1 to {MAX_PARTS}, got {table.most}")
    if table.most == 1 and (table.fields or table.nothing):
        raise SettingsError("parts.most: 1, but there are rules to combine by")
    if table.most > 1 and input_chars * table.most > MAX_WHOLE_CHARS:
        raise SettingsError(
            f"parts.most: {table.most} parts of limits.max_input_chars are more than "
            f"{MAX_WHOLE_CHARS} characters"
        )
    if structured:
        return
    if table.fields or table.nothing:
        raise SettingsError("parts.fields: only structured answers have fields")
    if table.most > 1 and output_tokens * (table.most + 1) > MAX_ANSWERS_TOKENS:
        raise SettingsError(
            f"parts.most: {table.most} answers of limits.max_output_tokens are more "
            "than can be combined"
        )


def parts_of(name: str, read: Divides, texts: Mapping[str, str]) -> PartsRule:
    """Read how long texts of a purpose are answered.

    Args:
        name: The purpose's name.
        texts: Text of every file by its path in the folder.

    Raises:
        SettingsError: A field has no rule or one that does not fit, or a combining
            prompt is missing, in vain or cannot be read; it is named.
    """
    prompts = _prompts(name, read, texts)
    table = read.parts
    if table.most == 1 or SCHEMA_FILE not in texts:
        return PartsRule(table.most, prompts=prompts)
    where = f"{name}/purpose.toml: parts"
    properties: Mapping[str, Any] = json.loads(texts[SCHEMA_FILE])["properties"]
    for one in (table.fields.keys() | table.nothing.keys()) - properties.keys():
        raise SettingsError(f"{where}: no field {one} in the schema")
    fields = {}
    for one, schema in properties.items():
        if one not in table.fields:
            raise SettingsError(f"{where}.fields.{one}: missing")
        at = f"{where}.fields.{one}"
        fields[one] = _rule_of(at, Rule(table.fields[one]), schema)
    for one, word in table.nothing.items():
        if word not in properties[one].get("enum", ()):
            raise SettingsError(f"{where}.nothing.{one}: no code of the schema")
    return PartsRule(table.most, fields, dict(table.nothing), {})


def _rule_of(where: str, rule: Rule, schema: Mapping[str, Any]) -> FieldRule:
    """Give the rule of a field, if it fits what the field takes."""
    kind, codes = str(schema.get("type")), tuple(schema.get("enum", ()))
    match rule:
        case Rule.ANY if kind != "boolean":
            raise SettingsError(f'{where}: "any" is for true or false')
        case Rule.HIGHEST if kind not in _NUMBERS and (kind != "string" or not codes):
            raise SettingsError(f'{where}: "highest" is for numbers and codes')
        case Rule.JOIN if kind != "array" and (kind != "string" or codes):
            raise SettingsError(f'{where}: "join" is for texts and lists')
    most = schema.get("maxItems" if kind == "array" else "maxLength")
    ranked = rule is Rule.HIGHEST and kind == "string"
    return FieldRule(rule, codes if ranked else (), most)


def _prompts(
    name: str, read: Divides, texts: Mapping[str, str]
) -> dict[str, PromptTemplate]:
    """Read the combining prompts: one for each language, or none."""
    wanted = read.parts.most > 1 and SCHEMA_FILE not in texts
    variables = variables_of(read)
    declared = {variable.name for variable in variables}
    prompts: dict[str, PromptTemplate] = {}
    for file, text in texts.items():
        match = COMBINE_FILE.fullmatch(file)
        if match is None:
            continue
        where = f"{name}/{file}"
        if not wanted:
            raise SettingsError(f"{where}: nothing is combined by it")
        if match.group(1) not in read.languages:
            raise SettingsError(f"{where} is of no language in purpose.toml")
        if ANSWERS in declared:
            raise SettingsError(f"{where}: the purpose declares a variable {ANSWERS!r}")
        template = parse_prompt(where, text, declared, about=ANSWERS)
        check_system(where, template, variables, also={ANSWERS})
        prompts[match.group(1)] = template
    for language in read.languages if wanted else ():
        if language not in prompts:
            raise SettingsError(f"{name}/combine.{language}.md is missing")
    return prompts
