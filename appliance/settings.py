"""The appliance's settings: one TOML file, read once, frozen, every number with a unit.

Unknown key, missing key or wrong type: refuse to start and name the key. Secrets are
never in this file; it names the folder of key files. Limits live here.
"""

import dataclasses
import tomllib
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from appliance.alert_settings import AlertSettings, check_alerts
from appliance.budget_settings import BudgetSettings, check_budgets
from appliance.engine_settings import (
    Engines,
    JudgeSettings,
    check_engines,
    check_judge,
)
from appliance.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Site:
    """Who runs this appliance.

    Args:
        name: Shown on every page.
        demo: True lets processes share one uid and says so on every page.
        languages: Of the interface; the first is for who asks for none of them.
        time_zone: In which pages show times and count days (IANA, "Europe/Berlin").
        countries: Whose identifiers detectors look for (ISO 3166, lower case).
    """

    name: str
    demo: bool = False
    languages: tuple[str, ...] = ("en", "de")
    time_zone: str = "UTC"
    countries: tuple[str, ...] = ("gb", "us", "de", "fr", "es")


@dataclass(frozen=True, slots=True)
class Paths:
    """Where things are.

    Args:
        state: What must survive: databases, ledger. Backed up.
        run: Sockets of the processes.
        keys: Key files, one folder per unit that may read them. Backed up apart.
        models: The shipped and imported models.
        policies: Purposes and rules.
    """

    state: Path
    run: Path
    keys: Path
    models: Path
    policies: Path

    def socket(self, unit: str) -> Path:
        """Name the socket of a unit."""
        return self.run / unit / f"{unit}.sock"


@dataclass(frozen=True, slots=True)
class Users:
    """Which Unix user each unit runs as; peers are checked against these.

    Args:
        operators: Users that may run operators' verbs (export, health, import).
    """

    web: str
    masker: str
    engine: str
    ledger: str
    worker: str
    operators: tuple[str, ...] = ("root",)


@dataclass(frozen=True, slots=True)
class Web:
    """The web process.

    Args:
        host_name: The name in the address bar; other Host headers are refused.
        max_request_bytes: Largest body taken.
        session_idle_s: A session unused this long ends.
        session_absolute_s: A session this old ends.
        max_failed_sign_ins: Failures before an account waits.
        lock_out_s: How long it waits.
        threads: gunicorn gthread threads.
        metrics_token_file: A line of 32 characters or more that a monitor shows to read
            `/metrics`; without it there is no such page.
    """

    host_name: str
    max_request_bytes: int = 12_000_000
    session_idle_s: int = 1_800
    session_absolute_s: int = 36_000
    max_failed_sign_ins: int = 5
    lock_out_s: int = 900
    threads: int = 256
    metrics_token_file: Path | None = None


@dataclass(frozen=True, slots=True)
class DirectorySettings:
    """The staff directory.

    Args:
        urls: ldaps:// or ldap:// (then StartTLS is required), tried in order.
        ca_file: PEM of the CA that signs its certificates.
        schema: "ad" or "rfc2307", never guessed.
        base_dn: Where people are.
        group_base_dn: Where groups are.
        service_dn: The account that re-reads people; its password is the key file
            `directory/service-password`.
        roles: Role name to the DNs of groups that give it.
        teams: Name of a team to the DN of its group; a rollout may be for some teams.
        connect_timeout_s: For connecting.
        reply_timeout_s: For each reply.
        recheck_after_s: A person's status older than this is read again.
    """

    urls: tuple[str, ...]
    ca_file: Path
    schema: Literal["ad", "rfc2307"]
    base_dn: str
    group_base_dn: str
    service_dn: str
    roles: Mapping[str, tuple[str, ...]]
    teams: Mapping[str, str] = field(default_factory=dict)
    connect_timeout_s: float = 5.0
    reply_timeout_s: float = 5.0
    recheck_after_s: float = 300.0


@dataclass(frozen=True, slots=True)
class Database:
    """Where exchanges, sessions and reviews are kept; texts in it are ciphertext.

    Args:
        url: SQLAlchemy URL: sqlite:///... or postgresql+psycopg://...
        vault_url: The masker's own database; no other unit may open it.
    """

    url: str
    vault_url: str


@dataclass(frozen=True, slots=True)
class MaskerSettings:
    """The masker.

    Args:
        deadline_s: Longest detection of one text before its child is killed.
        seal_s: How long a seal holds.
        vault_s: How long a case's surrogates can be restored after their last use.
        dictionary: Folder of customer dictionaries (names, matters, products).
        workers: Detector children.
        recall_floor_permille: Below this share of made-up values masked, in the
            weakest language of the purposes, texts are refused until a probe is above
            it again; also while there is no fresh probe. 0 is none: a site sets it
            once it has seen its own figures.
    """

    deadline_s: float = 20.0
    seal_s: int = 900
    vault_s: int = 34_560_000
    dictionary: Path | None = None
    workers: int = 1
    recall_floor_permille: int = 0


@dataclass(frozen=True, slots=True)
class LedgerSettings:
    """The log.

    Args:
        origin: The log's name in checkpoints, without spaces or plus signs.
        segment_bytes: A segment file is closed at this size.
        append_timeout_s: How long a caller waits for its record.
    """

    origin: str
    segment_bytes: int = 64_000_000
    append_timeout_s: float = 10.0


@dataclass(frozen=True, slots=True)
class ReleaseSettings:
    """What a release needs before it goes live.

    Args:
        needs_evaluation: Whether a promotion needs a passed evaluation of exactly this
            release and, for a high-risk purpose, a second person. Only a demo may do
            without.
    """

    needs_evaluation: bool = True


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """The worker.

    Args:
        threads: Jobs at once.
        verify_every_s: How often the log is verified from its first byte.
        probe_every_s: How often masking is measured with made-up texts.
        watch_every_s: How often rollouts are held against their limits.
        clean_up_every_s: How often exchanges left open are ended and old rows removed.
        left_open_after_s: An exchange of a page that is older than this and still open
            was left by a process that died. Longer than any exchange takes.
        outcomes_kept_days: How long figures of an ended exchange are kept for the pages
            of rollouts; those of a rollout that runs are kept as long as it does. They
            hold no text. Half a year and a little, as long as logs of a high-risk
            system are at least (Regulation (EU) 2024/1689 Art. 26(6)).
        max_attempts: How often a job is begun before it counts as failed.
        long_text_chars: Longer texts are answered as a job.
        list_rows: Most texts of one list (`/bulk`).
    """

    threads: int = 2
    verify_every_s: int = 86_400
    probe_every_s: int = 86_400
    watch_every_s: int = 5
    clean_up_every_s: int = 600
    left_open_after_s: int = 1_800
    outcomes_kept_days: int = 190
    max_attempts: int = 3
    long_text_chars: int = 2_500
    list_rows: int = 2_000


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set, read once and passed down."""

    site: Site
    paths: Paths
    users: Users
    web: Web
    directory: DirectorySettings
    database: Database
    ledger: LedgerSettings
    masker: MaskerSettings = field(default_factory=MaskerSettings)
    engine: Engines = field(default_factory=Engines)
    worker: WorkerSettings = field(default_factory=WorkerSettings)
    release: ReleaseSettings = field(default_factory=ReleaseSettings)
    judge: JudgeSettings = field(default_factory=JudgeSettings)
    budgets: BudgetSettings = field(default_factory=BudgetSettings)
    alerts: AlertSettings = field(default_factory=AlertSettings)

    def rewrite_within_s(self) -> float:
        """Give how old an exchange of a page is at most whose answer is written again.

        One more try may wait and write for as long as an engine lets it, and is over
        before clean-up takes the exchange for one that was left open. Zero or less:
        no answer is written again.
        """
        engines = (self.engine, *self.engine.tiers.values())
        longest_s = max(one.max_wait_s + one.deadline_s for one in engines)
        return self.worker.left_open_after_s - longest_s

    def for_tier(self, tier: str) -> "Settings":
        """Give the settings as the engine of one tier reads them: `engine` is its own.

        Raises:
            SettingsError: There is no such tier.
        """
        engines = self.engine
        if tier == engines.tier:
            return self
        if tier not in engines.tiers:
            known = ", ".join(engines.names)
            raise SettingsError(f"engine.tiers: no tier {tier!r}, only {known}")
        own = engines.tiers[tier]
        keys = {key.name: getattr(own, key.name) for key in dataclasses.fields(own)}
        return replace(self, engine=Engines(**keys, tier=tier, tiers=engines.tiers))


def load_settings(path: Path) -> Settings:
    """Read the settings file.

    Raises:
        SettingsError: It cannot be read; the message names file and key.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as err:
        raise SettingsError(f"{path}: {err.strerror}") from err
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as err:
        raise SettingsError(f"{path}: not TOML: {err}") from err
    try:
        settings = parse_settings(raw)
        _check_users(settings)
        _check_release(settings)
        check_engines(settings.engine)
        check_judge(settings.judge, settings.engine)
        check_alerts(settings.alerts)
        check_budgets(
            settings.budgets,
            tiers=settings.engine.names,
            teams=settings.directory.teams,
        )
    except SettingsError as err:
        raise SettingsError(f"{path}: {err}") from err
    return settings


def parse_settings(raw: Mapping[str, Any]) -> Settings:
    """Turn a parsed TOML document into settings.

    Raises:
        SettingsError: A key is unknown, missing or of the wrong type; it is named.
    """
    parsed: Settings = read_record(Settings, raw, "")
    return parsed


def _check_users(settings: Settings) -> None:
    """Refuse one user for two units outside a demo (DESIGN.md §2)."""
    users = settings.users
    names = (users.web, users.masker, users.engine, users.ledger, users.worker)
    if len(set(names)) < len(names) and not settings.site.demo:
        raise SettingsError("[users]: two units share a user; only a demo may")


def _check_release(settings: Settings) -> None:
    """Refuse what lets a release go live that nobody evaluated, outside a demo."""
    if not settings.release.needs_evaluation and not settings.site.demo:
        raise SettingsError(
            "release.needs_evaluation: false would let a release answer that nobody "
            "evaluated; only a demo may. Take the key out, and have releases evaluated "
            "and put live by `cloister release install`"
        )


def read_record(cls: type[Any], raw: object, where: str) -> Any:
    """Read a frozen dataclass from a TOML table, strictly.

    Raises:
        SettingsError: A key is unknown, missing or of the wrong type; it is named.
    """
    if not isinstance(raw, Mapping):
        raise SettingsError(f"{where or 'settings'}: expected a table")
    hints = typing.get_type_hints(cls)
    fields = {f.name: f for f in dataclasses.fields(cls)}
    unknown = sorted(set(raw) - set(fields))
    if unknown:
        raise SettingsError(f"{_at(where, unknown[0])}: unknown key")
    values = {}
    for name, spec in fields.items():
        if name in raw:
            values[name] = _read(hints[name], raw[name], _at(where, name))
        elif (
            spec.default is dataclasses.MISSING
            and spec.default_factory is dataclasses.MISSING
        ):
            raise SettingsError(f"{_at(where, name)}: missing")
    return cls(**values)


def _read(hint: Any, value: object, where: str) -> Any:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if dataclasses.is_dataclass(hint):
        return read_record(typing.cast("type[Any]", hint), value, where)
    if origin is types.UnionType:
        inner = next(arg for arg in args if arg is not type(None))
        return _read(inner, value, where)
    if origin is Literal:
        if value not in args:
            raise SettingsError(f"{where}: expected one of {', '.join(map(str, args))}")
        return value
    if origin is tuple and isinstance(value, list):
        return tuple(_read(args[0], item, where) for item in value)
    if origin is Mapping and isinstance(value, Mapping):
        return {k: _read(args[1], v, _at(where, k)) for k, v in value.items()}
    if hint is Path and isinstance(value, str):
        return Path(value)
    if hint is float and type(value) in {int, float}:
        return float(typing.cast("float", value))
    if type(value) is hint:
        return value
    raise SettingsError(f"{where}: expected {_name(hint)}, got {type(value).__name__}")


def _at(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def _name(hint: Any) -> str:
    return {
        Path: "a path",
        int: "a whole number",
        str: "text",
        bool: "true or false",
    }.get(hint, "a list" if typing.get_origin(hint) is tuple else str(hint))
