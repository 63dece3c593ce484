"""Keep: have an answer that was let out ready to be given again; or forget one.

It comes after the end and changes nothing about it: what cannot be kept is told to
operators. Only what a model wrote is kept, so what is given again is never older than
its purpose allows, however often it is given.
"""

import logging
from dataclasses import replace
from datetime import timedelta

from appliance.domain.answer import Answer
from appliance.domain.asked import Asked, asked_of
from appliance.domain.exchange import Checked, Outcome, Released
from appliance.domain.ports.wired import Ports
from appliance.domain.prose import render_answer
from appliance.domain.purpose import Purpose
from appliance.domain.recalled import Digests, KeptAnswer, Piece, pieces_of
from appliance.domain.surrogate import EXACT
from appliance.errors import ApplianceError

log = logging.getLogger(__name__)


def keep(outcome: Outcome, checked: Checked, ports: Ports) -> None:
    """Keep an answer as it was let out, or forget one that today's guards let not."""
    try:
        recalled = checked.draft.recalled
        if recalled is None and isinstance(outcome, Released):
            _keep(checked, ports)
        elif recalled is not None and not isinstance(outcome, Released):
            # The next one who asks gets one that is written.
            ports.recalled.forget(recalled.of)
    except ApplianceError as err:
        log.error("exchange %s: not kept to recall: %s", outcome.exchange, err)


def _keep(checked: Checked, ports: Ports) -> None:
    draft = checked.draft
    prompt, answer = draft.prompt, draft.answer
    if not prompt.may_be_recalled or not _is_whole(checked):
        return
    asked = asked_of(prompt)
    pieces = _pieces(answer, asked, prompt.admitted.purpose, ports)
    if pieces is None:
        return
    now = ports.clock.now()
    finished = replace(answer.finished, prompt_tokens=0, output_tokens=0, busy_ms=0)
    kept = KeptAnswer(
        exchange=prompt.admitted.exchange.id,
        written_at=now,
        until=now + timedelta(hours=prompt.admitted.purpose.caching.keep_hours),
        kinds=asked.kinds,
        text=asked.text,
        answer=pieces,
        logprob=sum(token.logprob for token in answer.tokens) / len(answer.tokens),
        tier=draft.tier,
        finished=finished,
        scope=asked.scope,
    )

    def digest(text: str) -> str:
        return ports.masker.bind(text, case=asked.place.case).draft_digest

    digests = Digests(digest(asked.whole), digest(asked.as_read), digest(asked.scope))
    ports.recalled.keep(asked.place, kept, digests)


def _is_whole(checked: Checked) -> bool:
    """Tell whether a first try came to its own end and nothing grave was seen in it."""
    answer = checked.draft.answer
    if checked.draft.prompt.number > 1:
        return False  # it may have the simpler form, which the next one need not have
    graves = [one for one in checked.findings if one.severity.is_grave]
    return bool(answer.tokens) and answer.finished.reason == "stop" and not graves


def _pieces(
    answer: Answer, asked: Asked, purpose: Purpose, ports: Ports
) -> tuple[Piece, ...] | None:
    """Cut an answer at its surrogates; None where one might stay that is not seen.

    Restoring reads surrogates in many spellings, also through the escapes of JSON. Only
    those in their exact form can be given to somebody else, so an answer that names
    anybody besides them is not kept.
    """
    if answer.fields is not None and "\\u" in answer.text:
        return None
    for said in (answer.text, render_answer(purpose, answer.text)):
        rest = EXACT.sub(" ", said)
        if ports.masker.commitments(rest, case=asked.place.case):
            return None
    return pieces_of(answer.text, asked.names)
