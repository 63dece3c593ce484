"""The form of a purpose's answers, a schema or a pattern, and a simpler one of it.

output.schema.json holds structured answers, output.pattern.txt may hold text answers.
output.simple.schema.json and output.simple.pattern.txt are what the last try is held to
where an answer is written again ([retry] of purpose.toml).
"""

import json
import re
from collections.abc import Mapping

from appliance.domain.answer_form import FieldForm, read_forms
from appliance.domain.prompt import PromptTemplate
from appliance.domain.retry import Retry
from appliance.errors import SettingsError

SCHEMA_FILE = "output.schema.json"
PATTERN_FILE = "output.pattern.txt"
SIMPLE_SCHEMA_FILE = "output.simple.schema.json"
SIMPLE_PATTERN_FILE = "output.simple.pattern.txt"
FORM_FILES = frozenset(
    {SCHEMA_FILE, PATTERN_FILE, SIMPLE_SCHEMA_FILE, SIMPLE_PATTERN_FILE}
)
MAX_PATTERN_CHARS = 1_000


def check_form_files(name: str, texts: Mapping[str, str], *, structured: bool) -> None:
    """Check the form's files, as far as can be without the model.

    Args:
        name: The purpose's name, for the message.
        texts: Text of every file by its path in the folder.

    Raises:
        SettingsError: One is missing, of the other kind or cannot be read.
    """
    if (SCHEMA_FILE in texts) != structured:
        raise SettingsError(f"{name}/{SCHEMA_FILE}: exactly structured answers have it")
    if SIMPLE_SCHEMA_FILE in texts and not structured:
        raise SettingsError(f"{name}/{SIMPLE_SCHEMA_FILE}: only structured answers")
    for file in (PATTERN_FILE, SIMPLE_PATTERN_FILE):
        if file in texts:
            _check_pattern(f"{name}/{file}", texts[file], structured=structured)
    for file in (SCHEMA_FILE, SIMPLE_SCHEMA_FILE):
        if file in texts:
            _check_schema(f"{name}/{file}", texts[file])
    if SIMPLE_SCHEMA_FILE in texts:
        _check_simpler(name, texts)


def fields_in(texts: Mapping[str, str]) -> frozenset[str]:
    """Name the fields of structured answers; none where they are text."""
    return frozenset(_properties(texts, SCHEMA_FILE))


def forms_in(texts: Mapping[str, str], file: str = SCHEMA_FILE) -> dict[str, FieldForm]:
    """Read what the fields that are texts, or lists of texts, take."""
    return read_forms(json.loads(texts[file])) if file in texts else {}


def pattern_in(texts: Mapping[str, str], file: str = PATTERN_FILE) -> str:
    """Give the pattern that text answers match, or ""."""
    return texts.get(file, "").removesuffix("\n")


def forms_for_model(name: str, texts: Mapping[str, str]) -> dict[str, str]:
    """Give the schemas and patterns as the model is held to them, by template id."""
    return {
        f"{name}/{file}": pattern_in(texts, file) if "pattern" in file else texts[file]
        for file in sorted(FORM_FILES & texts.keys())
    }


def retry_in(name: str, texts: Mapping[str, str], tries: int) -> Retry:
    """Give how an answer is written again."""

    def id_of(file: str) -> str:
        return f"{name}/{file}" if file in texts else ""

    return Retry(
        tries=tries,
        schema_template=id_of(SIMPLE_SCHEMA_FILE),
        pattern_template=id_of(SIMPLE_PATTERN_FILE),
        pattern=pattern_in(texts, SIMPLE_PATTERN_FILE),
    )


def check_retry(
    name: str,
    retry: Retry,
    prompts: Mapping[str, PromptTemplate],
    combining: Mapping[str, PromptTemplate],
) -> None:
    """Check that each try differs from the one before it, and nothing is there in vain.

    Args:
        combining: The prompts that combine answers, by language.

    Raises:
        SettingsError: A try would be the same as the one before, or is never made.
    """
    simpler, where = any(retry.form), f"{name}/purpose.toml: retry.tries"
    files = {f"prompt.{key}.md": prompt for key, prompt in prompts.items()}
    files |= {f"combine.{key}.md": prompt for key, prompt in combining.items()}
    clearer = [file for file, prompt in files.items() if prompt.retry]
    if not retry.tries and (simpler or clearer):
        raise SettingsError(
            f"{where}: 0, but [RETRY] or a simpler form is there for it"
        )
    # The last try is the one with the simpler form; those before it need [RETRY].
    for file in files:
        if retry.tries > simpler and file not in clearer:
            raise SettingsError(f"{where}: {file} has no [RETRY]")
    if retry.tries > 1 and not simpler:
        raise SettingsError(f"{where}: {retry.tries}, but there is no simpler form")


def _check_pattern(name: str, text: str, *, structured: bool) -> None:
    pattern = text.removesuffix("\n")
    if structured:
        raise SettingsError(f"{name}: structured answers have none")
    if not 1 <= len(pattern) <= MAX_PATTERN_CHARS or "\n" in pattern:
        raise SettingsError(
            f"{name}: expected one line of 1 to {MAX_PATTERN_CHARS} characters"
        )
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as err:
        raise SettingsError(f"{name}: not a pattern") from err


def _check_schema(name: str, source: str) -> None:
    try:
        schema = json.loads(source)
    except (ValueError, RecursionError) as err:
        raise SettingsError(f"{name}: not JSON: {err}") from err
    properties = schema.get("properties") if isinstance(schema, dict) else None
    if not isinstance(properties, dict) or schema.get("type") != "object":
        raise SettingsError(f"{name}: expected an object's properties")
    for one, form in properties.items():
        if not _is_form(form):
            raise SettingsError(f"{name}: field {one} has no form")


def _is_form(form: object) -> bool:
    """Tell whether `read_forms` can read a field's schema."""
    if not isinstance(form, dict):
        return False
    text = form.get("items", {}) if form.get("type") == "array" else form
    if not isinstance(text, dict):
        return False
    codes = text.get("enum", [])
    bounds = (form.get("minItems"), form.get("maxItems"), text.get("maxLength"))
    return (
        isinstance(codes, list)
        and (text.get("type") != "string" or all(isinstance(c, str) for c in codes))
        and all(bound is None or type(bound) is int for bound in bounds)
    )


def _check_simpler(name: str, texts: Mapping[str, str]) -> None:
    """Check that the simpler schema asks for nothing that the schema does not have."""
    where = f"{name}/{SIMPLE_SCHEMA_FILE}"
    full, simple = forms_in(texts), forms_in(texts, SIMPLE_SCHEMA_FILE)
    for field in _properties(texts, SIMPLE_SCHEMA_FILE):
        if field not in fields_in(texts):
            raise SettingsError(f"{where}: no field {field} in the schema")
        mine, whole = simple.get(field), full.get(field)
        if (mine is None) != (whole is None) or (
            mine and whole and not _takes_no_more(mine, whole)
        ):
            raise SettingsError(f"{where}: field {field} takes more than the schema's")


def _takes_no_more(mine: FieldForm, whole: FieldForm) -> bool:
    if mine.is_list != whole.is_list:
        return False
    return not whole.codes or (bool(mine.codes) and mine.codes <= whole.codes)


def _properties(texts: Mapping[str, str], file: str) -> Mapping[str, object]:
    properties: Mapping[str, object] = (
        json.loads(texts[file])["properties"] if file in texts else {}
    )
    return properties
