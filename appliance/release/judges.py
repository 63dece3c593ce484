"""Which judge is in force for each purpose, and what its word is worth.

A judge's word is worth what it was measured to be: how far it agrees with people who
judged the same answers blind, on those answers on which both of them said the same. It
is measured per judge, so a new prompt or a new model begins with nothing. What a judge
could not judge counts as disagreement.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from appliance.domain.assessment import Judgement
from appliance.domain.deployment import Deployment
from appliance.domain.judging import Judge
from appliance.engine_settings import JudgeSettings
from appliance.release.release import Release, model_of
from appliance.release.statistics.agreement import Agreement, cohen_kappa

Cell = tuple[Judgement, Judgement | None]


class Missing(StrEnum):
    """Why a judge's word is not shown."""

    NONE = ""
    FEW = "few"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class JudgeStanding:
    """A judge with its measured agreement with people.

    Args:
        judge: Which.
        judged: How many answers it has judged, rated by people or not.
        rated: On how many of them two people have said something.
        agreement: With people, on those on which both said the same; `items` is how
            many those are.
        people: The two people with each other, on all that are rated.
        cells: How often people and judge said what; those not named, never.
        missing: What is missing for its word to be shown.
    """

    judge: Judge
    judged: int
    rated: int
    agreement: Agreement
    people: Agreement
    cells: Mapping[Cell, int]
    missing: Missing

    @property
    def is_usable(self) -> bool:
        """Tell whether what it says may be shown beside its agreement."""
        return self.missing is Missing.NONE

    def as_json(self) -> dict[str, Any]:
        """Put it into plain values, permille as whole numbers."""
        return {
            "purpose": self.judge.purpose,
            "judge_prompt": self.judge.prompt,
            "model_digest": self.judge.model,
            "usable": self.is_usable,
            "missing": str(self.missing),
            "judged": self.judged,
            "rated_by_two": self.rated,
            "people_agreed": self.agreement.items,
            "agreed_permille": self.agreement.agreed_permille,
            "kappa_permille": self.agreement.kappa_permille,
            "low_permille": self.agreement.low_permille,
            "high_permille": self.agreement.high_permille,
            "people_kappa_permille": self.people.kappa_permille,
            "pairs": [
                {"people": str(one), "judge": str(other or ""), "count": count}
                for (one, other), count in sorted(
                    self.cells.items(), key=lambda cell: list(map(str, cell[0]))
                )
            ],
        }


def judges_in_force(
    deployment: Deployment, get: Callable[[str], Release], tier: str
) -> dict[str, Judge]:
    """Name the judge of each purpose that has one, by purpose.

    Args:
        deployment: What is live.
        get: Reads a release by its digest.
        tier: The tier whose model judges; "" for none.

    Raises:
        SettingsError: A release does not hold.
    """
    found: dict[str, Judge] = {}
    for name, placed in deployment.placements.items():
        release = get(placed.live)
        prompt = next(p.judge for p in release.purposes if p.name == name)
        model = model_of(release.model, tier)
        if tier and prompt is not None and model:
            found[name] = Judge(name, prompt.digest, model)
    return found


def standing_of(
    judge: Judge,
    judged: int,
    said: Sequence[tuple[Judgement, Judgement, Judgement | None]],
    needs: JudgeSettings,
) -> JudgeStanding:
    """Measure what a judge's word is worth.

    Args:
        judge: Which.
        judged: How many answers it has judged.
        said: What two people and it said of the same answers.
        needs: What is asked of it before its word is shown.
    """
    settled = [(one, its) for one, other, its in said if one is other]
    agreement = cohen_kappa([one for one, _ in settled], [its for _, its in settled])
    people = cohen_kappa([one for one, _, _ in said], [other for _, other, _ in said])
    missing = Missing.NONE
    if agreement.items < needs.min_rated:
        missing = Missing.FEW
    elif (agreement.low_permille or 0) < needs.min_kappa_permille:
        missing = Missing.LOW
    return JudgeStanding(
        judge=judge,
        judged=judged,
        rated=len(said),
        agreement=agreement,
        people=people,
        cells=Counter(settled),
        missing=missing,
    )
