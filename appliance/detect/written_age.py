"""Read an age as somebody wrote it, and put it into its group of ten years.

Ages over 89 are one group, since the age alone can single a person out (45 CFR
164.514(b)(2)(i)(C)); so are 0 to 17, and 18 to 29. Whole years only: "18 months", "in
her forties" and "over 50" are not read. Pure.
"""

import re
import unicodedata

from appliance.detect.age import is_spelled

_GROUPS = (
    range(18),
    range(18, 30),
    *(range(ten, ten + 10) for ten in range(30, 90, 10)),
)
_OLD, _OLDEST = "90+", 124
_AGE = re.compile(
    r"(?:(?:aged?|age of|alter|im alter von|âgée? de|âgée?|âge|edad|edad de)[ :]{1,2})?"
    r"(?P<years>[0-9]{1,3})"
    r"(?:[ -]?(?:years?(?:[ -](?:old|of[ -]age))?|y/?o|yrs?(?:\.?[ -]?old)?"
    r"|jahren?(?: alt)?|jährige?[rnms]?|j\.|ans(?: révolus)?|años(?: de edad)?))?"
)
# Longer than any age; what is longer is not looked at.
_MAX_CHARS = 48


def age_group(text: str) -> str:
    """Name the group of an age, "40-49" or "90+", or "" if it cannot be read."""
    if len(text) > _MAX_CHARS:
        return ""
    plain = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    if is_spelled(plain):
        return _OLD
    match = _AGE.fullmatch(plain)
    years = int(match["years"]) if match else _OLDEST + 1
    for group in _GROUPS:
        if years in group:
            return f"{group[0]}-{group[-1]}"
    return _OLD if years <= _OLDEST else ""
