"""Words that a purpose's answers may not hold, signed with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Tone:
    """Two lists of words for each language.

    Args:
        toxic: What insults or threatens, by language.
        forbidden: What breaks the house's tone, by language.
    """

    toxic: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    forbidden: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
