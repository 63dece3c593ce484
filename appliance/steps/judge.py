"""Judge: a model says of a drawn answer what people say of it, apart from them.

It reads the masked text and the masked answer, each masked and sealed once more, in
the signed prompt of the purpose that is live, and nothing that tells what people said.
What it said is kept apart from ratings, and changes nothing about the answer.
"""

from appliance.domain.judging import (
    ANSWER,
    FENCE,
    Drawn,
    Judge,
    Judged,
    JudgePrompt,
    JudgeRequest,
    JudgeSaid,
)
from appliance.domain.layout import lay_out, templates_in
from appliance.domain.masked import MaskedText
from appliance.domain.ports.judge import AnswerJudge, Judgements
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.domain.prompt import MaskedPart, Part, TemplatePart, digest_of
from appliance.domain.purpose import Purpose
from appliance.domain.scoring import sealed_texts
from appliance.domain.text import PersonText
from appliance.domain.variable import VariableType, read_values
from appliance.errors import (
    BlockedKindError,
    EngineError,
    LeakError,
    LookAlikeError,
    NotFoundError,
    TextTooLongError,
    UnknownLanguageError,
    VariableError,
)
from appliance.kinds import RecordKind

# Of this text, with this judge, they come again however often it is tried.
_CANNOT = (
    BlockedKindError,
    LeakError,
    LookAlikeError,
    TextTooLongError,
    UnknownLanguageError,
    VariableError,
)


def judge(
    drawn: Drawn, judge: Judge, ports: Ports, by: AnswerJudge, kept_in: Judgements
) -> Judged:
    """Have a model judge a drawn answer, and keep what it says.

    That it will be asked is on disk before it is asked.

    Args:
        drawn: What is judged.
        judge: The judge that is asked.
        ports: Bound to the live release of the answer's purpose.
        by: Asks the model.
        kept_in: Where the judgement is kept.

    Raises:
        NotFoundError: The live release has another judge, or none.
        ConflictError: This judge has judged it already.
        LedgerError: It could not be recorded, so it was not asked or not kept.
        MaskerError: The masker is not there.
        EngineError: The model is not there, or was wanted by others.
    """
    purpose = ports.purposes.named(drawn.sample.answered.purpose)
    prompt = purpose.judge
    if prompt is None or prompt.digest != judge.prompt:
        raise NotFoundError(f"{purpose.name} has another judge now")
    said, error = None, FENCE
    if not prompt.is_torn_by((drawn.text, drawn.answer, *drawn.values.values())):
        try:
            said = by.judge(_request(drawn, judge, purpose, prompt, ports))
            error = ""
        except _CANNOT as err:
            error = type(err).__name__
    if said is not None and said.weights.digest != judge.model:
        raise EngineError("another model judged than the release names")
    judged = Judged(
        sample=drawn.sample.id,
        judge=judge,
        release=purpose.release,
        judgement=said.judgement if said else None,
        sure_permille=said.sure_permille if said else None,
        error=error,
        at=ports.clock.now(),
    )
    kept_in.keep(judged, record=lambda: _record(drawn, judged, said, ports))
    return judged


def _request(
    drawn: Drawn, judge: Judge, purpose: Purpose, prompt: JudgePrompt, ports: Ports
) -> JudgeRequest:
    """Lay out what the judge reads; once it is given, the log has that it is asked."""
    answered = drawn.sample.answered
    messages = lay_out(prompt.template, _values(drawn, purpose, ports))
    outgoing = [masked.text for masked in sealed_texts(messages)]
    looked_for = ports.masker.check_outgoing(
        outgoing, case=answered.case, kinds_kept=purpose.kinds_kept()
    )
    body = {
        "sample": drawn.sample.id,
        "purpose": purpose.name,
        "release": purpose.release,
        "judge_prompt": judge.prompt,
        "model_digest": judge.model,
        "masked_parts": len(outgoing),
        "looked_for": looked_for,
        "templates": templates_in(messages),
    }
    ports.ledger.append(
        Entry(RecordKind.JUDGE_ASKED, answered.exchange, answered.case, None, body),
        durable=True,
    )
    return JudgeRequest(
        exchange=answered.exchange,
        case=answered.case,
        purpose=purpose.name,
        messages=messages,
        release=purpose.release,
    )


def _values(drawn: Drawn, purpose: Purpose, ports: Ports) -> dict[str, list[Part]]:
    """Mask and seal what the judge reads of people; a chosen word is the release's."""
    given = {name: PersonText(value) for name, value in drawn.values.items()}
    read = read_values(purpose.variables, given)
    values: dict[str, list[Part]] = {}
    for variable in purpose.variables:
        word = read[variable.name].reveal()
        if variable.type is VariableType.CHOICE:
            template = variable.template(purpose.name, word)
            values[variable.name] = [TemplatePart(template, digest_of(word))]
        else:
            values[variable.name] = [MaskedPart(_masked(word, drawn, purpose, ports))]
    return {
        "text": [MaskedPart(_masked(drawn.text, drawn, purpose, ports))],
        ANSWER: [MaskedPart(_masked(drawn.answer, drawn, purpose, ports))],
        **values,
    }


def _masked(text: str, drawn: Drawn, purpose: Purpose, ports: Ports) -> MaskedText:
    answered = drawn.sample.answered
    return ports.masker.mask(
        PersonText(text),
        exchange=answered.exchange,
        case=answered.case,
        purpose=purpose,
        language=answered.language,
        accept_surrogates=True,
    )


def _record(drawn: Drawn, judged: Judged, said: JudgeSaid | None, ports: Ports) -> None:
    answered = drawn.sample.answered
    body: dict[str, object] = {
        "sample": judged.sample,
        "purpose": judged.judge.purpose,
        "release": judged.release,
        "judge_prompt": judged.judge.prompt,
        "model_digest": judged.judge.model,
    }
    if said is None:
        body["error"] = judged.error
    else:
        body |= {
            "judgement": str(said.judgement),
            "sure_permille": said.sure_permille,
            "model": said.weights.name,
            "quantisation": said.weights.quantisation,
            "device": said.weights.device,
            "runtime": said.weights.runtime,
        }
    ports.ledger.append(
        Entry(RecordKind.ANSWER_JUDGED, answered.exchange, answered.case, None, body),
        durable=True,
    )
