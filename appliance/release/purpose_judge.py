"""The prompt of a purpose's judge: judge.md, signed with the rest of the folder.

It has the sections of every prompt and asks for {{text}}, {{answer}} and variables of
its purpose. What it reads of people stands between fences, and its last words are its
own, so that nothing a text or an answer says comes after them.
"""

import re

from appliance.domain.judging import ANSWER, WORDS, JudgePrompt
from appliance.domain.prompt import PromptTemplate, digest_of, parse_prompt
from appliance.domain.variable import Variable, VariableType, names_of
from appliance.errors import SettingsError

JUDGE_FILE = "judge.md"
_LEAST_FENCE_CHARS = 8


def read_judge(name: str, source: str, variables: tuple[Variable, ...]) -> JudgePrompt:
    """Read a judge's prompt.

    Args:
        name: Id prefix, e.g. "reply-draft/judge.md".
        source: The file's text.
        variables: What the purpose declares.

    Raises:
        SettingsError: It is no prompt of a judge; the message says what is missing.
    """
    # 1. a prompt with the text and the answer, once each  2. each text of a person
    # between two fences  3. what people type stands in no [SYSTEM]  4. the last section
    # holds the release's words alone  5. and names every word that may be said
    if ANSWER in names_of(variables):
        raise SettingsError(f"{name}: the purpose declares a variable {ANSWER!r}")
    declared = names_of(variables) | {ANSWER}
    template = parse_prompt(name, source, declared)  # 1
    if template.retry:
        raise SettingsError(f"{name}: [RETRY]: a judge is asked once")
    asked = [piece.variable for piece in template.slices() if piece.variable]
    if asked.count(ANSWER) != 1:
        raise SettingsError(f"{name}: {{{{{ANSWER}}}}} stands not once")
    if "references" in asked:
        raise SettingsError(f"{name}: a judge reads no references")
    words = {v.name for v in variables if v.type is VariableType.CHOICE}
    typed = [one for one in asked if one not in words]
    fences = tuple(
        fence
        for one in typed
        for fence in _fences(name, source, one)  # 2
    )
    _check_sections(name, template, words)  # 3, 4
    for word in WORDS:
        if not any(re.search(rf"\b{word}\b", p.text) for p in template.format):  # 5
            raise SettingsError(f"{name}: [FORMAT] does not name the word {word!r}")
    return JudgePrompt(template, digest_of(source), tuple(dict.fromkeys(fences)))


def _fences(name: str, source: str, variable: str) -> tuple[str, str]:
    found = re.search(rf"^(.+)\n\{{\{{{variable}\}}\}}\n(.+)$", source, re.MULTILINE)
    lines = ["", ""] if found is None else [line.strip() for line in found.groups()]
    if any(len(line) < _LEAST_FENCE_CHARS or "{{" in line for line in lines):
        raise SettingsError(
            f"{name}: {{{{{variable}}}}} stands on a line of its own between two lines "
            f"of {_LEAST_FENCE_CHARS} characters or more"
        )
    return lines[0], lines[1]


def _check_sections(name: str, template: PromptTemplate, words: set[str]) -> None:
    if any(p.variable and p.variable not in words for p in template.system):
        raise SettingsError(f"{name}: [SYSTEM] holds what a person typed")
    if not template.format or any(p.variable for p in template.format):
        raise SettingsError(f"{name}: [FORMAT] holds the question and no variable")
