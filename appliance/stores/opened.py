"""All stores of one appliance, opened: what web and worker share.

The one place that knows which key file and which database each store takes.
"""

from dataclasses import dataclass

from appliance.domain.exchange import Masked
from appliance.domain.local_time import check_zone
from appliance.domain.ports.clock import Clock
from appliance.keys import read_key
from appliance.settings import Settings
from appliance.stores.alerts import KeptAlerts
from appliance.stores.amendments import Amendments
from appliance.stores.appeals import Appeals
from appliance.stores.bodies import Bodies
from appliance.stores.budget_reads import BudgetReads
from appliance.stores.budgets import KeptBudgets
from appliance.stores.bulk import BulkLists
from appliance.stores.bulk_line import BulkLine
from appliance.stores.cases import Cases
from appliance.stores.conversations import Conversations
from appliance.stores.database import Database
from appliance.stores.evaluations import Evaluations
from appliance.stores.exchanges import KeptExchanges
from appliance.stores.feedback_reads import FeedbackReads
from appliance.stores.golden_proposals import GoldenProposals
from appliance.stores.history import History
from appliance.stores.jobs import Job, JobKind, Jobs
from appliance.stores.judgements import KeptJudgements
from appliance.stores.migrate import open_database
from appliance.stores.outcomes import Outcomes
from appliance.stores.people import People
from appliance.stores.proposals import Proposals
from appliance.stores.queue import JobQueue
from appliance.stores.ratings import Ratings
from appliance.stores.recalled import KeptRecalled
from appliance.stores.reviews import KeptReviews
from appliance.stores.rollouts import KeptRollouts
from appliance.stores.samples import KeptSamples
from appliance.stores.seen import Seen
from appliance.stores.service_tokens import ServiceTokens
from appliance.stores.sessions import Sessions
from appliance.stores.shadows import BegunShadows
from appliance.stores.sign_ins import SignIns
from appliance.stores.vaults import KnownVaults
from appliance.stores.versions import Versions


@dataclass(frozen=True, slots=True)
class Stores:
    """Every store over one database, and the queue beside it."""

    database: Database
    people: People
    cases: Cases
    exchanges: KeptExchanges
    history: History
    conversations: Conversations
    reviews: KeptReviews
    sessions: Sessions
    sign_ins: SignIns
    tokens: ServiceTokens
    ratings: Ratings
    amendments: Amendments
    feedback: FeedbackReads
    appeals: Appeals
    proposals: Proposals
    samples: KeptSamples
    judgements: KeptJudgements
    golden: GoldenProposals
    versions: Versions
    evaluations: Evaluations
    jobs: Jobs
    bulk: BulkLists
    bulk_line: BulkLine
    outcomes: Outcomes
    seen: Seen
    alerts: KeptAlerts
    rollouts: KeptRollouts
    shadows: BegunShadows
    budgets: KeptBudgets
    budget_reads: BudgetReads
    recalled: KeptRecalled
    vaults: KnownVaults
    queue: JobQueue

    def put_in_line(self, masked: Masked, owner: str) -> Job:
        """Keep a masked text and the job that answers it: both or none.

        Raises:
            StoreError: They cannot be written.
        """
        with self.database.writing() as connection:
            self.exchanges.queue_in(connection, masked)
            exchange = masked.admitted.exchange.id
            return self.jobs.add_in(
                connection, JobKind.ANSWER, exchange=exchange, owner=owner
            )

    def close(self) -> None:
        """Close the connections."""
        self.queue.storage.close()
        self.database.close()


def open_stores(settings: Settings, clock: Clock) -> Stores:
    """Bring the database up to date and open every store.

    Raises:
        SettingsError: A key file or the database URL cannot be used.
        StoreError: The database cannot be opened, or is of a newer version.
    """
    keys = settings.paths.keys / "web"
    bodies = Bodies(read_key(keys / "bodies.key"))
    session_key = read_key(keys / "session.key")
    zone = check_zone(settings.site.time_zone)
    database = open_database(settings.database.url)
    jobs = Jobs(database, clock)
    exchanges = KeptExchanges(database, bodies, clock, jobs)
    return Stores(
        database=database,
        people=People(database, bodies, clock),
        cases=Cases(database, bodies, clock),
        exchanges=exchanges,
        history=History(database, exchanges),
        conversations=Conversations(database, bodies),
        reviews=KeptReviews(database, bodies),
        sessions=Sessions(database, bodies, clock, settings.web),
        sign_ins=SignIns(database, session_key, clock, settings.web),
        tokens=ServiceTokens(database, bodies, session_key, clock),
        ratings=Ratings(database, bodies, clock),
        amendments=Amendments(database, bodies),
        feedback=FeedbackReads(database),
        appeals=Appeals(database, bodies),
        proposals=Proposals(database, bodies),
        samples=KeptSamples(database, bodies, session_key, clock),
        judgements=KeptJudgements(database),
        golden=GoldenProposals(database, bodies),
        versions=Versions(database),
        evaluations=Evaluations(database, bodies, clock, jobs),
        jobs=jobs,
        bulk=BulkLists(database, bodies, clock, exchanges),
        bulk_line=BulkLine(database, bodies, clock),
        outcomes=Outcomes(database),
        seen=Seen(database),
        alerts=KeptAlerts(database),
        rollouts=KeptRollouts(database, clock),
        shadows=BegunShadows(database),
        budgets=KeptBudgets(database, clock, settings.budgets, zone),
        budget_reads=BudgetReads(database, clock, zone),
        recalled=KeptRecalled(database, bodies, clock),
        vaults=KnownVaults(database, clock),
        queue=JobQueue(settings.paths.state / "web" / "jobs.sqlite"),
    )
