"""One exchange explained from its records: what happened, by which rules, and why.

Everything in a dossier is read from the log, so it says what the log can prove and no
more. It holds no text of a person: the pages add the texts for those who may read them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from appliance.domain.counted import WAS_NEARLY_FULL, counted
from appliance.domain.decision import FiredRule
from appliance.domain.difficulty import Difficulty
from appliance.domain.guards import SIZE
from appliance.domain.purpose import Purpose
from appliance.domain.routing import Choice
from appliance.error_table import TABLE
from appliance.explain.divided import (
    CombinedLine,
    PartLine,
    combined_in,
    parts_in,
)
from appliance.explain.words import (
    CHOICE_WORDS,
    CONFIDENCE_MEANING,
    CONFIDENCE_UNKNOWN,
    CONFIDENCE_WORDS,
    ENDING_WORDS,
    FALL_BACK_WORDS,
    FINDING_WORDS,
    KIND_WORDS,
    NEXT_STEPS,
    OPEN,
    RECALLED_WORDS,
)
from appliance.kinds import OUTCOMES, RecordKind

LogLines = Sequence[Mapping[str, Any]]

_DECIDING = frozenset(
    {
        RecordKind.POLICY_DECIDED,
        RecordKind.ANSWER_OPENED,
        RecordKind.DRAFT_GATED,
        RecordKind.REVIEW_APPROVED,
        RecordKind.REVIEW_EDITED,
        RecordKind.REVIEW_REJECTED,
        RecordKind.REVIEW_VOIDED,
    }
)
_VERDICTS = _DECIDING - {
    RecordKind.POLICY_DECIDED,
    RecordKind.ANSWER_OPENED,
    RecordKind.DRAFT_GATED,
}


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule that took part, and the record that says so.

    Args:
        id: The rule's id.
        sentence: The rule as a person would say it; "" if it is in force no longer.
        source: Where the rule comes from.
        effect: "permit" or "forbid"; "" if it is in force no longer.
        seq: The record in which it fired.
    """

    id: str
    sentence: str
    source: str
    effect: str
    seq: int


@dataclass(frozen=True, slots=True)
class FindingLine:
    """What a check saw.

    Args:
        rule: The guard rule's id.
        severity: How much it mattered.
        sentence: What it means, in plain words.
        where: "input", "reference" or "answer".
        start: Its first code point in the masked text or the draft; None where it is
            about the whole.
        end: Past its last, or None.
    """

    rule: str
    severity: str
    sentence: str
    where: str = "answer"
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class PassageLine:
    """A passage the answer may rest on: its id, signed digest and heading."""

    template: str
    digest: str
    heading: str


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """What a reviewer did: in words, who as the log's alias, when, and where."""

    words: str
    reviewer: str
    at: datetime
    seq: int


@dataclass(frozen=True, slots=True)
class LogLine:
    """One record of the exchange, in words."""

    seq: int
    at: datetime
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Versions:
    """What exactly answered; "" where the exchange never came so far.

    Args:
        tier: The tier that it answers for; "" where the record is older.
        model: The model's name.
        model_digest: SHA-256 hex of its manifest.
        quantisation: How its weights are stored.
        device: What computed it.
        runtime: Library versions.
        determinism: "exact", "batch-dependent", or "" where the record is older.
        release: SHA-256 hex of the signed release.
        policy: SHA-256 hex of the set of rules.
    """

    tier: str = ""
    model: str = ""
    model_digest: str = ""
    quantisation: str = ""
    device: str = ""
    runtime: str = ""
    determinism: str = ""
    release: str = ""
    policy: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """The plain explanation of one exchange.

    Args:
        purpose: The purpose's title.
        asked_at: When the request came in; None if that record is not among these.
        origin: "web", "terminal", "bulk", "worker" or "evaluation".
        masked: How many of each kind were masked.
        kinds_kept: Kinds the purpose leaves readable.
        rules: The rules that took part, in order.
        findings: What the checks saw.
        confidence_permille: 0 to 1000, or None if no draft was checked.
        confidence: That figure in words.
        confidence_meaning: What it means, and does not mean.
        passages: The passages used.
        turns: How many earlier turns of the conversation the model read.
        left_out: How many it did not read.
        parts: In which parts the model read the text; none where it read it at once.
        combined: How the answers to the parts became one.
        routing: Why this model was asked and no other that the purpose names; empty
            where it names no other.
        versions: What exactly answered.
        reviews: What reviewers did.
        log: Every record of the exchange, in order.
        ending: How it ended, in words.
        ended_by: The kind of the record that ended it, or "open".
        why_failed: What the person was told if it failed, else "".
        next_steps: What the person can do now.
    """

    purpose: str
    asked_at: datetime | None
    origin: str
    masked: Mapping[str, int]
    kinds_kept: tuple[str, ...]
    rules: tuple[RuleLine, ...]
    findings: tuple[FindingLine, ...]
    confidence_permille: int | None
    confidence: str
    confidence_meaning: str
    passages: tuple[PassageLine, ...]
    turns: int
    left_out: int
    parts: tuple[PartLine, ...]
    combined: tuple[CombinedLine, ...]
    routing: tuple[str, ...]
    versions: Versions
    reviews: tuple[ReviewLine, ...]
    log: tuple[LogLine, ...]
    ending: str
    ended_by: str
    why_failed: str
    next_steps: tuple[str, ...]


def build_dossier(
    records: LogLines,
    purpose: Purpose | None,
    rules: Mapping[str, FiredRule],
    headings: Mapping[str, str] | None = None,
) -> Dossier:
    """Explain one exchange.

    Args:
        records: Its records as the log gives them: seq, time, kind, actor, body.
        purpose: Its purpose as released now, or None if there is none any more.
        rules: The rules in force, by id.
        headings: Heading of each passage by template id.
    """
    lines = sorted(records, key=lambda line: line["seq"])
    asked = _last(lines, RecordKind.REQUEST_RECEIVED)
    guarded = _body(lines, RecordKind.DRAFT_GUARDED)
    permille = guarded.get("confidence_permille")
    ended = [line for line in lines if line["kind"] in OUTCOMES]
    ended_by = str(ended[-1]["kind"]) if ended else OPEN
    named = purpose.title if purpose else ""
    return Dossier(
        purpose=named or _body(lines, RecordKind.REQUEST_RECEIVED).get("purpose", ""),
        asked_at=_time(asked) if asked else None,
        origin=_body(lines, RecordKind.REQUEST_RECEIVED).get("origin", ""),
        masked=dict(_body(lines, RecordKind.TEXT_PSEUDONYMISED).get("counts", {})),
        kinds_kept=tuple(
            _body(lines, RecordKind.TEXT_PSEUDONYMISED).get("kinds_kept", ())
        ),
        rules=_rules(lines, rules),
        findings=findings_in(lines),
        confidence_permille=permille,
        confidence=_confidence(permille),
        confidence_meaning=CONFIDENCE_MEANING,
        passages=tuple(
            PassageLine(
                p["template"], p["digest"], (headings or {}).get(p["template"], "")
            )
            for p in _body(lines, RecordKind.PASSAGES_RETRIEVED).get("passages", ())
        ),
        turns=_body(lines, RecordKind.PROMPT_COMPOSED).get("turns", 0),
        left_out=_body(lines, RecordKind.PROMPT_COMPOSED).get("left_out", 0),
        parts=parts_in(lines),
        combined=combined_in(lines),
        routing=_routing(lines),
        versions=_versions(lines),
        reviews=tuple(
            ReviewLine(_words(line), line["actor"] or "", _time(line), line["seq"])
            for line in lines
            if line["kind"] in _VERDICTS
        ),
        log=tuple(
            LogLine(line["seq"], _time(line), str(line["kind"]), _words(line))
            for line in lines
        ),
        ending=ENDING_WORDS[ended_by],
        ended_by=ended_by,
        why_failed=_why_failed(ended[-1]) if ended else "",
        next_steps=NEXT_STEPS[ended_by],
    )


def findings_in(records: LogLines) -> tuple[FindingLine, ...]:
    """List what was seen in the text, and in the draft that was judged last of all.

    Args:
        records: The records of one exchange, oldest first.
    """
    return tuple(
        _finding(found)
        for kind in (RecordKind.TEXT_INSPECTED, RecordKind.DRAFT_GUARDED)
        for found in _body(records, kind).get("findings", ())
    )


def _finding(found: Mapping[str, Any]) -> FindingLine:
    """Read a finding as `Finding.record` writes it."""
    return FindingLine(
        found["rule"],
        found["severity"],
        _said_of(found),
        found.get("where", "answer"),
        found.get("start"),
        found.get("end"),
    )


def _said_of(found: Mapping[str, Any]) -> str:
    """Say what a finding means; how many of how many is in records since it counts."""
    count, most = found.get("count"), found.get("most")
    if found["rule"] == SIZE and isinstance(count, int) and isinstance(most, int):
        return counted(WAS_NEARLY_FULL, count, most)
    return FINDING_WORDS.get(found["rule"], "")


def _rules(lines: LogLines, known: Mapping[str, FiredRule]) -> tuple[RuleLine, ...]:
    found: list[RuleLine] = []
    for line in lines:
        if line["kind"] not in _DECIDING:
            continue
        body = line["body"]
        fired = [*body.get("rules", ()), *body.get("hold", {}).get("rules", ())]
        for id_ in fired:
            rule = known.get(id_, FiredRule(id_, "", "", ""))
            found.append(
                RuleLine(id_, rule.sentence, rule.source, rule.effect, line["seq"])
            )
    return tuple(found)


def _routing(lines: LogLines) -> tuple[str, ...]:
    """Say why the tier was asked that was, and whether another or none answered."""
    intended = _body(lines, RecordKind.EXCHANGE_INTENDED)
    choice = intended.get("tier_choice", "")
    if choice == Choice.HARDER:
        choice = Difficulty(intended.get("difficulty", {})).mostly
    said = [CHOICE_WORDS[choice]] if choice in CHOICE_WORDS else []
    if _body(lines, RecordKind.DRAFT_GENERATED).get("passed_over"):
        said.append(FALL_BACK_WORDS)
    how = _body(lines, RecordKind.DRAFT_RECALLED).get("how", "")
    if how in RECALLED_WORDS:
        said.append(RECALLED_WORDS[how])
    return tuple(said)


def _versions(lines: LogLines) -> Versions:
    recalled = _body(lines, RecordKind.DRAFT_RECALLED)
    draft = recalled or _body(lines, RecordKind.DRAFT_GENERATED)
    decided = _body(lines, RecordKind.POLICY_DECIDED)
    return Versions(
        tier=draft.get("tier", ""),
        model=draft.get("model", ""),
        model_digest=draft.get("model_digest", ""),
        quantisation=draft.get("quantisation", ""),
        device=draft.get("device", ""),
        runtime=draft.get("runtime", ""),
        determinism=draft.get("determinism", ""),
        release=decided.get("release", ""),
        policy=decided.get("policy_digest", ""),
    )


def _confidence(permille: int | None) -> str:
    if permille is None:
        return CONFIDENCE_UNKNOWN
    return next(words for least, words in CONFIDENCE_WORDS if permille >= least)


def _why_failed(line: Mapping[str, Any]) -> str:
    """Find what the person was told about an error, by the class the record names."""
    rows = {cls.__name__: row for cls, row in TABLE.items()}
    row = rows.get(line["body"].get("error", ""))
    return row.message if row else ""


def _last(lines: LogLines, kind: RecordKind) -> Mapping[str, Any] | None:
    return next((line for line in reversed(lines) if line["kind"] == kind), None)


def _body(lines: LogLines, kind: RecordKind) -> Mapping[str, Any]:
    line = _last(lines, kind)
    body: Mapping[str, Any] = line["body"] if line else {}
    return body


def _time(line: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(line["time"])


def _words(line: Mapping[str, Any]) -> str:
    return KIND_WORDS.get(line["kind"], str(line["kind"]))
