"""Wire the real parts together: the only place that chooses them.

The web process calls `create_app`, the worker `build_ports`. Both get the same ledger,
masker, engine, directory, rules, release and stores; nothing else may build them.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from flask import Flask

from appliance.directory.ldap import LdapDirectory
from appliance.domain.deployment import Deployment
from appliance.domain.judging import Judge
from appliance.domain.ports.wired import Ports
from appliance.engine.breaker import BreakingEngine
from appliance.engine.client import EngineClient
from appliance.engine.judge import EngineJudge
from appliance.engine.promotion import models_in_use
from appliance.engine.tiers import EngineTiers
from appliance.errors import LedgerError, StoreError
from appliance.keys import read_key
from appliance.ledger.client import LedgerClient
from appliance.masker.client import MaskerClient
from appliance.observe import import_guard
from appliance.policy.decide import CedarPolicy
from appliance.release import (
    DeployedReleases,
    DeploymentFile,
    HouseRules,
    LivePurposes,
    ReleaseShelf,
    StandingHalts,
    deployment_note,
    shelf_of,
)
from appliance.release.evaluation.subjects import SignedReleases, Subjects
from appliance.release.judges import judges_in_force
from appliance.settings import Settings, load_settings
from appliance.stores.in_force import LiveVersion, VersionsInForce
from appliance.stores.index import PassageIndex
from appliance.stores.opened import Stores, open_stores
from appliance.stores.token_desk import TokenDesk
from appliance.stores.vouching import PeopleAndPrograms
from appliance.web.bulk_intake import BulkIntake
from appliance.web.health import Readiness
from appliance.web.live import LiveExchanges
from appliance.web.metrics import DayFigures, read_token
from appliance.web.parts import Parts
from appliance.web.rates import Rates
from appliance.web.room import build
from appliance.wire.peers import uids_of
from appliance.worker.client import WorkerClient
from appliance.worker.cut_off import end_cut_off_soon
from appliance.worker.evaluate import Evaluating
from appliance.worker.judging import Judging
from appliance.worker.stage import Stage

log = logging.getLogger(__name__)


class SystemClock:
    """The host's clock, aware UTC."""

    def now(self) -> datetime:
        """Tell the time."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class House:
    """The real parts, wired."""

    settings: Settings
    ports: Ports
    stores: Stores
    shelf: ReleaseShelf
    releases: DeployedReleases
    rules: HouseRules
    standing: Callable[[], Deployment]
    ledger: LedgerClient
    masker: MaskerClient
    engine: EngineTiers
    breakers: Mapping[str, BreakingEngine]
    directory: LdapDirectory


def build_house(settings: Settings) -> House:
    """Open everything that web and worker share.

    Raises:
        SettingsError: A key, the release or the settings cannot be used.
        StoreError: The database cannot be opened.
    """
    clock = SystemClock()
    paths = settings.paths
    shelf = shelf_of(settings)
    standing = DeploymentFile(
        deployment_note(paths.state), paths.keys / "public" / "log.vkey"
    )
    releases = DeployedReleases(
        standing.now, shelf.get, policy=CedarPolicy, references=PassageIndex
    )
    rules = HouseRules(standing.now, releases.of)
    for placed in standing.now().placements.values():
        releases.of(placed.live)  # what does not hold stops the start
    stores = open_stores(settings, clock)
    ledger = LedgerClient(settings)
    masker = MaskerClient(settings)
    purposes = LivePurposes(standing.now, shelf.get)
    breakers = {
        name: BreakingEngine(EngineClient(settings.for_tier(name)))
        for name in settings.engine.names
    }
    engine = EngineTiers(
        breakers,
        lambda: [order for one in purposes.all() for order in one.tier_orders()],
    )
    directory = LdapDirectory(settings)
    ports = Ports(
        clock=clock,
        directory=PeopleAndPrograms(directory, stores.tokens, clock),
        releases=releases,
        halts=StandingHalts(standing.now),
        purposes=purposes,
        policy=rules,
        masker=masker,
        inspector=masker,
        references=PassageIndex(()),
        engine=engine,
        ledger=ledger,
        exchanges=stores.exchanges,
        reviews=stores.reviews,
        samples=stores.samples,
        budgets=stores.budgets,
        recalled=stores.recalled,
        recheck_after_s=settings.directory.recheck_after_s,
        rewrite_within_s=settings.rewrite_within_s(),
    )
    return House(
        settings=settings,
        ports=ports,
        stores=stores,
        shelf=shelf,
        releases=releases,
        rules=rules,
        standing=standing.now,
        ledger=ledger,
        masker=masker,
        engine=engine,
        breakers=breakers,
        directory=directory,
    )


def _figures_of(house: House) -> DayFigures | None:
    """Wire what a monitor may read; None where the site names no token for it."""
    path = house.settings.web.metrics_token_file
    if path is None:
        return None
    return DayFigures(
        read_token(path),
        house.stores.seen,
        house.stores.alerts,
        house.ports.halts,
        breakers=lambda: {n: str(one.state) for n, one in house.breakers.items()},
        clock=house.ports.clock,
    )


def evaluating_of(house: House) -> Evaluating:
    """Wire what begins and runs evaluations, in the worker."""
    settings = house.settings
    stage = Stage(
        house.shelf,
        house.standing,
        house.ledger,
        models=lambda: models_in_use(settings),
        tiers=settings.engine.names,
        judge=settings.judge.tier,
    )
    return Evaluating(
        house.stores,
        subjects_of(house),
        house.ledger,
        house.ports.clock,
        stage=stage,
        prices=settings.budgets.prices,
    )


def judges_of(house: House) -> dict[str, Judge]:
    """Name the judge in force of each purpose."""
    tier = house.settings.judge.tier
    return judges_in_force(house.standing(), house.shelf.get, tier)


def judging_of(house: House) -> Judging | None:
    """Wire what has drawn answers judged, in the worker; None without a judge."""
    tier = house.settings.judge.tier
    if not tier:
        return None
    by = EngineJudge(house.engine, tier)
    return Judging(partial(judges_of, house), by, house.stores, house.ports)


def desk_of(house: House) -> TokenDesk:
    """Wire what makes and revokes tokens of programs."""
    return TokenDesk(
        house.stores.tokens,
        house.stores.people,
        purposes=house.ports.purposes,
        ledger=house.ledger,
        aliases=house.ledger,
        logins=house.directory,
        clock=house.ports.clock,
    )


def _versions_in_force(house: House) -> VersionsInForce:
    """Keep the purposes in force as versions; later, if the log is not there yet."""
    ports, shelf = house.ports, house.shelf

    def live() -> dict[str, LiveVersion]:
        return {
            name: LiveVersion(
                shelf.get(placed.live).version_of(name),
                partial(_files_of, shelf, placed.live, name),
            )
            for name, placed in house.standing().placements.items()
        }

    kept = VersionsInForce(house.stores.versions, ports.ledger, ports.clock, live)
    try:
        kept.keep()
    except (LedgerError, StoreError) as err:
        # Nothing is answered without the log anyway; the pages of purposes try again.
        log.warning("versions of purposes are not kept yet: %s", err)
    return kept


def _files_of(shelf: ReleaseShelf, release: str, purpose: str) -> Mapping[str, str]:
    return shelf.sources(release).purposes[purpose]


def build_ports(settings: Settings) -> Ports:
    """Wire the parts that the pipeline and the jobs take."""
    return build_house(settings).ports


def subjects_of(house: House) -> Subjects:
    """Say what the worker can evaluate."""
    paths = house.settings.paths
    log = paths.keys / "public" / "log.vkey"
    standing = DeploymentFile(deployment_note(paths.state), log)
    return SignedReleases(standing.now, shelf_of(house.settings), house.ports)


def create_app(config_path: str) -> Flask:
    """Build the web application from a settings file; what gunicorn loads.

    Raises:
        SettingsError: A setting, key, release or page is not as it must be.
    """
    import_guard.install()
    settings = load_settings(Path(config_path))
    house = build_house(settings)
    users = settings.users
    uids = uids_of((users.web, users.masker, users.engine, users.ledger, users.worker))
    live = LiveExchanges(
        house.ports,
        max_running=max(1, settings.web.threads // 2),
        rates=Rates(settings.budgets),
    )
    intake = BulkIntake(house.ports, house.stores)
    live.close_on_terminate(intake.close)
    worker = WorkerClient(settings)
    old = timedelta(seconds=settings.worker.left_open_after_s)
    end_cut_off_soon(house.stores, house.ports, after=old)
    return build(
        Parts(
            settings=settings,
            ports=house.ports,
            stores=house.stores,
            live=live,
            intake=intake,
            door=house.directory,
            log=house.ledger,
            dictionary=house.masker,
            in_force=_versions_in_force(house),
            evaluator=worker,
            desk=desk_of(house),
            rules=house.rules.rules,
            standing=house.standing,
            judges=partial(judges_of, house),
            session_key=read_key(settings.paths.keys / "web" / "session.key"),
            readiness=Readiness(
                {
                    "ledger": house.ledger,
                    "masker": house.masker,
                    "engine": house.engine,
                    "directory": house.directory,
                    "worker": worker,
                },
                house.ports.clock,
            ),
            shares_uid=len(uids) < 5,
            figures=_figures_of(house),
        )
    )
