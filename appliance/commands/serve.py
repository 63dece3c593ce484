"""`cloister serve UNIT`: run one process of the appliance until SIGTERM."""

import resource
from pathlib import Path

import click

from appliance.commands.options import config_option
from appliance.errors import SettingsError
from appliance.observe import import_guard, logs
from appliance.settings import Settings, load_settings
from appliance.wire.peers import uids_of

UNITS = ("ledger", "masker", "engine", "web", "worker")


@click.command()
@click.argument("unit", type=click.Choice(UNITS))
@click.option(
    "--tier", help="Which engine, where there are several; without, the first."
)
@config_option
def serve(unit: str, tier: str | None, config: Path) -> None:
    """Run one process of the appliance.

    systemd runs one of these for each unit; to have all at once use `cloister demo`.
    """
    if tier is not None and unit != "engine":
        raise SettingsError(f"--tier: {unit} has none, only the engine")
    # First of all, before anything that may want to load a model library.
    if unit != "engine":
        import_guard.install()
    # A core file would hold keys and people's texts; systemd's units say so as well.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logs.configure(f"{unit}-{tier}" if tier else unit)
    settings = load_settings(config)
    _check_separation(settings)
    match unit:
        case "ledger":
            _serve_ledger(settings)
        case "masker":
            _serve_masker(settings)
        case "engine":
            _serve_engine(settings.for_tier(tier or settings.engine.tier))
        case "web":
            _serve_web(settings, config)
        case "worker":
            _serve_worker(settings)


def _check_separation(settings: Settings) -> None:
    """Refuse to start where two units are one user to the kernel, but in a demo.

    Raises:
        SettingsError: They are, or a user is not on this machine; it is named.
    """
    users = settings.users
    units = (users.web, users.masker, users.engine, users.ledger, users.worker)
    if len(uids_of(units)) < len(units) and not settings.site.demo:
        raise SettingsError("[users]: two units have one uid; only a demo may")


# Each room is imported only by the process that it is for: the engine's would be
# refused elsewhere, the others cost memory.
def _serve_ledger(settings: Settings) -> None:
    from appliance.ledger.server import serve as serve_ledger  # noqa: PLC0415

    serve_ledger(settings)


def _serve_masker(settings: Settings) -> None:
    from appliance.masker.server import serve as serve_masker  # noqa: PLC0415

    serve_masker(settings)


def _serve_engine(settings: Settings) -> None:
    from appliance.engine.server import serve as serve_engine  # noqa: PLC0415

    serve_engine(settings)


def _serve_web(settings: Settings, config: Path) -> None:
    from appliance.commands.web_server import serve_web  # noqa: PLC0415

    serve_web(settings, config)


def _serve_worker(settings: Settings) -> None:
    from appliance.app import build_house, desk_of, evaluating_of, judging_of  # noqa: PLC0415
    from appliance.worker.server import serve as serve_worker  # noqa: PLC0415

    house = build_house(settings)
    serve_worker(
        settings,
        house.ports,
        house.stores,
        house.ledger,
        evaluating_of(house),
        judging=judging_of(house),
        desk=desk_of(house),
    )
