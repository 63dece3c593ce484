"""Why this answer: one exchange explained from its records, in plain words.

    dossier = build_dossier(records, purpose, rules, headings)

    trace = build_trace(records, figures)

It asks no model and reads nothing: who calls it brings the records.
"""

from appliance.explain.divided import PartLine, part_now, parts_in
from appliance.explain.dossier import Dossier, build_dossier
from appliance.explain.remaining import Remaining, remaining
from appliance.explain.trace import Trace, build_trace

__all__ = [
    "Dossier",
    "PartLine",
    "Remaining",
    "Trace",
    "build_dossier",
    "build_trace",
    "part_now",
    "parts_in",
    "remaining",
]
