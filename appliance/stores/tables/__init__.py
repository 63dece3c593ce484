"""The tables as they are now; migrations/ says how they came to be.

Names of columns are the words of the domain. Columns ending in `_sealed` hold
ciphertext (bodies.py). Whoever imports one table has them all: foreign keys and
migrations look for each other's by name.
"""

from appliance.stores.tables.budgets import budget_accounts, budget_holds
from appliance.stores.tables.columns import UtcMicros, micros_of, names
from appliance.stores.tables.exchanges import (
    cases,
    exchanges,
    recalled_answers,
    reviews,
)
from appliance.stores.tables.outcomes import compared, outcomes, shadows_begun
from appliance.stores.tables.people import people, service_tokens, sessions, sign_ins
from appliance.stores.tables.releases import (
    evaluation_cases,
    evaluations,
    purpose_versions,
    rollouts,
    version_moves,
)
from appliance.stores.tables.said import (
    amendments,
    appeals,
    golden_proposals,
    proposals,
    ratings,
)
from appliance.stores.tables.sampled import (
    assessments,
    judgements,
    release_starts,
    samples,
)
from appliance.stores.tables.watched import (
    alerts,
    vaults,
    watched_levels,
    watched_quarters,
)
from appliance.stores.tables.work import bulk_items, bulk_lists, jobs

__all__ = [
    "UtcMicros",
    "alerts",
    "amendments",
    "appeals",
    "assessments",
    "budget_accounts",
    "budget_holds",
    "bulk_items",
    "bulk_lists",
    "cases",
    "compared",
    "evaluation_cases",
    "evaluations",
    "exchanges",
    "golden_proposals",
    "jobs",
    "judgements",
    "micros_of",
    "names",
    "outcomes",
    "people",
    "proposals",
    "purpose_versions",
    "ratings",
    "recalled_answers",
    "release_starts",
    "reviews",
    "rollouts",
    "samples",
    "service_tokens",
    "sessions",
    "shadows_begun",
    "sign_ins",
    "vaults",
    "version_moves",
    "watched_levels",
    "watched_quarters",
]
