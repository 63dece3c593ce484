"""Parts that behave like the real ones, in memory: fakes, not mocks.

Each implements a Protocol of appliance/domain/ports/ and passes the same contract
suite as the real part. `ports()` wires a whole set; rules and purposes in it are the
real ones of policies/, since they are pure. None of this is for use outside tests.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from appliance.domain.caller import Caller, Role
from appliance.domain.entity import EntityKind
from appliance.domain.exchange import Exchange
from appliance.domain.masked import MaskedText
from appliance.domain.parts import Place as TextPlace
from appliance.domain.passage import Passage
from appliance.domain.ports.releases import Chosen
from appliance.domain.ports.wired import Ports
from appliance.domain.purpose import Purpose
from appliance.domain.text import PersonText
from appliance.errors import DirectoryError, RevokedError, UnknownPurposeError
from appliance.policy.decide import CedarPolicy
from appliance.release import Release, ReleasePurposes, StandingHalts, build_release
from tests.fake_engine import WEIGHTS, ScriptedEngine
from tests.fake_inspector import WordInspector
from tests.fake_ledger import MemoryLedger
from tests.fake_masker import DictionaryMasker
from tests.fake_stores import (
    MemoryBudgets,
    MemoryExchanges,
    MemoryRecalled,
    MemoryReviews,
    MemorySamples,
)
from tests.made import (
    NOON,
    SEAL_KEY,
    FixedClock,
    make_caller,
    make_exchange,
    make_prompt,
    make_purpose,
)

__all__ = [
    "NOON",
    "POLICIES",
    "SEAL_KEY",
    "WEIGHTS",
    "DictionaryMasker",
    "FixedClock",
    "FixedReferences",
    "ListedDirectory",
    "ListedPurposes",
    "MemoryBudgets",
    "MemoryExchanges",
    "MemoryLedger",
    "MemoryRecalled",
    "MemoryReviews",
    "MemorySamples",
    "OneRelease",
    "RecordingWatch",
    "ScriptedEngine",
    "make_caller",
    "make_exchange",
    "make_prompt",
    "make_purpose",
    "ports",
    "shipped_release",
]

POLICIES = Path(__file__).parent.parent / "policies"


class ListedDirectory:
    """A directory of the callers it is given; may be down, may revoke."""

    def __init__(self, *callers: Caller, clock: FixedClock | None = None) -> None:
        self.people = {caller.person: caller for caller in callers}
        self.clock = clock or FixedClock()
        self.down = False
        self.asked: list[str] = []

    def look_up(self, person: str) -> Caller:
        self.asked.append(person)
        if self.down:
            raise DirectoryError("no directory answers")
        if person not in self.people or not self.people[person].roles:
            raise RevokedError("gone, disabled or without a role")
        return replace(self.people[person], checked_at=self.clock.now())

    def find(self, login: str) -> Caller:
        for person, caller in self.people.items():
            if caller.login == login:
                return self.look_up(person)
        raise RevokedError("nobody signs in so")

    def revoke(self, person: str) -> None:
        """Take somebody out of the directory."""
        del self.people[person]


class ListedPurposes:
    """The purposes it is given."""

    def __init__(self, *purposes: Purpose) -> None:
        self._named = {purpose.name: purpose for purpose in purposes}

    def named(self, name: str) -> Purpose:
        if name not in self._named:
            raise UnknownPurposeError(f"not one of {len(self._named)} purposes")
        return self._named[name]

    def all(self) -> Sequence[Purpose]:
        return sorted(self._named.values(), key=lambda purpose: purpose.title)


class FixedReferences:
    """References that always find the same passages of a purpose."""

    def __init__(self, *passages: Passage) -> None:
        self._passages = passages

    def search(
        self,
        purpose: str,
        language: str,  # noqa: ARG002 - the port's; these passages have none
        text: str,  # noqa: ARG002 - the port's; every text finds the same
        limit: int,
    ) -> tuple[Passage, ...]:
        mine = [p for p in self._passages if p.template.startswith(f"{purpose}/")]
        return tuple(mine[:limit])


@dataclass(slots=True)
class RecordingWatch:
    """A person's page: everything it was shown, in order."""

    stages: list[str] = field(default_factory=list)
    maskings: list[int] = field(default_factory=list)
    masked_texts: list[MaskedText] = field(default_factory=list)
    parts: list[TextPlace] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    pieces: list[PersonText] = field(default_factory=list)
    withdrawals: list[tuple[str, ...]] = field(default_factory=list)
    read: bool = True

    def has_reader(self) -> bool:
        return self.read

    def stage(self, name: str) -> None:
        self.stages.append(name)

    def masking(self, permille: int) -> None:
        self.maskings.append(permille)

    def masked(self, text: MaskedText) -> None:
        self.masked_texts.append(text)

    def part(self, place: TextPlace) -> None:
        self.parts.append(place)

    def place(self, before: int) -> None:
        self.places.append(before)

    def wrote(self) -> None:
        """It goes on."""

    def piece(self, text: PersonText) -> None:
        self.pieces.append(text)

    def withdrawn(self, reasons: tuple[str, ...]) -> None:
        self.withdrawals.append(reasons)

    def shown(self) -> str:
        """Join what was shown of the answer."""
        return "".join(piece.reveal() for piece in self.pieces)


class OneRelease:
    """Whatever is asked for, it is the one release that there is."""

    def __init__(self, purposes: Any, policy: Any, references: Any) -> None:
        self._chosen = Chosen(
            release=shipped_release().digest,
            purposes=purposes,
            policy=policy,
            references=references,
            rules=tuple(shipped_release().bundle.rules.values()),
            headings={p.template: p.heading for p in shipped_release().passages},
        )

    def choose(self, exchange: Exchange, caller: Caller) -> Chosen:
        del caller
        self._chosen.purposes.named(exchange.purpose)
        return self._chosen

    def of(self, release: str) -> Chosen:
        del release
        return self._chosen


@functools.cache
def shipped_release() -> Release:
    """Read the shipped rules and purposes, once."""
    return build_release(POLICIES, model="0" * 64)


def ports(**parts: object) -> Ports:
    """Wire fakes around the real rules and purposes; name a part to use another.

    Besides the fields of `Ports`, `words` (what the masker masks) and `script` (what
    the engine writes) may be given.
    """
    clock = parts.get("clock") or FixedClock()
    ledger = parts.get("ledger") or MemoryLedger()
    assert isinstance(clock, FixedClock)
    words = parts.pop("words", {"Anna Kowalski": EntityKind.PERSON})
    script = parts.pop("script", "Dear customer, thank you for your message.")
    people = (
        make_caller(),
        make_caller("ben"),
        make_caller("rita", Role.REVIEWER),
        make_caller("ralf", Role.REVIEWER),
    )
    wired: dict[str, object] = {
        "clock": clock,
        "ledger": ledger,
        "directory": ListedDirectory(*people, clock=clock),
        "masker": DictionaryMasker(
            words,  # type: ignore[arg-type]  # given by the test as such
            ledger=ledger if isinstance(ledger, MemoryLedger) else None,
            clock=clock,
        ),
        "inspector": WordInspector(),
        "references": FixedReferences(),
        "engine": ScriptedEngine(script, clock=clock),  # type: ignore[arg-type]  # given by the test as such
        "exchanges": MemoryExchanges(),
        "reviews": MemoryReviews(),
        "samples": MemorySamples(clock),
        "budgets": MemoryBudgets(),
        "recalled": MemoryRecalled(clock),
        "recheck_after_s": 300.0,
        "rewrite_within_s": 480.0,
        **parts,
    }
    wired.setdefault("policy", CedarPolicy(shipped_release().bundle))
    wired.setdefault("purposes", ReleasePurposes(shipped_release().purposes))
    halting = ledger if isinstance(ledger, MemoryLedger) else MemoryLedger()
    wired.setdefault("halts", StandingHalts(lambda: halting.deployment))
    wired.setdefault(
        "releases",
        OneRelease(wired["purposes"], wired["policy"], wired["references"]),
    )
    return Ports(**wired)  # type: ignore[arg-type]  # every part implements its port
