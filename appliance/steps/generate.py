"""Generate: the engine writes a draft, after the intent is on disk."""

from collections.abc import Callable

from appliance.domain.answer import Answer, Finished, PassedOver, Token, Waiting
from appliance.domain.difficulty import Difficulty, Outside, estimate
from appliance.domain.exchange import Draft, Prompt
from appliance.domain.halt import may_answer
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.ports.halts import check_not_halted
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.domain.prose import parse_fields
from appliance.domain.purpose import AnswerForm
from appliance.errors import EngineError, HaltedError, StoppedError
from appliance.kinds import RecordKind

TOP_LOGPROBS = 5


def _untold(tier: str) -> None:
    """Tell nobody which tier is asked."""


def generate(
    prompt: Prompt,
    ports: Ports,
    take: Callable[[str], None],
    place: Callable[[int], None],
    *,
    gives_way: bool = False,
    turn_to: Callable[[str], None] = _untold,
) -> Draft:
    """Have the engine write a draft.

    `exchange.intended` is durable before the engine is called, so there is never an
    inference that the log does not know of.

    Args:
        take: Called with each piece of text as it is written; if it raises, the
            generation is cancelled and the error goes on.
        place: Called while it waits for the model, with how many come first.
        gives_way: Nobody waits for it, so everybody else comes first.
        turn_to: Called with the name of each tier that is asked.

    Raises:
        HaltedError: People have halted every model that may answer, or meanwhile the
            one that answers or in whose line it waits.
        LedgerError: The intent could not be written; the engine was not called.
        EngineError: The engine failed or ended without finishing.
        StoppedError: It was stopped before a word was written.
    """
    admitted = prompt.admitted
    exchange, purpose = admitted.exchange, admitted.purpose
    wishes = exchange.wishes
    most, seed = wishes.most_tokens(purpose), exchange.seed_in(purpose)
    temperature = wishes.temperature_in(purpose)
    schema, pattern = purpose.form_of(prompt.number)
    route = purpose.routing.choose(purpose.tier, estimate_of(prompt))
    tiers = may_answer(purpose, route.tiers, ports.halts.standing())
    if not tiers:
        raise HaltedError(f"{len(route.tiers)} tiers, none of them may answer")
    request = GenerateRequest(
        exchange=exchange.id,
        case=exchange.case,
        purpose=purpose.name,
        messages=prompt.messages,
        schema_template=schema,
        pattern_template=pattern,
        max_output_tokens=most,
        temperature=temperature,
        seed=seed,
        top_logprobs=TOP_LOGPROBS,
        top_p=purpose.top_p,
        top_k=purpose.top_k,
        repetition_penalty=purpose.repetition_penalty,
        stop=purpose.stop,
        tiers=tiers,
        release=purpose.release,
        gives_way=gives_way,
    )
    ports.ledger.append(
        Entry(
            kind=RecordKind.EXCHANGE_INTENDED,
            exchange=exchange.id,
            case=exchange.case,
            actor=admitted.caller.person,
            body={
                "purpose": purpose.name,
                "release": purpose.release,
                "try": prompt.number,
                **prompt.record(),
                **route.record(),
                "max_output_tokens": most,
                "temperature": str(temperature),
                "seed": seed,
            },
        ),
        durable=True,
    )
    answer, passed_over = _collect(
        request, ports, take, place, turn_to, structured=purpose.answer
    )
    tier = tiers[len(passed_over)]
    ports.ledger.append(
        Entry(
            kind=RecordKind.DRAFT_GENERATED,
            exchange=exchange.id,
            case=exchange.case,
            actor=None,
            body={
                **_record_of(answer),
                "try": prompt.number,
                **prompt.record(),
                "tier": tier,
                "passed_over": [
                    {"tier": tried.tier, "error": tried.error} for tried in passed_over
                ],
            },
        )
    )
    check_not_halted(ports.halts, purpose.name, tier)
    return Draft(prompt, answer, tier)


def estimate_of(prompt: Prompt) -> Difficulty:
    """Estimate how hard a case is, from the outside of its prompt."""
    exchange, purpose = prompt.admitted.exchange, prompt.admitted.purpose
    masked = prompt.sourced.masked.text
    return estimate(
        Outside(
            chars=len(masked.text),
            max_chars=purpose.max_input_chars,
            surrogates=len(masked.surrogates()),
            passages=len(prompt.sourced.passages),
            first_language=exchange.language == purpose.languages[0],
            structured=purpose.answer is AnswerForm.STRUCTURED,
        )
    )


def _collect(
    request: GenerateRequest,
    ports: Ports,
    take: Callable[[str], None],
    place: Callable[[int], None],
    turn_to: Callable[[str], None],
    *,
    structured: AnswerForm,
) -> tuple[Answer, list[PassedOver]]:
    tokens: list[Token] = []
    passed_over: list[PassedOver] = []
    finished: Finished | None = None
    tier = request.tiers[0]
    turn_to(tier)
    stream = ports.engine.generate(request)
    try:
        for item in stream:
            if isinstance(item, Finished):
                finished = item
                break
            if isinstance(item, PassedOver):
                passed_over.append(item)
                tier = request.tiers[len(passed_over)]
                turn_to(tier)
                continue
            check_not_halted(ports.halts, request.purpose, tier)
            match item:
                case Waiting():
                    place(item.before)
                case Token():
                    tokens.append(item)
                    take(item.text)
    finally:
        close = getattr(stream, "close", None)
        if close is not None:
            close()
    if finished is None:
        raise EngineError(f"the engine ended after {len(tokens)} tokens, unfinished")
    if finished.reason == "cancelled" and not tokens:
        raise StoppedError("stopped before the first token")
    text = "".join(token.text for token in tokens)
    fields = parse_fields(text) if structured is AnswerForm.STRUCTURED else None
    answer = Answer(text=text, tokens=tuple(tokens), finished=finished, fields=fields)
    return answer, passed_over


def _record_of(answer: Answer) -> dict[str, object]:
    weights = answer.finished.weights
    return {
        "finish": answer.finished.reason,
        "prompt_tokens": answer.finished.prompt_tokens,
        "output_tokens": answer.finished.output_tokens,
        "seed": answer.finished.seed,
        "determinism": answer.finished.determinism,
        "model": weights.name,
        "model_digest": weights.digest,
        "quantisation": weights.quantisation,
        "device": weights.device,
        "runtime": weights.runtime,
        "draft_chars": len(answer.text),
    }
