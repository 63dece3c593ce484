"""A set of rules, read and checked as a whole before any of it decides (Cedar 4).

A set is the `*.cedar` files of one folder and `facts.cedarschema`. It is used only if
every rule passes static validation, says its id, its sentence and its source, and none
can be skipped by leaving a fact out. It does not decide; decide.py does.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cedarpy

from appliance.domain.decision import FiredRule
from appliance.errors import SettingsError
from audit.canonical import encode

SCHEMA_FILE = "facts.cedarschema"
ANNOTATIONS = frozenset({"id", "sentence", "source"})
# `@sentence_de` and `@source_de` say the same in German, and so on.
_TRANSLATED = re.compile(r"(sentence|source)_([a-z]{2,3})")
_RULE_ID = re.compile(r"[a-z]+(?:_[a-z]+)*\.[a-z0-9]+(?:-[a-z0-9]+)*")
_COMMENT = re.compile(r"//[^\n]*")
_OPTIONAL = re.compile(r"\?\s*:")


@dataclass(frozen=True, slots=True)
class RuleBundle:
    """A checked set of rules, ready to decide.

    Args:
        rules: Every rule by its id, in the order of the files.
        files: SHA-256 hex of each file of the set, by file name.
        digest: SHA-256 hex of the set: of `files` in canonical JSON.
        policies: The parsed rules.
        schema: The parsed schema.
    """

    rules: Mapping[str, FiredRule]
    files: Mapping[str, str]
    digest: str
    policies: cedarpy.PolicySet
    schema: cedarpy.Schema


def load_bundle(folder: Path) -> RuleBundle:
    """Read and check the rules of a folder.

    Raises:
        SettingsError: A file cannot be read or a rule cannot be used; it is named.
    """
    return check_bundle(read_bundle(folder))


def read_bundle(folder: Path) -> dict[str, str]:
    """Read the files of a set of rules, unchecked, as file name to text.

    Raises:
        SettingsError: A file cannot be read; it is named.
    """
    texts: dict[str, str] = {}
    for path in [*sorted(folder.glob("*.cedar")), folder / SCHEMA_FILE]:
        try:
            texts[path.name] = path.read_bytes().decode("utf-8")
        except OSError as err:
            raise SettingsError(f"{path}: {err.strerror}") from err
        except UnicodeDecodeError as err:
            raise SettingsError(f"{path}: not UTF-8 at byte {err.start}") from err
    return texts


def check_bundle(texts: Mapping[str, str]) -> RuleBundle:
    """Check a set of rules, given as file name to text.

    Raises:
        SettingsError: The set may not be used; file and rule are named.
    """
    # 1. the schema parses and makes every fact required  2. every file parses
    # 3. every rule is named, unique and explained  4. no forbid can be skipped
    # 5. the whole set is valid against the schema.
    sources = {n: t for n, t in sorted(texts.items()) if n != SCHEMA_FILE}
    if not sources:
        raise SettingsError("the policy folder holds no .cedar file")
    schema = _read_schema(texts.get(SCHEMA_FILE, ""))  # 1
    rules: dict[str, FiredRule] = {}
    for name, text in sources.items():
        for policy in _read_policies(name, text):  # 2
            rule = _read_rule(name, policy)  # 3
            if rule.id in rules:
                raise SettingsError(f"{name}: rule {rule.id} stands twice")
            if rule.effect == "forbid" and _asks_has(policy["conditions"]):  # 4
                raise SettingsError(
                    f"{name}: {rule.id} forbids only if a fact is there (`has`), "
                    "so leaving the fact out would allow; make the fact required"
                )
            rules[rule.id] = rule
    whole = "\n".join(sources.values())
    result = cedarpy.validate_policies(whole, schema)  # 5
    if not result.validation_passed:
        first = result.errors[0]
        named = result.id_annotations_by_policy_id.get(first.policy_id)
        raise SettingsError(f"rule {named or first.policy_id}: {first.error}")
    files = {n: hashlib.sha256(t.encode()).hexdigest() for n, t in texts.items()}
    return RuleBundle(
        rules=rules,
        files=files,
        digest=hashlib.sha256(encode(files)).hexdigest(),
        policies=cedarpy.PolicySet.from_str(whole),
        schema=schema,
    )


def _read_schema(text: str) -> cedarpy.Schema:
    if _OPTIONAL.search(_COMMENT.sub("", text)):
        raise SettingsError(f"{SCHEMA_FILE}: an optional fact; every fact is required")
    try:
        return cedarpy.Schema.from_str(text)
    except ValueError as err:
        raise SettingsError(f"{SCHEMA_FILE}: {err}") from err


def _read_policies(name: str, text: str) -> list[dict[str, Any]]:
    try:
        parsed = json.loads(cedarpy.policies_to_json_str(text))
    except ValueError as err:
        raise SettingsError(f"{name}: {err}") from err
    if parsed["templates"] or parsed["templateLinks"]:
        raise SettingsError(f"{name}: a rule with slots (?principal, ?resource)")
    return list(parsed["staticPolicies"].values())


def _read_rule(name: str, policy: Mapping[str, Any]) -> FiredRule:
    said: dict[str, Any] = policy.get("annotations") or {}
    translated = {key: match for key in said if (match := _TRANSLATED.fullmatch(key))}
    if set(said) - set(translated) != ANNOTATIONS or not all(said.values()):
        raise SettingsError(
            f"{name}: rule {said.get('id') or 'without @id'} needs @id, @sentence and "
            "@source, and no other annotation than these in a language (@sentence_de)"
        )
    if _RULE_ID.fullmatch(said["id"]) is None:
        raise SettingsError(f"{name}: {said['id']} is not of the form question.rule")
    words: dict[str, dict[str, str]] = {}
    for key, match in translated.items():
        what, language = match.groups()
        words.setdefault(language, {})[said[what]] = said[key]
    return FiredRule(
        said["id"], said["sentence"], said["source"], policy["effect"], words
    )


def _asks_has(condition: object) -> bool:
    """Tell whether a condition, in Cedar's JSON form, asks if an attribute is there."""
    if isinstance(condition, Mapping):
        return "has" in condition or any(map(_asks_has, condition.values()))
    return isinstance(condition, list) and any(map(_asks_has, condition))
