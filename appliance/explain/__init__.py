"""Why this answer: one exchange explained from its records, in plain words.

    dossier = build_dossier(records, purpose, rules, headings)

It asks no model and reads nothing: who calls it brings the records.
"""

from appliance.explain.dossier import Dossier, build_dossier
from appliance.explain.remaining import Remaining, remaining

__all__ = ["Dossier", "Remaining", "build_dossier", "remaining"]
