"""When an answer is written again because its form is not the one that is needed.

The first try is number 1. Each further try differs from the one before it: by the
clearer instruction of the prompt's [RETRY] section, the last one by a simpler form.
"""

from dataclasses import dataclass

MOST_TRIES = 2
# The others say that the time was over or somebody stopped it: asking again would only
# take as long once more, or do what they do not want.
ENDED_ITSELF = frozenset({"stop", "length"})


@dataclass(frozen=True, slots=True)
class Retry:
    """How often, and how, a purpose has an answer written again.

    Args:
        tries: How often at most, after the first.
        schema_template: Id of the simpler schema that the last try takes, or "".
        pattern_template: Id of the simpler pattern that it takes, or "".
        pattern: That pattern.
    """

    tries: int = 0
    schema_template: str = ""
    pattern_template: str = ""
    pattern: str = ""

    @property
    def form(self) -> tuple[str, str]:
        """Give the ids of the simpler schema and pattern; both "" if there is none."""
        return self.schema_template, self.pattern_template

    def is_simpler(self, number: int) -> bool:
        """Tell whether a try takes the simpler form."""
        return any(self.form) and number == 1 + self.tries
