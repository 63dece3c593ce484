"""Tell whether an answer gives a moved date as if it were the true one.

A hint in a surrogate is for counting; what the model writes out of it is wrong. Only
dates with day, month and year are compared, in the forms that written_date.py reads.
Pure.
"""

import re

from appliance.detect.date import find_dates
from appliance.detect.written_date import DateOrder, read_date
from appliance.domain.surrogate import EXACT, surrogates_in

_ORDERS = (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST)
# The hint of a surrogate that has lost its bracket is still a hint.
_BEFORE_A_HINT = re.compile(r"[_\- ][1-9][0-9]{0,3}\\?~\Z")


def tells_moved_date(given: str, answer: str) -> bool:
    """Tell whether an answer writes out what is only a hint in its given text."""
    hints = {surrogate.hint for surrogate in surrogates_in(given)} - {""}
    if not hints:
        return False
    plain = EXACT.sub("\n", answer)
    return any(
        found is not None and found.isoformat() in hints
        for span in find_dates(plain)
        if not _BEFORE_A_HINT.search(plain, max(0, span.start - 8), span.start)
        for found in (read_date(plain[span.start : span.end], o) for o in _ORDERS)
    )
