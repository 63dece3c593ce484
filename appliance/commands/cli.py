"""The `cloister` command and its parts, each loaded only when it is asked for."""

import importlib
import sys
from pathlib import Path
from typing import Any

import click

from appliance import __version__
from appliance.errors import ApplianceError

DEFAULT_CONFIG = Path("/etc/cloister/cloister.toml")

# Name, where it is, and what the overview says of it: the overview must not load the
# parts, some of which take seconds.
PARTS = {
    "ask": (
        "ask:ask",
        "Give FILE (or - for standard input) to the model and print the answer.",
    ),
    "audit": ("audit:group", "Export the log for an auditor."),
    "bench": ("bench:group", "Measure how fast this machine works."),
    "budget": (
        "budget:group",
        "Say what is used of the model, by whom, and what may be.",
    ),
    "bulk": (
        "bulk:bulk",
        "Give FILE (.csv, .zip, .txt or a folder of .txt files) to a purpose.",
    ),
    "cache": (
        "cache:group",
        "Measure when an answer would be given again for another text.",
    ),
    "cost": (
        "cost:cost",
        "Say what an ordinary day (P50) and one in a hundred (P99) take, and at 10x.",
    ),
    "demo": ("demo:demo", "Run a throwaway appliance on this machine."),
    "evaluate": (
        "evaluate:evaluate",
        "Run the golden cases of PURPOSE through the pipeline on one release.",
    ),
    "evaluation": (
        "evaluation:group",
        "List, show, take away and verify evaluations.",
    ),
    "guard": (
        "guard.cli:group",
        "Measure how well the guards tell what is wrong from what is not.",
    ),
    "health": ("health:health", "Say what works and what does not."),
    "halt": ("halt:group", "Stop answers at once, and let them go on."),
    "judge": (
        "judge:group",
        "Say which model judges drawn answers, and what its word is worth.",
    ),
    "keys": ("keys:group", "Make the appliance's keys."),
    "model": ("model.cli:group", "Import, verify, promote and remove models."),
    "privacy": ("privacy.cli:group", "Measure what is masked, and forget a case."),
    "ratings": ("ratings:group", "Say what people make of answers they rated blind."),
    "purpose": (
        "purpose:group",
        "Read the versions of purposes: what is live, what changed, who and why.",
    ),
    "release": (
        "release_cli:group",
        "Sign purposes as releases; put them live, take them back, show them.",
    ),
    "rollout": (
        "rollout:group",
        "Put a candidate beside what is live: shadow, canary, A/B; watch and end it.",
    ),
    "serve": ("serve:serve", "Run one process of the appliance."),
    "token": ("token:group", "Make, list and revoke tokens of in-house programs."),
    "tour": ("tour:tour", "Walk the journeys against a throwaway appliance."),
}


class PartsGroup(click.Group):
    """A group whose commands are imported when they are run."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's
        """Name the parts."""
        return sorted(PARTS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's
        cmd_name: str,
    ) -> click.Command | None:
        """Import a part."""
        if cmd_name not in PARTS:
            return None
        module, _, name = PARTS[cmd_name][0].partition(":")
        loaded = importlib.import_module(f"appliance.commands.{module}")
        command: click.Command = getattr(loaded, name)
        return command

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the overview without importing the parts."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, PARTS[name][1]) for name in sorted(PARTS)])

    def invoke(self, ctx: click.Context) -> Any:
        """Run a part; what the appliance cannot do is told in one line."""
        try:
            return super().invoke(ctx)
        except ApplianceError as err:
            told = str(err) or type(err).__name__
            raise click.ClickException(told) from err


@click.group(cls=PartsGroup)
@click.version_option(__version__, prog_name="cloister")
def main() -> None:
    """Cloister: language models for regulated staff, with a record of everything."""


if __name__ == "__main__":
    sys.exit(main())
