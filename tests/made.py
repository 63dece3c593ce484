"""What tests make up: a clock, people, requests, purposes; values, no parts."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from appliance.domain.caller import Caller, Credential, Role
from appliance.domain.exchange import Admitted, Exchange, Inspected, Prompt
from appliance.domain.ports.wired import Ports
from appliance.domain.progress import untold
from appliance.domain.prompt import parse_prompt
from appliance.domain.purpose import AnswerForm, Purpose, ReviewRule, Risk
from appliance.domain.review import Binding
from appliance.domain.text import PersonText
from appliance.steps.compose import compose
from appliance.steps.decide import decide
from appliance.steps.identify import identify
from appliance.steps.inspect import inspect
from appliance.steps.pseudonymise import pseudonymise
from appliance.steps.retrieve import retrieve

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SEAL_KEY = b"a seal key that only tests know."


class FixedClock:
    """A clock that moves only when told to."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def advance(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def make_caller(person: str = "anna", *roles: Role, at: datetime = NOON) -> Caller:
    """Make somebody; without roles named they are staff."""
    held = frozenset(roles or (Role.STAFF,))
    return Caller(person, person, person.title(), held, at)


def make_exchange(
    text: str = "Anna Kowalski asks about a fee.",
    *,
    id: str = "e" * 32,  # noqa: A002 - the field's name
    case: str = "c" * 32,
    purpose: str = "reply-draft",
    caller: Caller | None = None,
    case_owner: str | None = None,
    language: str = "en",
    origin: str = "web",
) -> Exchange:
    """Make a request of a caller for their own case."""
    asks = caller or make_caller()
    return Exchange(
        id=id,
        case=case,
        case_owner=asks.person if case_owner is None else case_owner,
        purpose=purpose,
        language=language,
        text=PersonText(text),
        credential=Credential(
            asks.person, asks.login, asks.name, asks.roles, asks.checked_at
        ),
        received_at=NOON,
        origin=origin,
    )


def bound(draft: str, commitments: tuple[str, ...] = ()) -> Binding:
    """Bind to a draft as a masker would; which digest it is does not matter."""
    return Binding(hashlib.sha256(draft.encode()).hexdigest(), commitments)


_PROMPT = (
    "[SYSTEM]\nYou write.\n\n[CONTEXT]\n{{references}}\n\n[INSTRUCTION]\n{{text}}\n"
)


def make_purpose(name: str = "reply-draft", **changes: object) -> Purpose:
    """Make a low-risk, streamed text purpose for staff, with the changes named."""
    purpose = Purpose(
        name=name,
        title=f"Title of {name}",
        description=f"What {name} does.",
        risk=Risk.LOW,
        roles=frozenset({Role.STAFF}),
        tier="small",
        answer=AnswerForm.TEXT,
        streamed=True,
        languages=("en",),
        retention_days=90,
        review=ReviewRule.NONE,
        reviewer_role=Role.REVIEWER,
        max_input_chars=4000,
        max_output_tokens=220,
        temperature=0.0,
        seed=7,
        treatments={},
        hold_below_permille=0,
        reason_texts={},
        prompts={"en": parse_prompt(f"{name}/prompt.en.md", _PROMPT)},
        schema_template="",
        prose="",
        release="d" * 64,
    )
    return replace(purpose, **changes)  # type: ignore[arg-type]  # a field's name and type, as the caller of a test writes it


def make_prompt(wired: Ports) -> Prompt:
    """Take a request as far as its prompt."""
    admitted = decide(identify(make_exchange(), wired), wired)
    assert isinstance(admitted, Admitted)
    masked = pseudonymise(admitted, wired, preview=False, progress=untold)
    inspected = inspect(retrieve(masked, wired), wired)
    assert isinstance(inspected, Inspected)
    return compose(inspected, wired)


def with_masked(prompt: Prompt, text: str) -> Prompt:
    """Have a prompt ask about another masked text; its seal does not hold any more."""
    masked = prompt.sourced.masked
    other = replace(masked, text=replace(masked.text, text=text))
    sourced = replace(prompt.sourced, masked=other)
    return replace(prompt, inspected=replace(prompt.inspected, sourced=sourced))


def unrecorded() -> None:
    """Stand in for a record where a test is about something else."""
