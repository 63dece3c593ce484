"""The detectors of a site with the shipped settings, and of one with a country more."""

from functools import lru_cache
from pathlib import Path

from appliance.detect.detectors import Detectors, load_detectors
from appliance.settings import Site

MODELS = Path(__file__).parents[2] / "models"


def site(country: str) -> Detectors:
    """Load the detectors of a site; "" is one with the shipped countries alone."""
    shipped = Site.__dataclass_fields__["countries"].default
    more = () if country in ("", *shipped) else (country,)
    return _loaded((*shipped, *more))


# The shipped one and one more: each holds the names' model.
@lru_cache(maxsize=2)
def _loaded(countries: tuple[str, ...]) -> Detectors:
    return load_detectors(MODELS, countries, None)
