"""`cloister halt`: stop answers at once, say what is stopped, and let them go on."""

import json
from pathlib import Path

import click

from appliance.commands.changes import record_in_log
from appliance.commands.options import config_option
from appliance.domain.halt import HaltReason, HaltScope, body_of
from appliance.kinds import RecordKind
from appliance.release import DeploymentFile, deployment_note
from appliance.settings import Settings, load_settings

_SCOPE = click.argument("scope", type=click.Choice([str(one) for one in HaltScope]))
_NAME = click.argument("name", default="")


@click.group()
def group() -> None:
    """Stop answers at once, and let them go on."""


@group.command("set")
@config_option
@_SCOPE
@_NAME
@click.option(
    "--why",
    type=click.Choice([str(one) for one in HaltReason]),
    default=str(HaltReason.OTHER),
    show_default=True,
    help="What the record says.",
)
def set_halt(config: Path, scope: str, name: str, why: str) -> None:
    """Halt SCOPE: "appliance", "purpose NAME" or "tier NAME".

    It holds from the next moment on, for answers that are being written too. Nothing
    is started again, and no text is lost.
    """
    settings = load_settings(config)
    _check_name(settings, scope, name)
    body = {"scope": scope, "name": name, "reason": why}
    record_in_log(settings, RecordKind.HALT_SET, body)
    click.echo(f"{_called(scope, name)} is halted now")


@group.command()
@config_option
@_SCOPE
@_NAME
def lift(config: Path, scope: str, name: str) -> None:
    """Lift the halt of SCOPE: "appliance", "purpose NAME" or "tier NAME"."""
    settings = load_settings(config)
    record_in_log(settings, RecordKind.HALT_LIFTED, {"scope": scope, "name": name})
    click.echo(f"the halt of {_called(scope, name)} is lifted")


@group.command("list")
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_all(config: Path, *, as_json: bool) -> None:
    """List what is halted."""
    halts = _file(load_settings(config)).now().halts
    if as_json:
        told = [{**body_of(halt), "record": halt.since} for halt in halts]
        click.echo(json.dumps(told))
        return
    for halt in halts:
        said = f"{_called(halt.scope, halt.name)}: {halt.reason}, record {halt.since}"
        click.echo(said)
    if not halts:
        click.echo("nothing is halted")


def _file(settings: Settings) -> DeploymentFile:
    paths = settings.paths
    return DeploymentFile(
        deployment_note(paths.state), paths.keys / "public" / "log.vkey"
    )


def _check_name(settings: Settings, scope: str, name: str) -> None:
    """Refuse to halt what there is not: a slip of the keyboard would stop nothing."""
    known: dict[str, set[str]] = {
        HaltScope.APPLIANCE: {""},
        HaltScope.PURPOSE: set(_file(settings).now().placements),
        HaltScope.TIER: set(settings.engine.names),
    }
    if name not in known[scope]:
        listed = ", ".join(sorted(filter(None, known[scope])))
        hint = f"one of: {listed}" if listed else "no name"
        raise click.UsageError(f"{scope}: expected {hint}")


def _called(scope: str, name: str) -> str:
    return "the appliance" if scope == HaltScope.APPLIANCE else f"{scope} {name}"
