"""What a program asks of the sampler, inside what the signed purpose allows."""

from dataclasses import dataclass

from appliance.domain.purpose import Purpose


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked for; None is what the purpose says.

    Args:
        max_output_tokens: Fewer tokens than the purpose writes at most.
        temperature: Lower than the purpose's, down to 0 for greedy.
        seed: Another seed of the sampler.
    """

    max_output_tokens: int | None = None
    temperature: float | None = None
    seed: int | None = None

    def most_tokens(self, purpose: Purpose) -> int:
        """Give the longest answer; never longer than the purpose allows."""
        asked = self.max_output_tokens
        most = purpose.max_output_tokens
        return most if asked is None else max(1, min(asked, most))

    def temperature_in(self, purpose: Purpose) -> float:
        """Give the temperature; never higher than the purpose's."""
        asked = self.temperature
        most = purpose.temperature
        return most if asked is None else max(0.0, min(asked, most))

    def seed_in(self, purpose: Purpose) -> int:
        """Give the seed."""
        return purpose.seed if self.seed is None else self.seed
