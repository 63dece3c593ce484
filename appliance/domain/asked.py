"""What was asked, in the one spelling by which an answer is found again.

Everything that the answer may depend on is in it, and everything that says who may have
it: an answer for another person, for the same person with other rights, of another case
or of another release is another question. It holds masked text: only its keyed digest,
under the case's own key, goes anywhere.
"""

import json
from dataclasses import dataclass, field

from appliance.domain.entity import EntityKind
from appliance.domain.exchange import Prompt
from appliance.domain.reading import reading_of
from appliance.domain.recalled import Piece, Place, kinds_of, names_in, pieces_of

_VERSION = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """One question; `repr` shows no text.

    Args:
        place: Whose it is, and where.
        names: Its surrogates, by their numbers.
        text: The text, cut at its surrogates.
        scope: All but the text, as canonical JSON.
        language: Language of the text.
    """

    place: Place
    names: tuple[str, ...]
    text: tuple[Piece, ...] = field(repr=False)
    scope: str = field(repr=False)
    language: str

    @property
    def kinds(self) -> tuple[EntityKind, ...]:
        """The kind of each surrogate, by its number."""
        return kinds_of(self.names)

    @property
    def whole(self) -> str:
        """All of it, as canonical JSON."""
        return _json([self.scope, self.text])

    @property
    def as_read(self) -> str:
        """All of it, the text as it reads without manners and spelling."""
        reading = reading_of(self.text, self.language)
        return _json([self.scope, {"reading": reading}])


def asked_of(prompt: Prompt) -> Asked:
    """Put what was asked into its one spelling."""
    masked, admitted = prompt.sourced.masked, prompt.admitted
    exchange, caller, purpose = admitted.exchange, admitted.caller, admitted.purpose
    typed = {name: one.text for name, one in sorted(masked.variables.items())}
    names = names_in([masked.text.text, *typed.values()])
    service, wishes = caller.service, exchange.wishes
    scope = {
        "version": _VERSION,
        # Who asks, with all that a rule can look at.
        "person": caller.person,
        "roles": sorted(caller.roles),
        "teams": sorted(caller.teams),
        "service": [service.owner, sorted(service.purposes)] if service else None,
        "case": exchange.case,
        # What answers: the release names prompts, rules, models and thresholds.
        "purpose": purpose.name,
        "release": purpose.release,
        "language": exchange.language,
        "wishes": [
            wishes.most_tokens(purpose),
            wishes.temperature_in(purpose),
            wishes.seed_in(purpose),
        ],
        # What it reads besides the text.
        "typed": {name: pieces_of(text, names) for name, text in typed.items()},
        "chosen": dict(masked.choices),
        "passages": [[p.template, p.digest] for p in prompt.sourced.passages],
    }
    return Asked(
        place=Place(exchange.case, caller.person),
        names=names,
        text=pieces_of(masked.text.text, names) or (),
        scope=_json(scope),
        language=exchange.language,
    )


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
