"""Registration plates of vehicles, as the states' registers write them.

A site of the country sees them alone in capitals; small letters need a word near.
"""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

from appliance.detect.national.form import Form, Group, form
from appliance.domain.entity import EntityKind

_WORDS = r"plate|reg(?:istration|\.)|vrm\b|vehicle|number ?plate|kennzeichen|kfz|immatricul|plaque|placa|v\u00e9hicule|matr\u00edcula|veh\u00edculo|targa|kenteken"


def _plate(country: str, pattern: str, *, alone: bool = True) -> Form:
    """Make a plate's form; alone it counts in capitals only."""
    capitals = f"(?-i:{pattern})" if alone else pattern
    return form(
        country, Group.DEVICE, capitals, _WORDS, alone=alone, kind=EntityKind.CODE
    )


# fmt: off
_ALONE = (
    ("gb", r"[A-Z]{2}[0-9]{2} ?[A-Z]{3}|[A-Z][0-9]{1,3} [A-Z]{3}|[A-Z]{3} [0-9]{1,3}[A-Z]"),
    ("ie", r"[0-9]{2,3}-[A-Z]{1,2}-[0-9]{1,6}"),
    ("de", r"[A-Z\u00c4\u00d6\u00dc]{1,3}-[A-Z]{1,2} ?[0-9]{1,4}[HE]?"),
    ("at", r"[A-Z]{1,2}-[0-9]{1,6} ?[A-Z]{1,3}|[A-Z]{1,2}-[A-Z]{1,3} ?[0-9]{1,6}"),
    ("fr", r"[A-Z]{2}-[0-9]{3}-[A-Z]{2}|[A-HJ-NP-TV-Z]{2} ?[0-9]{3} ?[A-HJ-NP-TV-Z]{2}"),
    ("es", r"[0-9]{4}[ \-]?[BCDFGHJKLMNPRSTVWXYZ]{3}|[A-Z]{1,2}-[0-9]{4}-[A-Z]{1,2}"),
    ("it", r"[A-Z]{2} ?[0-9]{3} ?[A-Z]{2}"),
    ("pt", r"[A-Z]{2}-[0-9]{2}-[A-Z]{2}|[0-9]{2}-[A-Z]{2}-[0-9]{2}|[0-9]{2}-[0-9]{2}-[A-Z]{2}|[A-Z]{2}-[0-9]{2}-[0-9]{2}"),
    ("be", r"[1-9]-[A-Z]{3}-[0-9]{3}"),
    ("nl", r"(?=[A-Z\-]{0,5}[0-9])(?=[0-9\-]{0,5}[A-Z])[A-Z0-9]{1,3}-[A-Z0-9]{2,3}-[A-Z0-9]{1,2}"),
    ("se", r"[A-Z]{3} [0-9]{2}[A-Z0-9]"),
)
_NEAR = (
    ("gb", r"[A-Z]{2}[0-9]{2} ?[A-Z]{3}|[A-Z][0-9]{1,3} ?[A-Z]{3}|[A-Z]{3} ?[0-9]{1,3} ?[A-Z]"),
    ("de", r"[A-Z\u00c4\u00d6\u00dc]{1,3}-[A-Z]{1,2}[ \-]?[0-9]{1,4} ?[HE]?|(?-i:[A-Z\u00c4\u00d6\u00dc]{1,3}[ :][A-Z]{1,2}[ \-]?[0-9]{1,4} ?[HE]?)"),
    ("fr", r"[A-Z]{2}[ \-]?[0-9]{3}[ \-]?[A-Z]{2}|(?-i:[0-9]{2,4} ?[A-Z]{2,3} ?(?:[0-9]{2}|2[AB]))"),
    ("es", r"[0-9]{4}[ \-]?[B-DF-HJ-NP-TV-Z]{3}|[A-Z]{1,2}-[0-9]{4}-[A-Z]{1,2}"),
    ("", r"(?-i:[A-Z]{1,3}[ \-]?[0-9]{3,6}[ \-]?[A-Z]{0,3}|[0-9][A-Z]{3}[ \-]?[0-9]{3}|[0-9]{2,3}[ \-][A-Z]{1,3}[ \-]?[0-9]{2,6}|[A-Z0-9]{1,3}-[A-Z0-9]{2,3}-[A-Z0-9]{1,3})"),
)
# fmt: on
PLATES = (
    *(_plate(country, pattern) for country, pattern in _ALONE),
    *(_plate(country, pattern, alone=False) for country, pattern in _NEAR),
)
