"""Retry: decide whether a draft is written again, because its form is not the one.

Decides, and does nothing: the next try goes the way of the first, each with a prompt,
a reservation, an intent and a draft of its own on record.
"""

from appliance.domain.exchange import Checked
from appliance.domain.guards import OF_THE_FORM

# The others say that the time was over or somebody stopped it: asking again would only
# take as long once more, or do what they do not want.
_ENDED_ITSELF = frozenset({"stop", "length"})


def next_try(checked: Checked) -> int | None:
    """Give the number of the next try, or None where this draft goes to the gate.

    A program asked for the form that the purpose names, so it gets no simpler one.
    """
    draft = checked.draft
    admitted, number = draft.prompt.admitted, draft.prompt.number + 1
    retry = admitted.purpose.retry
    formless = any(
        finding.rule in OF_THE_FORM and finding.severity.is_grave
        for finding in checked.findings
    )
    if not formless or draft.answer.finished.reason not in _ENDED_ITSELF:
        return None
    if retry.is_simpler(number) and admitted.caller.service is not None:
        return None
    return number if number <= 1 + retry.tries else None
