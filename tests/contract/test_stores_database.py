"""What the database itself must hold to: migrations, ciphertext, faults, no half writes."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from appliance.budget_settings import Budget
from appliance.domain.answer import Finished
from appliance.domain.appeal import Appeal, AppealState, Ground, Refusal
from appliance.domain.assessment import Assessment, Judgement
from appliance.domain.budget import Claim
from appliance.domain.bulk import GivenItem
from appliance.domain.exchange import ExchangeState
from appliance.domain.feedback import Amendment, AmendmentState, Thumb
from appliance.domain.outcome import Compared, Figures
from appliance.domain.proposal import Proposal, ProposalAction, ProposalState
from appliance.domain.recalled import Digests, KeptAnswer, Place
from appliance.domain.review import HeldAnswer, ReviewState
from appliance.domain.rollout import Arm, Rollout, RolloutKind
from appliance.domain.sampling import Answered, Sample, SampleReason
from appliance.domain.text import PersonText
from appliance.errors import StoreError
from appliance.settings import Settings
from appliance.stores.bulk import WantedList
from appliance.stores.database import open_engine
from appliance.stores.golden_proposals import GoldenProposal
from appliance.stores.migrate import migrate, newest, open_database
from appliance.stores.opened import Stores, open_stores
from appliance.stores.shadows import BegunShadow
from appliance.stores.tables import names
from tests.fakes import NOON, WEIGHTS, FixedClock, make_caller, make_exchange
from tests.judged import judged_as
from tests.made import bound

MIGRATE = (
    "import sys; from appliance.stores.migrate import migrate; migrate(sys.argv[1])"
)
ROOT = Path(__file__).parents[2]


def test_migrations_make_exactly_the_tables_of_the_code(database_url: str) -> None:
    migrate(database_url)
    engine = open_engine(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, names) == []
    engine.dispose()


def test_four_processes_that_migrate_at_once_migrate_once(database_url: str) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", MIGRATE, database_url],
            cwd=ROOT,
            stderr=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    ends = [
        (process.communicate(timeout=120)[1], process.returncode) for process in started
    ]
    assert ends == [(b"", 0)] * 4
    database = open_database(database_url)
    with database.reading() as connection:
        versions = connection.execute(
            text("SELECT version_num FROM alembic_version")
        ).all()
    database.close()
    assert versions == [(newest(),)]


def test_the_newest_form_is_the_last_of_the_steps() -> None:
    steps = ScriptDirectory(str(ROOT / "appliance" / "stores" / "migrations"))
    assert steps.get_current_head() == newest()
    for step in steps.walk_revisions():
        assert Path(step.path).name.startswith(f"m{step.revision}_")


def test_a_database_of_a_newer_version_is_refused(database_url: str) -> None:
    database = open_database(database_url)
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(StoreError, match="a version this appliance does not know"):
        open_database(database_url)


def test_what_is_raised_in_a_transaction_undoes_it(stores: Stores) -> None:
    case = stores.cases.create("anna", "kept")
    with pytest.raises(ZeroDivisionError), stores.database.writing() as connection:  # noqa: PT012 - the block is the transaction
        connection.execute(text("DELETE FROM cases"))
        raise ZeroDivisionError
    assert stores.cases.get(case.id, "anna").title == "kept"


def test_many_writers_of_one_process_are_all_served(stores: Stores) -> None:
    """A hundred at once: neither connections nor patience run out."""

    def open_case(number: int) -> str:
        return stores.cases.create(f"person-{number}", "").id

    with ThreadPoolExecutor(100) as pool:
        made = set(pool.map(open_case, range(200)))
    assert len(made) == 200


def test_who_waits_too_long_for_other_writers_is_told_and_blocks_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appliance.stores.database._TURN_S", 0.01)
    url = f"sqlite:///{tmp_path / 'turns.db'}"
    migrate(url)
    database = open_database(url)
    with (
        database.writing(),
        pytest.raises(StoreError, match="other writers take too long"),
        database.writing(),
    ):
        pass
    with pytest.raises(KeyError), database.writing():
        raise KeyError
    with database.writing() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1
    database.close()


def test_an_error_message_holds_a_code_and_no_value(stores: Stores) -> None:
    exchange = make_exchange(case="f" * 32, purpose="planted-purpose")
    with pytest.raises(StoreError) as caught:
        stores.exchanges.opened(exchange)
    assert str(caught.value) in {
        "database: SQLITE_CONSTRAINT_FOREIGNKEY",
        "database: 23503",
    }
    assert "planted" not in str(caught.value.__cause__)


PLANTED = (
    "planted-title",
    "planted-masked",
    "planted-answer",
    "planted-reason",
    "planted-login",
    "planted-name",
    "planted-words",
    "planted-correction",
    "planted-line",
    "planted-version",
    "planted-sentence",
)


FIGURES = Figures("credit-memo", "a" * 64, Arm.LIVE, total_ms=1)


def plant(stores: Stores) -> None:
    """Put a planted word into every column that takes a person's text."""
    case = stores.cases.create("anna", "planted-title")
    exchange = make_exchange(case=case.id)
    stores.exchanges.opened(exchange)
    draft = "planted-answer"
    held = HeldAnswer(
        exchange.id, case.id, "credit-memo", "en", "anna", ("anna",), draft, bound(draft, ()),
        "high", (), NOON, ReviewState.WAITING,
    )  # fmt: skip
    stores.reviews.hold(held, record=lambda: None)
    stores.reviews.conclude(
        held,
        reviewer="rita",
        state=ReviewState.REJECTED,
        reason="planted-reason",
        at=NOON,
        record=lambda: None,
    )
    stores.exchanges.closed(
        exchange.id,
        ExchangeState.REFUSED,
        answer=draft,
        reasons=("planted-reason",),
        record=1,
        figures=FIGURES,
    )
    beside = Compared(exchange.id, "a" * 64, 14)
    refused = ExchangeState.REFUSED
    stores.outcomes.keep_shadow("f" * 32, refused, NOON, FIGURES, beside)
    rollout = Rollout(RolloutKind.CANARY, "b" * 64, 100, "00" * 16, NOON)
    stores.rollouts.began("credit-memo", "a" * 64, rollout)
    stores.ratings.rate(exchange.id, "anna", Thumb.DOWN, "planted-reason")
    caller = make_caller()
    caller = type(caller)("anna", "planted-login", "planted-name", caller.roles, NOON)
    stores.people.seen(caller, alias="a")
    token = stores.sessions.open(caller)
    stores.sign_ins.begin("planted-login", "planted-name")
    proposal = Proposal(
        "d" * 32, ProposalAction.ADD, "person", "planted-words", "anna", NOON
    )
    stores.proposals.add(proposal, record=lambda _: None)
    stores.proposals.decide(
        proposal,
        decider="carl",
        state=ProposalState.APPROVED,
        reason="planted-reason",
        at=NOON,
        carry_out=lambda: None,
    )
    _plant_rating(stores, exchange.id, case.id)
    said = ("planted-masked",), ("planted-answer",)
    finished = Finished("stop", 0, 0, WEIGHTS, 7, "exact")
    kept = KeptAnswer(
        exchange.id, NOON, NOON, (), *said, -0.1, "small", finished, "planted-name"
    )
    stores.recalled.keep(Place(case.id, "anna"), kept, Digests("1", "2", "3"))
    _plant_list(stores, case.id)
    assert stores.sessions.find(token).name == "planted-name"


def _plant_list(stores: Stores, case: str) -> None:
    wanted = WantedList("anna", case, "credit-memo", "en", 1, given="planted-line")
    bulk = stores.bulk.begin(wanted).id
    stores.bulk.take_ended(
        bulk,
        GivenItem(2, "planted-name", PersonText("planted-masked")),
        make_exchange("planted-masked", id="8" * 32, case=case),
        state=ExchangeState.FAILED,
        reasons=("planted-reason",),
        record=1,
    )


def _plant_rating(stores: Stores, exchange: str, case: str) -> None:
    answered = Answered(exchange, case, "credit-memo", "en", "anna", ())
    sample = Sample("a" * 32, answered, (SampleReason.SHARE,), NOON)
    stores.samples.first_answered("credit-memo", "r")
    teams, tiers = frozenset({"cards"}), ("small",)
    stores.budgets.reserve(
        Claim("9" * 32, "anna", teams, "credit-memo", Budget(), tiers, 1, 1)
    )
    stores.samples.add(sample, record=lambda: None)
    judged_as(stores, sample, Judgement.RIGHT)
    stores.samples.take("carl", may=lambda _: True)
    stores.samples.rate(
        Assessment(sample.id, "carl", Judgement.WRONG, "planted-correction", NOON),
        record=lambda: None,
    )
    amended = Amendment(
        "e" * 32, exchange, case, "credit-memo", "en", "r", "anna", "planted-version",
        NOON,
    )  # fmt: skip
    stores.amendments.add(amended, record=lambda: None)
    stores.amendments.decide(
        amended,
        decider="carl",
        state=AmendmentState.DROPPED,
        reason="planted-reason",
        at=NOON,
        record=lambda _: None,
    )
    appeal = Appeal(
        "d" * 32, exchange, case, "credit-memo", "en", "r", "anna", (),
        Refusal(Ground.GUARD, ("leak.canary",)), "planted-sentence", NOON,
    )  # fmt: skip
    stores.appeals.add(appeal, record=lambda: None)
    stores.appeals.decide(
        appeal,
        decider="carl",
        state=AppealState.UPHELD,
        reason="planted-reason",
        at=NOON,
        record=lambda _: None,
    )
    case_of = GoldenProposal(
        "b" * 32, sample.id, "credit-memo", "planted-line", "carl", NOON
    )
    stores.shadows.begin(BegunShadow("f" * 32, "c" * 32, "anna", NOON))
    stores.golden.add(case_of, record=lambda: None)
    stores.golden.decide(
        case_of,
        decider="rita",
        state=ProposalState.APPROVED,
        reason="planted-reason",
        at=NOON,
        record=lambda: None,
    )


def test_planted_text_is_nowhere_in_the_files_of_the_database(
    tmp_path: Path, settings_for: Callable[[str], Settings]
) -> None:
    stores = open_stores(settings_for(f"sqlite:///{tmp_path}/c.sqlite"), FixedClock())
    plant(stores)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    raw = b"".join(path.read_bytes() for path in files)
    stores.close()
    assert {"c.sqlite", "c.sqlite-wal", "jobs.sqlite"} <= {path.name for path in files}
    assert b"credit-memo" in raw
    assert [word for word in PLANTED if word.encode() in raw] == []


def test_planted_text_is_in_no_column_of_any_table(stores: Stores) -> None:
    plant(stores)
    with stores.database.reading() as connection:
        held = {
            table.name: [tuple(row) for row in connection.execute(table.select())]
            for table in names.sorted_tables
        }
    # Jobs name an exchange only; versions hold what purposes say, no text of a person.
    without = {"jobs", "purpose_versions", "version_moves", "evaluations"}
    without |= {"evaluation_cases"}  # of made-up people; test_stores_evaluations.py
    without |= {"service_tokens"}  # of programs
    without |= {"vaults"}  # a digest of no text
    # Names of purposes, and figures.
    without |= {"alerts", "watched_levels", "watched_quarters"}
    assert [name for name in held if not held[name] and name not in without] == []
    everything = b"".join(
        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
        for rows in held.values() for row in rows for value in row
    )  # fmt: skip
    assert [word for word in PLANTED if word.encode() in everything] == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    if os.geteuid() != 0:
        pytest.skip("needs root to mount a small file system")
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder],
        check=False,
        capture_output=True,
    )
    if mounted.returncode != 0:
        pytest.skip("may not mount here")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


@pytest.mark.root
def test_a_full_disk_is_a_store_error_and_what_was_kept_stays(
    small_disk: Path, settings_for: Callable[[str], Settings]
) -> None:
    stores = open_stores(settings_for(f"sqlite:///{small_disk}/c.sqlite"), FixedClock())
    kept = []
    with pytest.raises(StoreError, match=r"SQLITE_(FULL|IOERR)"):  # noqa: PT012 - it fails at some round
        for _ in range(2_000):
            case = stores.cases.create("anna", "x" * 4_000)
            kept.append(case.id)
    assert kept
    assert len(stores.cases.of_owner("anna", limit=10_000)) == len(kept)
    stores.close()


def test_a_database_that_is_gone_is_a_store_error(
    tmp_path: Path, settings_for: Callable[[str], Settings]
) -> None:
    url = f"sqlite:///{tmp_path}/missing/c.sqlite"
    with pytest.raises(StoreError, match="No such file"):
        open_stores(settings_for(url), FixedClock())


def test_a_file_that_is_no_database_is_a_store_error(
    tmp_path: Path, settings_for: Callable[[str], Settings]
) -> None:
    (tmp_path / "c.sqlite").write_bytes(b"this is not a database" * 100)
    with pytest.raises(StoreError):
        open_stores(settings_for(f"sqlite:///{tmp_path}/c.sqlite"), FixedClock())


def test_a_server_that_is_gone_is_a_store_error(
    tmp_path: Path, settings_for: Callable[[str], Settings]
) -> None:
    url = f"postgresql+psycopg://app@/x?host={tmp_path}"
    with pytest.raises(StoreError):
        open_stores(settings_for(url), FixedClock())
