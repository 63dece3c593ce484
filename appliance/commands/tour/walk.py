"""Starts a throwaway appliance, walks the journeys in order, and ends it."""

import click

from appliance.commands.tour import audit, model, review, staff
from appliance.commands.tour.transcript import Transcript
from appliance.commands.tour.visit import Tour
from appliance.demo.run import throwaway


@click.command()
def tour() -> None:
    """Walk the journeys against a throwaway appliance.

    Real processes, HTTPS, LDAP and sockets. Exit status 0 only if everything was as it
    should be.
    """
    transcript = Transcript()
    transcript.chapter("A throwaway appliance starts")
    with throwaway(transcript.notes) as running:
        walked = Tour(running, transcript)
        for journey in (staff, review, audit, model):
            journey.walk(walked)
            running.check_all_alive()
    transcript.ends()
