"""Questions by chance, for tests of what is recalled: most differ in one thing only."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from random import Random
from typing import Any

from appliance.domain.asked import Asked, asked_of
from appliance.domain.caller import Role
from appliance.domain.decision import Decision
from appliance.domain.decision import Question as Infer
from appliance.domain.entity import EntityKind
from appliance.domain.exchange import Admitted, Inspected, Masked, Prompt, Sourced
from appliance.domain.masked import MaskedText
from appliance.domain.passage import Passage
from appliance.domain.purpose import Purpose
from appliance.domain.seal import Seal
from appliance.domain.service import Service
from appliance.domain.surrogate import Surrogate
from appliance.domain.wishes import Wishes
from tests.made import make_caller, make_exchange, make_purpose

PERSON, DATE = EntityKind.PERSON, EntityKind.DATE
# Of each thing that a question depends on, some values; the first is the usual one.
VALUES: Mapping[str, tuple[Any, ...]] = {
    "person": ("anna", "ben", "anna2"),
    "roles": ((Role.STAFF,), (Role.STAFF, Role.REVIEWER), (Role.ADMIN,), ()),
    "teams": ((), ("north",), ("north", "south"), ("north,south",)),
    "service": (
        None,
        Service("anna", frozenset({"a"})),
        Service("anna", frozenset({"a", "b"})),
        Service("ben", frozenset({"a"})),
    ),
    "case": ("c" * 32, "d" * 32),
    "release": ("1" * 64, "2" * 64),
    "purpose": ("reply-draft", "complaint-triage"),
    "language": ("en", "de"),
    "wishes": (Wishes(), Wishes(seed=9), Wishes(max_output_tokens=5)),
    "chosen": ({}, {"tone": "warm"}, {"tone": "formal"}),
    "typed": ("", "by Friday", "by {0}", "by {1}"),
    "passages": ((), ("a",), ("a", "b"), ("b", "a")),
    "text": (
        "{0} asks {1} for it.",
        "{0} asks {1} for it",
        "{1} and {0} ask {0} for it.",
        "PERSON asks {0}, [PERSON_1], and {1} for it.",
        "{0} asks [PERSON_1] and {1} for it.",
        '{0} asks ["PERSON",1,""] and {1} for it.',
    ),
    "kinds": ((PERSON, PERSON), (PERSON, DATE), (DATE, PERSON)),
    "hint": ("", "2024-03-12"),
}

_DECIDED: Mapping[str, Any] = {
    "rules": (),
    "errors": (),
    "policy_digest": "",
    "facts": {},
}


@dataclass(frozen=True)
class Question:
    """Values by what they are of, and the numbers of whom it names.

    Who is named is no part of the question: with other numbers it is the same.
    """

    values: Mapping[str, Any]
    numbers: tuple[int, int] = field(default=(1, 2), compare=False)

    def means(self) -> Mapping[str, Any]:
        """Say what it is: a hint is of a date, so without one there is none."""
        without = {name: one for name, one in self.values.items() if name != "hint"}
        return self.values if DATE in self.values["kinds"] else without

    def asked(self) -> Asked:
        """Put it as the pipeline would."""
        of = self.values
        caller = replace(
            make_caller(of["person"]),
            roles=frozenset(of["roles"]),
            teams=frozenset(of["teams"]),
            service=of["service"],
        )
        exchange = make_exchange(
            case=of["case"],
            language=of["language"],
            purpose=of["purpose"],
            caller=caller,
        )
        exchange = replace(exchange, wishes=of["wishes"])
        purpose = _purpose(of["purpose"], of["release"])
        typed = {"due": self._masked(of["typed"])} if of["typed"] else {}
        admitted = Admitted(
            exchange, caller, purpose, Decision(Infer.INFER, allowed=True, **_DECIDED)
        )
        masked = Masked(admitted, self._masked(of["text"]), typed, of["chosen"])
        passages = tuple(Passage(name, name * 64, "", "") for name in of["passages"])
        return asked_of(Prompt(Inspected(Sourced(masked, passages), ()), ()))

    def _masked(self, text: str) -> MaskedText:
        hint = self.values["hint"]
        stand = [
            str(Surrogate(kind, "ab2c", number, hint if kind is DATE else ""))
            for kind, number in zip(self.values["kinds"], self.numbers, strict=True)
        ]
        return MaskedText(text.format(*stand), (), Seal("", "", "", (), 0, ""))


@cache
def _purpose(name: str, release: str) -> Purpose:
    return make_purpose(name, release=release)


def by_chance(random: Random, usual: float = 0.6) -> Question:
    """Make one."""
    values = {
        name: one[0] if random.random() < usual else random.choice(one)
        for name, one in VALUES.items()
    }
    return Question(values, _numbers(random))


def changed(question: Question, random: Random) -> Question:
    """Change one thing of it, or nothing; those it names are others in any case."""
    name = random.choice(list(VALUES))
    values = {**question.values, name: random.choice(VALUES[name])}
    return Question(values, _numbers(random))


def _numbers(random: Random) -> tuple[int, int]:
    first, second = random.sample(range(1, 2000), 2)
    return first, second
