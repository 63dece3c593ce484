"""When a purpose's answers may be given again instead of written again."""

from dataclasses import dataclass

# A week: what an answer rests on besides the text (a fee, a rule) is in the release,
# but nobody should be told last month's words as if they were thought of today.
MAX_KEEP_HOURS = 168


@dataclass(frozen=True, slots=True)
class Caching:
    """[cache] of purpose.toml; by default every answer is written.

    Args:
        exact: Whether the same text gets the answer that it got before.
        alike: Whether one gets it that is the same but for manners and spelling.
        keep_hours: How long an answer may be given again.
    """

    exact: bool = False
    alike: bool = False
    keep_hours: int = 24
