"""`cloister tour`: the staff, reviewer and auditor journeys, walked by a program."""

from appliance.commands.tour.walk import tour

__all__ = ["tour"]
