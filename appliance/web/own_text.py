"""A person's own text, back as they gave it, so that nothing has to be typed twice.

What is kept is masked. The people are put back for its owner alone, where the directory
vouches for them now and the rules let them, and the masker leaves a record of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from appliance.domain.decision import Question
from appliance.domain.purpose import Purpose
from appliance.domain.text import PersonText
from appliance.errors import NotAllowedError, NotFoundError
from appliance.stores.exchange_rows import KeptExchange
from appliance.web.parts import Parts
from appliance.web.visit import Visit, recheck


@dataclass(frozen=True, slots=True)
class OwnText:
    """What was given for an exchange; `repr` shows none of it.

    Args:
        text: The text.
        values: What was given for each variable of the purpose.
    """

    text: PersonText = field(repr=False)
    values: Mapping[str, PersonText] = field(default_factory=dict, repr=False)


def own_text(
    of: Parts, kept: KeptExchange, purpose: Purpose, now_visit: Visit
) -> OwnText:
    """Put the people back into a text of the visitor's own.

    Args:
        kept: An exchange of theirs.
        purpose: Its purpose, as it is now.

    Raises:
        NotAllowedError: The rules do not let them.
        NotFoundError: It was never masked, or who it names was erased.
        RevokedError: The directory no longer lets them in.
    """
    decision = of.ports.policy.decide(
        Question.REIDENTIFY,
        recheck(of, now_visit),
        purpose,
        {
            "owns_case": kept.owner == now_visit.person,
            "answer_released": False,
            "own_text": True,
        },
    )
    if not decision.allowed:
        raise NotAllowedError("no rule lets this text back")
    if kept.masked is None:
        raise NotFoundError("the text was not kept")

    def back(masked: str) -> PersonText:
        if "[" not in masked:
            return PersonText(masked)
        found = of.ports.masker.restore(
            masked, exchange=kept.id, case=kept.case, reader=now_visit.person
        )
        if found.unknown:
            raise NotFoundError(f"{len(found.unknown)} surrogates stand for nobody")
        return found.text

    typed = {v.name for v in purpose.variables}
    values = {name: back(said) for name, said in kept.values.items() if name in typed}
    return OwnText(back(kept.masked), values)
