"""`cloister privacy`: what the detectors are worth, and what the vault holds."""

import click

from appliance.commands.privacy.evaluate import evaluate
from appliance.commands.privacy.forget_case import forget_case
from appliance.commands.privacy.probe import probe


@click.group()
def group() -> None:
    """Measure what is masked, and forget a case."""


group.add_command(evaluate)
group.add_command(forget_case)
group.add_command(probe)
