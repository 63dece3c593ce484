"""Retry: decide whether a draft is written again, because its form is not the one.

Decides, and does nothing: the next try goes the way of the first, each with a prompt,
a reservation, an intent and a draft of its own on record.
"""

from appliance.domain.exchange import Checked
from appliance.domain.guards import TOO_LATE, lacks_form
from appliance.domain.retry import ENDED_ITSELF


def next_try(checked: Checked) -> int | None:
    """Give the number of the next try, or None where this draft goes to the gate.

    A program asked for the form that the purpose names, so it gets no simpler one.
    """
    draft = checked.draft
    admitted, number = draft.prompt.admitted, draft.prompt.number + 1
    retry = admitted.purpose.retry
    is_late = any(finding.rule == TOO_LATE for finding in checked.findings)
    if is_late or not lacks_form(checked.findings):
        return None
    if draft.answer.finished.reason not in ENDED_ITSELF:
        return None
    if retry.is_simpler(number) and admitted.caller.service is not None:
        return None
    return number if number <= 1 + retry.tries else None
