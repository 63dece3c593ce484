"""`cloister health`: ask each part how it is, and say it in one line each."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from appliance.commands.options import config_option
from appliance.commands.release_standing import why_not_live
from appliance.directory.ldap import LdapDirectory
from appliance.errors import (
    ApplianceError,
    EngineError,
    LedgerError,
    MaskerError,
    WorkerError,
)
from appliance.observe.engine_metrics import engine_metrics
from appliance.release import DeploymentFile, deployment_note
from appliance.settings import Settings, load_settings
from appliance.wire.client import WireClient

# The engine's answer is a real generation, which waits for the one before it.
_TIMEOUT_S = 60.0


@click.command()
@config_option
@click.option(
    "--metrics",
    is_flag=True,
    help="Print the engine's figures for a monitor's text file collector instead.",
)
@click.pass_context
def health(ctx: click.Context, config: Path, *, metrics: bool) -> None:
    """Say what works and what does not.

    Exit status 1 if something does not. Run it as root, or as another user named in
    [users] operators.
    """
    settings = load_settings(config)
    engines = {
        tier: settings.for_tier(tier).engine.unit for tier in settings.engine.names
    }
    if metrics:
        click.echo(engine_metrics(_figures(settings, engines)), nl=False)
        return
    parts: dict[str, type[ApplianceError]] = {
        "ledger": LedgerError,
        "masker": MaskerError,
        **dict.fromkeys(engines.values(), EngineError),
        "worker": WorkerError,
    }
    well = True
    for unit, unavailable in parts.items():
        well &= _tell(unit, lambda u=unit, e=unavailable: _ask(settings, u, e))
    well &= _tell("directory", lambda: _ask_directory(settings))
    _tell_releases(settings)
    if not well:
        ctx.exit(1)


def _tell_releases(settings: Settings) -> None:
    """Say which purposes answer and why others do not; neither is a fault."""
    log = settings.paths.keys / "public" / "log.vkey"
    standing = DeploymentFile(deployment_note(settings.paths.state), log).now()
    click.echo(f"{'purposes':<10} {', '.join(sorted(standing.placements)) or 'none'}")
    for folder in sorted(settings.paths.policies.glob("purposes/*/")):
        if folder.name not in standing.placements:
            why = why_not_live(settings, folder.name) or "nobody put it live"
            click.echo(f"{folder.name} is not live: {why}")
    if not settings.release.needs_evaluation:
        click.echo("releases   go live without an evaluation: this is a demo")


def _tell(name: str, ask: Any) -> bool:
    try:
        details = ask()
    except ApplianceError as err:
        click.echo(f"{name:<10} not well: {err}")
        return False
    click.echo(f"{name:<10} well{details}")
    return True


def _ask(settings: Settings, unit: str, unavailable: type[ApplianceError]) -> str:
    reply = _call(settings, unit, unavailable, "health")
    if reply.get("ok") is not True:
        raise unavailable("it answers, and says that it is not well")
    told = {name: value for name, value in reply.items() if name != "ok"}
    return "".join(f", {name} {value}" for name, value in told.items())


def _figures(
    settings: Settings, engines: Mapping[str, str]
) -> dict[str, Mapping[str, Any] | None]:
    """Ask the engine of each tier for its figures; None for one that is not there.

    Raises:
        EngineError: None is.
    """
    found: dict[str, Mapping[str, Any] | None] = {}
    for tier, unit in engines.items():
        try:
            found[tier] = _call(settings, unit, EngineError, "figures")
        except EngineError:
            if len(found) == len(engines) - 1 and not any(found.values()):
                raise
            found[tier] = None
    return found


def _call(
    settings: Settings, unit: str, unavailable: type[ApplianceError], verb: str
) -> dict[str, Any]:
    client = WireClient(settings.paths.socket(unit), unavailable, _TIMEOUT_S)
    try:
        return dict(client.call(verb, {}))
    finally:
        client.close()


def _ask_directory(settings: Settings) -> str:
    LdapDirectory(settings).check_health()
    return ""
