"""Numbers that a state or a registry gives, one file per region of the world.

A site's countries decide what is masked by its form alone. A number whose check digit
holds, or whose name stands near, is masked wherever it comes from.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from appliance.detect.national.americas import AMERICAS
from appliance.detect.national.asia_pacific import ASIA_PACIFIC
from appliance.detect.national.benelux import BENELUX
from appliance.detect.national.british_isles import BRITISH_ISLES
from appliance.detect.national.documents import DOCUMENTS
from appliance.detect.national.eastern import EASTERN
from appliance.detect.national.form import Form, find_forms
from appliance.detect.national.germanic import GERMANIC
from appliance.detect.national.nordic import NORDIC
from appliance.detect.national.plates import PLATES
from appliance.detect.national.registered import REGISTERED
from appliance.detect.national.romance import ROMANCE
from appliance.domain.span import Span

FORMS: tuple[Form, ...] = (
    *BRITISH_ISLES,
    *GERMANIC,
    *ROMANCE,
    *BENELUX,
    *NORDIC,
    *EASTERN,
    *AMERICAS,
    *ASIA_PACIFIC,
    *DOCUMENTS,
    *REGISTERED,
    *PLATES,
)


@dataclass(frozen=True, slots=True)
class NationalDetector:
    """Finds the numbers of states and registries.

    Args:
        countries: The site's, ISO 3166 in lower case.
    """

    countries: frozenset[str]
    name: str = field(default="national", init=False)

    def find(self, text: str, language: str) -> list[Span]:
        """Find numbers of every country; the site's need no name near them."""
        del language
        return list(find_forms(FORMS, self.countries, text, "national"))


def national_of(countries: Sequence[str]) -> NationalDetector:
    """Set up the detector for a site's countries."""
    return NationalDetector(frozenset(countries))
