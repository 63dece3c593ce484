"""What a model judge says, as pages may show it: only beside its measured agreement.

A judge whose agreement with people is not known, or too low, is shown on the page of
agreements alone. What it says stands in a column of its own, never as a rating.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Any

from appliance.domain.judging import Judged
from appliance.release.judges import JudgeStanding
from appliance.stores.judges import standings
from appliance.web.parts import Parts


@dataclass(frozen=True, slots=True)
class JudgedBeside:
    """What a judge said of one answer, beside its agreement with people."""

    judged: Judged
    standing: JudgeStanding

    def as_json(self) -> dict[str, Any]:
        """Put it into the words of the HTTP contract."""
        judgement = self.judged.judgement
        return {
            "judgement": None if judgement is None else str(judgement),
            "sure_permille": self.judged.sure_permille,
            **_worth(self.standing),
        }


@dataclass(frozen=True, slots=True)
class RightShare:
    """How many answers of a release, drawn by share, a judge finds right."""

    release: str
    right: int
    judged: int
    standing: JudgeStanding

    def as_json(self) -> dict[str, Any]:
        """Put it into the words of the HTTP contract."""
        return {
            "release": self.release,
            "purpose": self.standing.judge.purpose,
            "right": self.right,
            "judged": self.judged,
            **_worth(self.standing),
        }


def judges_measured(of: Parts) -> list[JudgeStanding]:
    """Measure every judge in force, by purpose; usable or not."""
    judges = of.judges()
    found = standings(of.stores.database, judges.values(), of.settings.judge)
    return [found[purpose] for purpose in sorted(found)]


def judged_beside(of: Parts, samples: Sequence[str]) -> dict[str, JudgedBeside]:
    """Read what usable judges said of some answers, by sample."""
    usable = _usable(of)
    judges = [one.judge for one in usable.values()]
    found = of.stores.judgements.of_samples(samples, judges)
    return {
        sample: JudgedBeside(judged, usable[judged.judge.purpose])
        for sample, judged in found.items()
    }


def right_by_release(of: Parts, purposes: Container[str]) -> dict[str, RightShare]:
    """Count what usable judges say of each release of these purposes, by its digest."""
    return {
        release: RightShare(release, right, judged, standing)
        for purpose, standing in _usable(of).items()
        if purpose in purposes
        for release, (right, judged) in of.stores.judgements.by_release(
            standing.judge
        ).items()
    }


def _usable(of: Parts) -> dict[str, JudgeStanding]:
    return {one.judge.purpose: one for one in judges_measured(of) if one.is_usable}


def _worth(standing: JudgeStanding) -> dict[str, Any]:
    measured = standing.agreement
    return {
        "answers": measured.items,
        "agreed_permille": measured.agreed_permille,
        "kappa_permille": measured.kappa_permille,
        "low_permille": measured.low_permille,
        "high_permille": measured.high_permille,
    }
