"""How what several tiers took of one exchange is kept with its figures."""

import json
from collections.abc import Mapping

from appliance.domain.outcome import Took


def write_shares(tiers: Mapping[str, Took]) -> str | None:
    """Write what each took; nothing where one took it all: its row says so."""
    if len(tiers) < 2:
        return None
    return json.dumps(
        {
            tier: [took.prompt_tokens, took.output_tokens, took.ms]
            for tier, took in sorted(tiers.items())
        }
    )


def read_shares(kept: str | None) -> dict[str, Took]:
    """Read it again."""
    if kept is None:
        return {}
    return {tier: Took(*took) for tier, took in json.loads(kept).items()}
