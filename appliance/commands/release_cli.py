"""`cloister release`: its commands, put together."""

from appliance.commands.installing import install
from appliance.commands.release import group

group.add_command(install)

__all__ = ["group"]
