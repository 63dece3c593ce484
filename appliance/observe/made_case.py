"""Make a case to test with out of what people said of an answer.

The masked text gets made-up people, and so does what the answer must be; nothing of a
person who was masked is in it. What masking missed is, which is why a second person
looks before it is used (web/golden.py). It becomes one line of golden.jsonl.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from appliance.domain.assessment import Assessment, Judgement
from appliance.domain.golden import CaseOrigin, Check, GoldenCase
from appliance.domain.prose import parse_fields, rewrite
from appliance.domain.purpose import AnswerForm, Purpose
from appliance.errors import MalformedCaseError, SettingsError
from appliance.observe.stand_ins import StandIns
from appliance.release.golden import encode_case, parse_golden
from appliance.release.golden_line import MAX_ENTRIES

_ID_DIGITS = 12
_CASE_NAMED = re.compile(r'"id": ?"([^"]*)"')


class Version(StrEnum):
    """Which answer the case asks for."""

    ANSWER = "answer"
    FIRST = "first"
    SECOND = "second"
    REFUSE = "refuse"
    # Whatever the answer says: there must be one.
    ALLOW = "allow"


_CORRECTIONS = (Version.FIRST, Version.SECOND)


@dataclass(frozen=True, slots=True)
class Source:
    """What a case is made from.

    Args:
        origin: What it is.
        id: Its id, 32 hex digits; the same one gives the same made-up people.
        language: The language of the exchange.
    """

    origin: CaseOrigin
    id: str
    language: str


@dataclass(frozen=True, slots=True)
class GoldenWish:
    """What a person wants the case to be; `repr` shows no text.

    Args:
        masked: The masked text that was answered.
        version: Which answer is asked for.
        contains: Of text answers: masked words that an answer must have.
        values: What the model read for each variable of the purpose.
        audience: To which of the purpose's audiences who asked belonged.
    """

    masked: str = field(repr=False)
    version: Version
    contains: tuple[str, ...] = field(default=(), repr=False)
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    audience: str = ""


def versions_of(answer: str, said: Sequence[Assessment]) -> dict[Version, str]:
    """List what raters let an answer be: as it is, as one corrected it, or none.

    Args:
        answer: The masked answer.
        said: What raters said of it.
    """
    judged = {one.judgement for one in said}
    found = {Version.ANSWER: answer} if Judgement.RIGHT in judged else {}
    for name, one in zip(_CORRECTIONS, said, strict=False):
        if one.correction:
            found[name] = one.correction
    if Judgement.REFUSE in judged:
        found[Version.REFUSE] = ""
    return found


def made_case(
    source: Source, versions: Mapping[Version, str], wish: GoldenWish, purpose: Purpose
) -> str:
    """Make the line of a case, without its end; the same case gives the same line.

    Raises:
        MalformedCaseError: It is no case: it asks nothing of an answer, or is too long.
    """
    people = StandIns(source.id, source.language)
    # First the variables: they take less than a text does.
    variables = {
        variable.name: people.fill(variable, wish.values.get(variable.name, ""))
        for variable in purpose.variables
    }
    text = people.put_in(wish.masked)
    hidden = people.hidden[:MAX_ENTRIES]
    asked: dict[str, Any] = {}
    if wish.version is Version.REFUSE:
        asked["refuse"] = True
    elif wish.version is Version.ALLOW:
        asked["refuse"] = False
    elif purpose.answer is AnswerForm.STRUCTURED:
        asked["expect"] = _fields(versions[wish.version], people, purpose)
    else:
        named = people.named_in(versions[wish.version])
        asked["checks"] = (
            *(Check("contains", people.put_in(words)) for words in wish.contains),
            *(Check("names_back", value) for value in named if value in hidden),
        )
    if not any(value or value is False for value in asked.values()):
        raise MalformedCaseError("nothing is asked of the answer")
    line = encode_case(
        GoldenCase(
            id=f"{source.origin.tag}-{source.id[:_ID_DIGITS]}",
            input=text,
            language=source.language,
            tags=(source.origin.tag,),
            values=hidden,
            variables=variables,
            audience=wish.audience,
            **asked,
        )
    )
    try:
        parse_golden("case", line, purpose)
    except SettingsError as err:
        raise MalformedCaseError(str(err)) from err
    return line


def missing_lines(golden: str, approved: Iterable[str]) -> tuple[str, ...]:
    """List the approved lines whose case does not stand in a golden.jsonl."""
    there = set(_CASE_NAMED.findall(golden))
    return tuple(one for one in approved if json.loads(one)["id"] not in there)


def _fields(version: str, people: StandIns, purpose: Purpose) -> dict[str, Any]:
    """Say what each field must hold that the schema has a form for."""
    masked = parse_fields(version) or {}
    filled = parse_fields(rewrite(masked, people.put_in)) or {}
    return {name: value for name, value in filled.items() if name in purpose.forms}
