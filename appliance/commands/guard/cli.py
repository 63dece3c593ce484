"""`cloister guard`: measure the guards on labelled sets; reads nothing of a site."""

import click

from appliance.commands.guard.bench import bench
from appliance.commands.guard.grounding import grounding


@click.group("guard")
def group() -> None:
    """Measure how well the guards tell what is wrong from what is not."""


group.add_command(bench)
group.add_command(grounding)
