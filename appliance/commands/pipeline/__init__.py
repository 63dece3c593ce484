"""`cloister bench pipeline`: what the whole appliance costs beside its bare model."""

from appliance.commands.pipeline.cli import pipeline

__all__ = ["pipeline"]
