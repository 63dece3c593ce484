"""Beside the live release: who gets the candidate, and when a rollout ends by itself.

    arm_of(rollout, person=..., teams=...)    live or candidate, the same each time
    is_shadowed(rollout, exchange=...)        whether a shadow answers it too
    review(rollout, live, candidate)          None, or why it ends now

Pure: it counts nothing and asks nobody. stores/outcomes.py counts, worker/watching.py
asks, and the log's process decides what stands.
"""

from appliance.release.rollout.arms import arm_of, is_shadowed
from appliance.release.rollout.ending import Ending
from appliance.release.rollout.limits import review

__all__ = ["Ending", "arm_of", "is_shadowed", "review"]
