"""One purpose folder: its files, what they must agree on, and what they become.

The folder holds purpose.toml, prompt.<language>.md, and where they apply
prompt.<language>.<audience>.md, combine.<language>.md, the answer's form
(purpose_form.py), answer.md, golden.jsonl, judge.md, words.<language>.toml,
tone.<language>.toml and references/*.md; anything else in it is refused. Reading is
apart from parsing, so that what is parsed is what was hashed.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from appliance.domain.caller import Role
from appliance.domain.entity import EntityKind, Treatment
from appliance.domain.golden import GoldenCase
from appliance.domain.judging import JudgePrompt
from appliance.domain.parts import PartsRule
from appliance.domain.passage import Passage
from appliance.domain.prompt import PromptTemplate, digest_of
from appliance.domain.purpose import AnswerForm, Purpose, ReviewRule, Risk
from appliance.domain.tone import Tone
from appliance.errors import SettingsError
from appliance.release.golden import parse_golden
from appliance.release.purpose_file import (
    OF_FIELD,
    PurposeFile,
    guards_of,
    read_purpose_file,
    thresholds_of,
)
from appliance.release.purpose_form import (
    FORM_FILES,
    PATTERN_FILE,
    SCHEMA_FILE,
    check_form_files,
    check_retry,
    fields_in,
    forms_for_model,
    forms_in,
    pattern_in,
    retry_in,
)
from appliance.release.purpose_judge import JUDGE_FILE, read_judge
from appliance.release.purpose_parts import COMBINE_FILE, parts_of
from appliance.release.purpose_prompts import (
    PROMPT_FILE,
    audiences_of,
    read_prompts,
    variables_of,
)
from appliance.release.purpose_tone import TONE_FILE, tone_of
from appliance.release.purpose_words import WORDS_FILE, read_words
from audit.canonical import encode

SETTINGS_FILE = "purpose.toml"
PROSE_FILE = "answer.md"
GOLDEN_FILE = "golden.jsonl"
_FILES = FORM_FILES | {SETTINGS_FILE, PROSE_FILE, GOLDEN_FILE, JUDGE_FILE}
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_REFERENCE = re.compile(r"references/[a-z0-9]+(?:[-.][a-z0-9]+)*\.md")
_FIELD = re.compile(r"\{\{([a-z_]+)\}\}")
_HEADING = re.compile(r"^## +(.+)$", re.MULTILINE)
_TITLE = re.compile(r"\A# .*$", re.MULTILINE)
_BLANK = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class PurposeFolder:
    """A purpose folder, parsed.

    Args:
        name: The folder's name.
        read: Its purpose.toml.
        texts: Text of every file by its path in the folder.
        prompts: Prompt templates by `prompt_key`.
        passages: The passages of its references.
        words: What people read of it, in other languages.
        tone: What its answers may not say.
        golden: Its golden cases.
        judge: The prompt of its judge, or None.
        parts: How long texts are answered.
    """

    name: str
    read: PurposeFile
    texts: Mapping[str, str]
    prompts: Mapping[str, PromptTemplate]
    passages: tuple[Passage, ...]
    words: Mapping[str, Mapping[str, str]]
    tone: Tone = field(default_factory=Tone)
    golden: tuple[GoldenCase, ...] = ()
    judge: JudgePrompt | None = None
    parts: PartsRule = field(default_factory=PartsRule)

    @property
    def files(self) -> dict[str, str]:
        """SHA-256 hex of every file."""
        return digests_of(self.texts)

    def templates(self) -> dict[str, str]:
        """Every text that may reach the model, by its template id."""
        prompts = [*self.prompts.values(), *self.parts.prompts.values()]
        prompts += [self.judge.template] if self.judge else []
        found = {
            piece.template: piece.text
            for prompt in prompts
            for piece in prompt.slices()
            if piece.text
        }
        found |= {passage.template: passage.text for passage in self.passages}
        found |= forms_for_model(self.name, self.texts)
        for variable in variables_of(self.read):
            for word in variable.words:
                found[variable.template(self.name, word)] = word
        return found

    def purpose(self, release: str) -> Purpose:
        """Give the purpose as part of a release."""
        read, forms = self.read, forms_in(self.texts)
        return Purpose(
            name=self.name,
            title=read.title,
            description=read.description,
            risk=Risk(read.risk),
            roles=frozenset(map(Role, read.roles)),
            tier=read.tier,
            answer=AnswerForm(read.answer),
            streamed=read.streamed,
            languages=read.languages,
            retention_days=read.retention_days,
            review=ReviewRule(read.review),
            reviewer_role=Role(read.reviewer_role),
            max_input_chars=read.limits.max_input_chars,
            max_output_tokens=read.limits.max_output_tokens,
            temperature=read.generation.temperature,
            seed=read.generation.seed,
            treatments=MappingProxyType(
                {EntityKind(k): Treatment(t) for k, t in read.masking.items()}
            ),
            hold_below_permille=read.confidence.hold_below_permille,
            reason_texts=MappingProxyType(dict(read.reason_texts)),
            prompts=MappingProxyType(dict(self.prompts)),
            schema_template=(
                f"{self.name}/{SCHEMA_FILE}" if SCHEMA_FILE in self.texts else ""
            ),
            pattern_template=(
                f"{self.name}/{PATTERN_FILE}" if PATTERN_FILE in self.texts else ""
            ),
            pattern=pattern_in(self.texts),
            prose=self.texts.get(PROSE_FILE, ""),
            release=release,
            words=MappingProxyType(dict(self.words)),
            top_p=read.generation.top_p,
            top_k=read.generation.top_k,
            repetition_penalty=read.generation.repetition_penalty,
            stop=read.generation.stop,
            routing=read.routing,
            sampling=read.sampling,
            forms=MappingProxyType(forms),
            has_all_forms=bool(forms) and fields_in(self.texts) == forms.keys(),
            governance=read.governance,
            success=read.success,
            thresholds=thresholds_of(read),
            guards=guards_of(read),
            tone=self.tone,
            variables=variables_of(read),
            audiences=audiences_of(read),
            judge=self.judge,
            budget=read.budget,
            retry=retry_in(self.name, self.texts, read.retry.tries),
            caching=read.cache,
            conversation=read.conversation,
            parts=self.parts,
        )


def read_folder(folder: Path) -> dict[str, str]:
    """Read every file of a purpose folder, unparsed, by its path in the folder.

    Raises:
        SettingsError: A file cannot be read or does not belong; it is named.
    """
    if _NAME.fullmatch(folder.name) is None:
        raise SettingsError(f"{folder}: a purpose is named in lower-case words and '-'")
    texts: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() and name == "references":
            continue
        if path.is_symlink() or not belongs(name):
            raise SettingsError(f"{path}: does not belong in a purpose folder")
        try:
            texts[name] = path.read_bytes().decode("utf-8")
        except OSError as err:
            raise SettingsError(f"{path}: {err.strerror}") from err
        except UnicodeDecodeError as err:
            raise SettingsError(f"{path}: not UTF-8 at byte {err.start}") from err
    return texts


def parse_folder(name: str, texts: Mapping[str, str]) -> PurposeFolder:
    """Parse the files of a purpose folder and check that they agree.

    Raises:
        SettingsError: A file cannot be used; it is named as "<purpose>/<file>".
    """
    # 0. each file has a place  1. purpose.toml is whole  2. a prompt for each language
    # and audience, and no other  3. a schema exactly if the answer is structured, a
    # pattern only if it is not, what combines parts of a text, and what each further
    # try needs  4. prose and
    # thresholds name its fields only  5. references are headed paragraphs  6. golden
    # cases ask for nothing that the schema does not take, and give each variable
    # 7. a judge has a prompt of its form
    for file in texts:
        if not belongs(file):  # 0
            raise SettingsError(f"{name}/{file}: does not belong in a purpose folder")
    if SETTINGS_FILE not in texts:
        raise SettingsError(f"{name}/{SETTINGS_FILE}: missing")
    try:
        read = read_purpose_file(texts[SETTINGS_FILE])  # 1
    except SettingsError as err:
        raise SettingsError(f"{name}/{SETTINGS_FILE}: {err}") from err
    prompts = read_prompts(name, read, texts)  # 2
    check_form_files(name, texts, structured=read.answer == "structured")  # 3
    parts = parts_of(name, read, texts)
    check_retry(name, retry_in(name, texts, read.retry.tries), prompts, parts.prompts)
    fields = fields_in(texts)
    used = set(_FIELD.findall(texts.get(PROSE_FILE, "")))
    if not used <= fields:  # 4
        raise SettingsError(
            f"{name}/{PROSE_FILE}: no field {', '.join(sorted(used - fields))} "
            "in the schema"
        )
    for share in read.thresholds.shares:
        if share.startswith(OF_FIELD) and share.removeprefix(OF_FIELD) not in fields:
            raise SettingsError(
                f"{name}/{SETTINGS_FILE}: thresholds.shares.{share}: no such field in "
                "the schema"
            )
    passages = tuple(
        passage
        for file, text in texts.items()
        if _REFERENCE.fullmatch(file)
        for passage in cut_passages(f"{name}/{file}", text)  # 5
    )
    words = {
        match.group(1): read_words(f"{name}/{file}", text)
        for file, text in texts.items()
        if (match := WORDS_FILE.fullmatch(file))
    }
    tone = tone_of(name, texts)
    folder = PurposeFolder(
        name, read, texts, prompts, passages, words, tone, parts=parts
    )
    golden = parse_golden(  # 6
        f"{name}/{GOLDEN_FILE}", texts.get(GOLDEN_FILE, ""), folder.purpose("")
    )
    return replace(folder, golden=golden, judge=_judge_in(name, read, texts))  # 7


def cut_passages(name: str, source: str) -> tuple[Passage, ...]:
    """Cut a reference document into its paragraphs, each with its heading on top.

    Args:
        name: Id prefix, e.g. "complaint-triage/references/fees.md".
        source: Markdown: a title, then `## ` headings with paragraphs under each.

    Raises:
        SettingsError: It has no heading, or a heading without a paragraph.
    """
    heads = list(_HEADING.finditer(source))
    if not heads:
        raise SettingsError(f"{name}: no '## ' heading")
    if _TITLE.sub("", source[: heads[0].start()]).strip():
        raise SettingsError(f"{name}: text that stands under no '## ' heading")
    passages: list[Passage] = []
    ends = [head.start() for head in heads[1:]] + [len(source)]
    for head, end in zip(heads, ends, strict=True):
        heading = head.group(1).strip()
        body = source[head.end() : end].strip()
        if not body:
            raise SettingsError(f"{name}: nothing under '## {heading}'")
        for paragraph in _BLANK.split(body):
            text = f"{heading}\n{' '.join(paragraph.split())}"
            number = len(passages) + 1
            passages.append(Passage(f"{name}#{number}", digest_of(text), heading, text))
    return tuple(passages)


def digests_of(texts: Mapping[str, str]) -> dict[str, str]:
    """SHA-256 hex of each file's bytes."""
    return {n: hashlib.sha256(t.encode()).hexdigest() for n, t in texts.items()}


def digest_of_files(texts: Mapping[str, str]) -> str:
    """Name a purpose's files: SHA-256 of the canonical JSON of each file's SHA-256.

    By this digest a signed release names the purpose, and the registry a version.
    """
    return hashlib.sha256(encode(digests_of(texts))).hexdigest()


def belongs(name: str) -> bool:
    """Tell whether a file of this name has a place in a purpose folder."""
    return (
        name in _FILES
        or PROMPT_FILE.fullmatch(name) is not None
        or COMBINE_FILE.fullmatch(name) is not None
        or WORDS_FILE.fullmatch(name) is not None
        or TONE_FILE.fullmatch(name) is not None
        or _REFERENCE.fullmatch(name) is not None
    )


def _judge_in(
    name: str, read: PurposeFile, texts: Mapping[str, str]
) -> JudgePrompt | None:
    if JUDGE_FILE not in texts:
        return None
    return read_judge(f"{name}/{JUDGE_FILE}", texts[JUDGE_FILE], variables_of(read))
