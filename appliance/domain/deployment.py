"""Which release answers for each purpose, as one value that a note can carry.

It is made from the log alone (release/desk.py) and signed by the log's process.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from appliance.domain.halt import Halt, HaltScope, body_of, halt_of
from appliance.domain.rollout import Rollout, from_body, to_body
from appliance.errors import SettingsError
from audit.canonical import decode, encode
from audit.errors import AuditError

FORMAT = "cloister-deployment/2"
_DIGEST_CHARS = 64


@dataclass(frozen=True, slots=True)
class Placement:
    """What stands for one purpose.

    Args:
        live: Digest of the release that answers.
        since: Number of the record that put it there.
        before: Digests of those that were live before, newest last, each once.
        rollout: What stands beside it, or None; what goes live ends it.
    """

    live: str
    since: int
    before: tuple[str, ...] = ()
    rollout: Rollout | None = None

    def promoted(self, release: str, *, record: int) -> "Placement":
        """Put another release in place of the one that is live."""
        before = [one for one in (*self.before, self.live) if one != release]
        return Placement(release, record, tuple(before))


@dataclass(frozen=True, slots=True)
class Deployment:
    """What stands for every purpose.

    Args:
        placements: By purpose.
        record: Number of the record that made it so; -1 where there is none yet.
        halts: What people have halted, oldest first.
    """

    placements: Mapping[str, Placement] = field(default_factory=dict)
    record: int = -1
    halts: tuple[Halt, ...] = ()

    def with_live(
        self, purpose: str, release: str, *, record: int, before: tuple[str, ...] = ()
    ) -> "Deployment":
        """Put a release live for a purpose.

        Args:
            before: What was live before, where nothing is now.
        """
        old = self.placements.get(purpose)
        new = (
            Placement(release, record, before)
            if old is None
            else old.promoted(release, record=record)
        )
        return self._with({**self.placements, purpose: new}, record)

    def with_rollout(
        self, purpose: str, rollout: Rollout | None, *, record: int
    ) -> "Deployment":
        """Put a rollout beside what is live for a purpose, or take it away."""
        placed = replace(self.placements[purpose], rollout=rollout)
        return self._with({**self.placements, purpose: placed}, record)

    def without(self, purpose: str, *, record: int) -> "Deployment":
        """Let no release answer for a purpose any more."""
        left = {name: one for name, one in self.placements.items() if name != purpose}
        return self._with(left, record)

    def with_halt(self, halt: Halt) -> "Deployment":
        """Halt something."""
        return replace(self, halts=(*self.halts, halt), record=halt.since)

    def without_halt(
        self, target: tuple[HaltScope, str], *, record: int
    ) -> "Deployment":
        """Lift what is halted."""
        left = tuple(halt for halt in self.halts if halt.target != target)
        return replace(self, halts=left, record=record)

    def _with(self, placements: Mapping[str, Placement], record: int) -> "Deployment":
        return replace(self, placements=MappingProxyType(placements), record=record)


def encode_deployment(deployment: Deployment) -> str:
    """Write it as the text of a note: the format, then one line of canonical JSON."""
    body = {
        "record": deployment.record,
        "purposes": {
            name: {
                "live": one.live,
                "since": one.since,
                "before": list(one.before),
                "rollout": None if one.rollout is None else to_body(one.rollout),
            }
            for name, one in deployment.placements.items()
        },
        "halts": [{**body_of(halt), "since": halt.since} for halt in deployment.halts],
    }
    return f"{FORMAT}\n{encode(body).decode()}\n"


def parse_deployment(text: str) -> Deployment:
    """Read it back; `parse_deployment(encode_deployment(d)) == d`.

    Raises:
        SettingsError: It does not have the form.
    """
    lines = text.split("\n")
    if len(lines) != 3 or lines[0] != FORMAT or lines[2]:
        raise SettingsError(f"not a {FORMAT}")
    try:
        body = decode(lines[1].encode())
        placements = {
            name: _placement(one) for name, one in sorted(body["purposes"].items())
        }
        record = body["record"]
        halts = tuple(map(_halt, body["halts"]))
    except (AuditError, KeyError, TypeError, ValueError, AttributeError) as err:
        raise SettingsError(f"not a {FORMAT}") from err
    if type(record) is not int or set(body) != {"record", "purposes", "halts"}:
        raise SettingsError(f"not a {FORMAT}")
    return Deployment(MappingProxyType(placements), record, halts)


def _placement(raw: Mapping[str, Any]) -> Placement:
    live, since, before = raw["live"], raw["since"], raw["before"]
    whole = type(since) is int and type(before) is list and set(raw) == _KEYS
    if not whole or not all(is_digest(one) for one in (live, *before)):
        raise TypeError("a placement")
    rollout = None if raw["rollout"] is None else from_body(raw["rollout"])
    return Placement(live, since, tuple(before), rollout)


_KEYS = {"live", "since", "before", "rollout"}


def _halt(raw: Mapping[str, Any]) -> Halt:
    if type(raw["since"]) is not int or set(raw) != _HALT_KEYS:
        raise TypeError("a halt")
    return halt_of(raw, since=raw["since"])


_HALT_KEYS = {"scope", "name", "reason", "since"}


def is_digest(text: object) -> bool:
    """Tell whether this is a SHA-256 in lower-case hex."""
    return (
        isinstance(text, str)
        and len(text) == _DIGEST_CHARS
        and all(character in "0123456789abcdef" for character in text)
    )
