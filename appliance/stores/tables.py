"""The tables as they are now; migrations/ says how they came to be.

Names of columns are the words of the domain. Columns ending in `_sealed` hold
ciphertext (bodies.py). Times are microseconds since 1970 UTC, so that both databases
keep the same value and the same order.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

names = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def micros_of(at: datetime) -> int:
    """Give the stored number of an aware time.

    Raises:
        ValueError: It is not aware.
    """
    if at.tzinfo is None:
        raise ValueError("a stored time must be aware")
    return (at - _EPOCH) // timedelta(microseconds=1)


class UtcMicros(TypeDecorator[datetime]):
    """An aware UTC time, stored as whole microseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> int | None:
        """Give the stored number of a time."""
        del dialect
        return None if value is None else micros_of(value)

    def process_result_value(
        self, value: int | None, dialect: Dialect
    ) -> datetime | None:
        """Give the time of a stored number."""
        del dialect
        return None if value is None else _EPOCH + timedelta(microseconds=value)


people = Table(
    "people",
    names,
    Column("person", String(64), primary_key=True),
    Column("alias", String(64), index=True),
    Column("login_sealed", LargeBinary, nullable=False),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("seen_at", UtcMicros, nullable=False),
)

cases = Table(
    "cases",
    names,
    Column("id", String(32), primary_key=True),
    Column("owner", String(64), nullable=False),
    Column("title_sealed", LargeBinary, nullable=False),
    Column("created_at", UtcMicros, nullable=False),
    # Of nothing, under the key of the case: another one once that was erased.
    Column("digest", String(64)),
    Index(None, "owner", "created_at"),
)

exchanges = Table(
    "exchanges",
    names,
    Column("id", String(32), primary_key=True),
    Column("case_id", String(32), ForeignKey("cases.id"), nullable=False),
    Column("owner", String(64), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("origin", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("received_at", UtcMicros, nullable=False),
    Column("queued_at", UtcMicros),
    Column("closed_at", UtcMicros),
    Column("masked_sealed", LargeBinary),
    Column("spans_sealed", LargeBinary),
    Column("answer_sealed", LargeBinary),
    Column("reasons_sealed", LargeBinary),
    Column("record", BigInteger),
    Column("release", String(64), nullable=False, server_default=""),
    Column("variables_sealed", LargeBinary),
    Column("seen_at", UtcMicros),
    Column("follows", String(32)),
    Column("continues", String(8)),
    Column("parts_sealed", LargeBinary),
    Index(None, "case_id", "received_at"),
    Index(None, "owner", "received_at", "id"),
    Index(None, "owner", "seen_at", "queued_at"),
    Index(None, "received_at"),
)

reviews = Table(
    "reviews",
    names,
    Column("exchange", String(32), ForeignKey("exchanges.id"), primary_key=True),
    Column("case_id", String(32), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("requester", String(64), nullable=False),
    Column("authors", Text, nullable=False),
    Column("draft_sealed", LargeBinary, nullable=False),
    Column("draft_digest", String(64), nullable=False),
    Column("commitments", Text, nullable=False),
    Column("risk", String(16), nullable=False),
    Column("risk_rank", Integer, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("held_at", UtcMicros, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reviewer", String(64)),
    Column("reason_sealed", LargeBinary),
    Column("concluded_at", UtcMicros),
    Column("release", String(64), nullable=False, server_default=""),
    Index(None, "state", "risk_rank", "held_at"),
)

sessions = Table(
    "sessions",
    names,
    Column("id_digest", LargeBinary(32), primary_key=True),
    Column("person", String(64), nullable=False, index=True),
    Column("login_sealed", LargeBinary, nullable=False),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("roles", Text, nullable=False),
    Column("teams", Text, nullable=False, server_default="[]"),
    Column("csrf_sealed", LargeBinary, nullable=False),
    Column("checked_at", UtcMicros, nullable=False),
    Column("opened_at", UtcMicros, nullable=False, index=True),
    Column("used_at", UtcMicros, nullable=False, index=True),
)

sign_ins = Table(
    "sign_ins",
    names,
    Column("subject", LargeBinary(32), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("counted_from", UtcMicros, nullable=False),
    Column("locked_until", UtcMicros),
)

ratings = Table(
    "ratings",
    names,
    Column("exchange", String(32), ForeignKey("exchanges.id"), primary_key=True),
    Column("person", String(64), primary_key=True),
    Column("thumb", String(8), nullable=False),
    Column("reason_sealed", LargeBinary, nullable=False),
    Column("rated_at", UtcMicros, nullable=False),
    # NULL: from before remarks were masked.
    Column("why", String(16)),
)

amendments = Table(
    "amendments",
    names,
    Column("id", String(32), primary_key=True),
    Column("exchange", String(32), ForeignKey("exchanges.id"), nullable=False),
    Column("case_id", String(32), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("release", String(64), nullable=False),
    Column("writer", String(64), nullable=False),
    Column("version_sealed", LargeBinary, nullable=False),
    Column("written_at", UtcMicros, nullable=False),
    Column("state", String(16), nullable=False),
    Column("decider", String(64)),
    Column("reason_sealed", LargeBinary),
    Column("decided_at", UtcMicros),
    Index(None, "exchange", "written_at"),
    Index(None, "purpose", "state", "written_at"),
)

appeals = Table(
    "appeals",
    names,
    Column("id", String(32), primary_key=True),
    Column("exchange", String(32), ForeignKey("exchanges.id"), nullable=False),
    Column("case_id", String(32), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("release", String(64), nullable=False),
    Column("requester", String(64), nullable=False),
    Column("involved", Text, nullable=False),
    Column("ground", String(16), nullable=False),
    Column("rules", Text, nullable=False),
    Column("sentence_sealed", LargeBinary, nullable=False),
    Column("made_at", UtcMicros, nullable=False),
    Column("state", String(16), nullable=False),
    Column("decider", String(64)),
    Column("reason_sealed", LargeBinary),
    Column("decided_at", UtcMicros),
    # When its requester opened the exchange after it was decided.
    Column("seen_at", UtcMicros),
    UniqueConstraint("exchange"),
    Index(None, "purpose", "state", "made_at"),
    Index(None, "requester", "state"),
)

proposals = Table(
    "dictionary_proposals",
    names,
    Column("id", String(32), primary_key=True),
    Column("action", String(8), nullable=False),
    Column("listed", String(16), nullable=False),
    Column("words_sealed", LargeBinary, nullable=False),
    Column("proposer", String(64), nullable=False),
    Column("proposed_at", UtcMicros, nullable=False),
    Column("entry", String(32), ForeignKey("dictionary_proposals.id")),
    Column("state", String(16), nullable=False),
    Column("decider", String(64)),
    Column("reason_sealed", LargeBinary),
    Column("decided_at", UtcMicros),
    # Of one from a text: its case, and what shows that the vault has erased it.
    Column("case_id", String(32)),
    Column("case_digest", String(64)),
    Index(None, "state", "proposed_at"),
)

release_starts = Table(
    "release_starts",
    names,
    Column("purpose", Text, primary_key=True),
    Column("release", String(64), primary_key=True),
    Column("first_at", UtcMicros, nullable=False),
)

samples = Table(
    "samples",
    names,
    Column("id", String(32), primary_key=True),
    Column("exchange", String(32), ForeignKey("exchanges.id"), nullable=False),
    Column("case_id", String(32), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("release", String(64), nullable=False),
    Column("language", Text, nullable=False),
    Column("requester", String(64), nullable=False),
    Column("involved", Text, nullable=False),
    Column("confidence_permille", Integer),
    Column("reasons", Text, nullable=False),
    Column("sampled_at", UtcMicros, nullable=False),
    Column("rated", Integer, nullable=False),
    UniqueConstraint("exchange"),
    Index(None, "rated", "sampled_at"),
)

# One row for each seat at a sample; who takes it stands in it.
assessments = Table(
    "assessments",
    names,
    Column("sample", String(32), ForeignKey("samples.id"), primary_key=True),
    Column("seat", Integer, primary_key=True),
    Column("rater", String(64)),
    Column("taken_at", UtcMicros),
    Column("rated_at", UtcMicros),
    Column("judgement", String(16)),
    Column("correction_sealed", LargeBinary),
    UniqueConstraint("sample", "rater"),
)
# Nobody has two in hand at once.
Index(
    "uq_assessments_in_hand",
    assessments.c.rater,
    unique=True,
    sqlite_where=assessments.c.rated_at.is_(None),
    postgresql_where=assessments.c.rated_at.is_(None),
)

# What a model said of a sample, by its prompt's and its weights' digests; no rating.
judgements = Table(
    "judgements",
    names,
    Column("sample", String(32), ForeignKey("samples.id"), primary_key=True),
    Column("prompt", String(64), primary_key=True),
    Column("model", String(64), primary_key=True),
    Column("release", String(64), nullable=False),
    Column("judgement", String(16)),
    Column("sure_permille", Integer),
    Column("error", String(64), nullable=False),
    Column("judged_at", UtcMicros, nullable=False),
)

golden_proposals = Table(
    "golden_proposals",
    names,
    Column("id", String(32), primary_key=True),
    # Id of the sample, amendment or appeal that it was made from.
    Column("sample", String(32), nullable=False),
    Column("origin", String(16), nullable=False, server_default="sample"),
    Column("purpose", Text, nullable=False),
    Column("line_sealed", LargeBinary, nullable=False),
    Column("proposer", String(64), nullable=False),
    Column("proposed_at", UtcMicros, nullable=False),
    Column("state", String(16), nullable=False),
    Column("decider", String(64)),
    Column("reason_sealed", LargeBinary),
    Column("decided_at", UtcMicros),
    Index(None, "state", "proposed_at"),
)

# The database takes no change and no removal of a row of these two (m0004).
purpose_versions = Table(
    "purpose_versions",
    names,
    Column("purpose", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("digest", String(64), nullable=False),
    Column("parent", Integer),
    Column("author", String(64)),
    Column("why", Text, nullable=False),
    Column("written_at", UtcMicros, nullable=False),
    Column("files", Text, nullable=False),
    Column("record", BigInteger, nullable=False),
    UniqueConstraint("purpose", "digest"),
)

version_moves = Table(
    "version_moves",
    names,
    Column("purpose", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("before", String(16), nullable=False),
    Column("after", String(16), nullable=False),
    Column("mover", String(64)),
    Column("why", Text, nullable=False),
    Column("moved_at", UtcMicros, nullable=False),
    Column("record", BigInteger, nullable=False),
    ForeignKeyConstraint(
        ["purpose", "number"],
        ["purpose_versions.purpose", "purpose_versions.number"],
    ),
)

evaluations = Table(
    "evaluations",
    names,
    Column("id", String(32), primary_key=True),
    Column("job", String(32), nullable=False, index=True),
    Column("purpose", Text, nullable=False),
    Column("release", String(64), nullable=False),
    Column("golden", String(64), nullable=False),
    Column("against", String(64), nullable=False),
    Column("cases", Integer, nullable=False),
    Column("requester", String(64)),
    Column("state", String(16), nullable=False),
    Column("verdict", String(16)),
    Column("passed", Integer),
    Column("report", String(64)),
    Column("report_sealed", LargeBinary),
    Column("measurements_sealed", LargeBinary),
    Column("error", String(64)),
    Column("begun_at", UtcMicros, nullable=False),
    Column("ended_at", UtcMicros),
    Index(None, "purpose", "begun_at"),
    Index(None, "state"),
)

evaluation_cases = Table(
    "evaluation_cases",
    names,
    Column("evaluation", String(32), ForeignKey("evaluations.id"), primary_key=True),
    Column("arm", String(16), primary_key=True),
    Column("case_id", String(64), primary_key=True),
    Column("run_sealed", LargeBinary, nullable=False),
)

jobs = Table(
    "jobs",
    names,
    Column("id", String(32), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("exchange", String(32), ForeignKey("exchanges.id"), index=True),
    Column("owner", String(64)),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("progress_permille", Integer, nullable=False),
    Column("error", String(64)),
    Column("created_at", UtcMicros, nullable=False),
    Column("changed_at", UtcMicros, nullable=False),
    Column("not_before", UtcMicros),
    Column("postponed", Integer, nullable=False, server_default="0"),
    Index(None, "state", "changed_at"),
    Index(None, "kind", "created_at"),
)

service_tokens = Table(
    "service_tokens",
    names,
    Column("id", String(32), primary_key=True),
    Column("digest", LargeBinary(32), nullable=False),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("owner", String(64), nullable=False),
    Column("purposes", Text, nullable=False),
    Column("networks", Text, nullable=False),
    Column("made_at", UtcMicros, nullable=False),
    Column("expires_at", UtcMicros, nullable=False),
    Column("revoked_at", UtcMicros),
    Column("used_at", UtcMicros),
    UniqueConstraint("digest"),
)

# No row holds text; an exchange of a shadow has a row here and none in `exchanges`.
outcomes = Table(
    "exchange_outcomes",
    names,
    Column("exchange", String(32), primary_key=True),
    Column("purpose", Text, nullable=False),
    Column("release", String(64), nullable=False),
    Column("arm", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("ended_at", UtcMicros, nullable=False),
    Column("findings", Text, nullable=False),
    Column("grave", Integer),
    Column("well_formed", Boolean),
    Column("held", Boolean, nullable=False),
    Column("edited", Boolean, nullable=False),
    Column("queue_ms", Integer),
    Column("first_token_ms", Integer),
    Column("total_ms", Integer, nullable=False),
    Column("prompt_tokens", Integer),
    Column("output_tokens", Integer),
    Column("engine_ms", Integer),
    Column("tier", String(16)),
    Column("writing_ms", Integer),
    Column("cause", String(16)),
    Column("language", Text),
    Column("teams", Text, nullable=False, server_default="[]"),
    Column("confidence_permille", Integer),
    Column("withdrawn", Boolean, nullable=False, server_default=false()),
    Column("again", Boolean, nullable=False, server_default=false()),
    Column("longest_ms", Integer),
    Column("further_tokens", Integer),
    # What each tier took, where there were several.
    Column("tiers", Text),
    # When somebody decided on what was held.
    Column("concluded_at", UtcMicros, index=True),
    Index(None, "purpose", "release", "arm", "ended_at"),
    Index(None, "ended_at"),
    Index(None, "purpose", "ended_at"),
)

shadows_begun = Table(
    "shadows_begun",
    names,
    Column("exchange", String(32), primary_key=True),
    Column("case_id", String(32), nullable=False),
    Column("owner", String(64), nullable=False),
    Column("begun_at", UtcMicros, nullable=False),
)

compared = Table(
    "shadows_compared",
    names,
    Column(
        "exchange",
        String(32),
        ForeignKey("exchange_outcomes.exchange"),
        primary_key=True,
    ),
    Column("live", String(32), nullable=False),
    Column("live_release", String(64), nullable=False),
    Column("same_fields", Boolean),
    Column("fields_differ", Text, nullable=False),
    Column("same_reasons", Boolean),
    Column("same_text", Boolean),
    Column("live_chars", Integer, nullable=False),
    Column("chars", Integer),
    Index(None, "live"),
)

rollouts = Table(
    "rollouts",
    names,
    Column("plan_digest", String(64), primary_key=True),
    Column("purpose", Text, nullable=False),
    Column("live", String(64), nullable=False),
    Column("rollout", Text, nullable=False),
    Column("started_at", UtcMicros, nullable=False),
    Column("ended_at", UtcMicros),
    Column("ending", Text),
    Index(None, "purpose", "started_at"),
)

# What is used and set aside, in tokens, milliseconds and millionths of the currency.
budget_accounts = Table(
    "budget_accounts",
    names,
    Column("scope", String(16), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("period", String(8), primary_key=True),
    Column("starts", String(10), primary_key=True),
    Column("tokens", BigInteger, nullable=False),
    Column("ms", BigInteger, nullable=False),
    Column("micros", BigInteger, nullable=False),
    Column("held_tokens", BigInteger, nullable=False),
    Column("held_ms", BigInteger, nullable=False),
    Column("held_micros", BigInteger, nullable=False),
    Column("exchanges", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("told_permille", Integer, nullable=False),
    CheckConstraint("tokens >= 0 AND ms >= 0 AND micros >= 0", name="used"),
    CheckConstraint(
        "held_tokens >= 0 AND held_ms >= 0 AND held_micros >= 0", name="held"
    ),
    Index(None, "period", "starts", "scope"),
)

# One row for each answer under way; it goes when the answer is settled.
budget_holds = Table(
    "budget_holds",
    names,
    Column("exchange", String(32), primary_key=True),
    Column("person", String(64), nullable=False),
    Column("teams", Text, nullable=False),
    Column("purpose", String(64), nullable=False),
    Column("day", String(10), nullable=False),
    Column("month", String(10), nullable=False),
    Column("prices", Text, nullable=False),
    Column("prompt_tokens", BigInteger, nullable=False),
    Column("tokens", BigInteger, nullable=False),
    Column("ms", BigInteger, nullable=False),
    Column("micros", BigInteger, nullable=False),
    Column("held_at", UtcMicros, nullable=False, index=True),
)

# What each quarter of an hour gave, for a week and a day; no text, nobody.
watched_quarters = Table(
    "watched_quarters",
    names,
    Column("signal", String(16), primary_key=True),
    Column("purpose", String(64), primary_key=True),
    Column("starts", UtcMicros, primary_key=True),
    Column("total", Integer, nullable=False),
    Column("amount", Float, nullable=False),
    Index(None, "starts"),
)

# How far each signal is above what is usual, in standard deviations of its average.
watched_levels = Table(
    "watched_levels",
    names,
    Column("signal", String(16), primary_key=True),
    Column("purpose", String(64), primary_key=True),
    Column("level", Float, nullable=False),
    Column("scored", UtcMicros, nullable=False),
)

alerts = Table(
    "alerts",
    names,
    Column("id", String(32), primary_key=True),
    Column("signal", String(16), nullable=False),
    Column("purpose", String(64), nullable=False),
    Column("raised_at", UtcMicros, nullable=False, index=True),
    Column("seen", BigInteger, nullable=False),
    Column("usual", BigInteger, nullable=False),
    Column("total", Integer, nullable=False),
    Column("ended_at", UtcMicros),
    Column("noted_by", String(64)),
    Column("noted_at", UtcMicros),
    Column("mailed", Integer, nullable=False, server_default="0"),
)
# A signal has one standing alert at most.
Index(
    "uq_alerts_standing",
    alerts.c.signal,
    alerts.c.purpose,
    unique=True,
    sqlite_where=alerts.c.ended_at.is_(None),
    postgresql_where=alerts.c.ended_at.is_(None),
)

# What may be given again; its three digests are under the key of the case.
recalled_answers = Table(
    "recalled_answers",
    names,
    Column("exchange", String(32), ForeignKey("exchanges.id"), primary_key=True),
    Column("case_id", String(32), nullable=False),
    Column("person", String(64), nullable=False),
    Column("asked", String(64), nullable=False, index=True),
    Column("reading", String(64), nullable=False, index=True),
    Column("scope", String(64), nullable=False, index=True),
    Column("kept_sealed", LargeBinary, nullable=False),
    Column("written_at", UtcMicros, nullable=False, index=True),
    Column("until", UtcMicros, nullable=False, index=True),
    Index(None, "case_id", "written_at"),
)

# Many texts at once. Names of texts are as titles of cases are: their owner's words.
bulk_lists = Table(
    "bulk_lists",
    names,
    Column("id", String(32), primary_key=True),
    Column("owner", String(64), nullable=False),
    Column("case_id", String(32), ForeignKey("cases.id"), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("given_sealed", LargeBinary, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("why", String(16), nullable=False),
    Column("created_at", UtcMicros, nullable=False),
    Column("served_at", UtcMicros, nullable=False),
    Column("ended_at", UtcMicros),
    Column("named", Boolean, nullable=False),
    # Of nothing, under the key of the case: another one once that was erased.
    Column("case_digest", String(64)),
    Index(None, "owner", "created_at"),
    Index(None, "state", "served_at"),
)

bulk_items = Table(
    "bulk_items",
    names,
    Column("list", String(32), ForeignKey("bulk_lists.id"), primary_key=True),
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("exchange", String(32), ForeignKey("exchanges.id"), nullable=False),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("repeats", Integer),
    Column("attempts", Integer, nullable=False),
    Column("delays", Integer, nullable=False),
    Column("gave_way", Integer, nullable=False),
    Column("not_before", UtcMicros),
    UniqueConstraint("exchange"),
)
