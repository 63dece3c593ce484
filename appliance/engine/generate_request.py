"""Lays a checked request out for the batch."""

from collections.abc import Mapping

from appliance.domain.ports.engine import GenerateRequest
from appliance.engine.answering import Work
from appliance.engine.grammar import Grammar
from appliance.engine.load import LoadedModel
from appliance.engine.pattern import rule_of
from appliance.engine.render import render
from appliance.engine.sampling import Sampler, Sampling
from appliance.engine.template_prefix import TemplatePrefixes


def work_of(
    request: GenerateRequest,
    loaded: LoadedModel,
    templates: Mapping[str, str],
    beginnings: TemplatePrefixes,
) -> Work:
    """Lay a checked request out.

    Raises:
        TextTooLongError: Prompt and answer together exceed the model's context.
        EngineError: The answer's grammar cannot be built.
    """
    prompt = render(request, loaded, templates)
    sampling = Sampling(
        max_output_tokens=request.max_output_tokens,
        temperature=request.temperature,
        seed=request.seed,
        top_logprobs=request.top_logprobs,
        top_p=request.top_p,
        top_k=request.top_k,
        repetition_penalty=request.repetition_penalty,
        stop=request.stop,
    )
    rule = rule_of(request, templates)
    grammar = Grammar(loaded.pieces, rule, loaded.vocabulary)
    sampler = Sampler(sampling, grammar, prompt)
    return Work(prompt, sampler, beginnings.of(request, templates), request.gives_way)
