"""What each judge in force is worth, by what it and people said; needs no key."""

from collections.abc import Iterable

from appliance.domain.judging import Judge
from appliance.engine_settings import JudgeSettings
from appliance.release.judges import JudgeStanding, standing_of
from appliance.stores.database import Database
from appliance.stores.judgements import count_judged, said_of_rated


def standings(
    database: Database, judges: Iterable[Judge], needs: JudgeSettings
) -> dict[str, JudgeStanding]:
    """Measure judges, by the name of their purpose."""
    return {
        judge.purpose: standing_of(
            judge, count_judged(database, judge), said_of_rated(database, judge), needs
        )
        for judge in judges
    }
