"""How well names are masked here, as the last probe measured it, for the rules page."""

from typing import Any

from appliance.domain.measurement import Standing
from appliance.errors import ApplianceError
from appliance.web.parts import parts


def masking_standing() -> Standing | None:
    """Ask where masking stands; None if the masker cannot say.

    The page that shows it is there to be read also while the masker is away.
    """
    try:
        return parts().ports.masker.standing()
    except ApplianceError:
        return None


def as_json(standing: Standing | None) -> dict[str, Any] | None:
    """Write it for a program; None if the masker cannot say."""
    if standing is None:
        return None
    found: dict[str, Any] = {
        "floor_permille": standing.floor_permille,
        "refuses": standing.refuses,
        "measured": None,
    }
    last = standing.measurement
    if last is not None:
        found["measured"] = {
            "at": last.at.isoformat(),
            "recall_permille": last.recall_permille(),
            "weakest_permille": last.weakest_permille(),
            "leak_permille": last.leak_permille(),
            "plain_permille": last.plain_permille(),
            "texts": last.texts,
        }
    return found
