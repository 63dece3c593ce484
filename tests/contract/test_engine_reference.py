"""The shipped model as the engine meets it: whole, laid out as trained, answering."""

import json
from pathlib import Path

import pytest
import torch

from appliance.domain.answer import Token
from appliance.domain.masked import MaskedText
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.purpose import Purpose
from appliance.domain.seal import Seal
from appliance.domain.surrogate import find_surrogates
from appliance.engine.folder import check_folder
from appliance.engine.generate import write
from appliance.engine.grammar import Grammar, free_text, structured
from appliance.engine.load import LoadedModel, load_folder
from appliance.engine.render import render
from appliance.engine.sampling import Sampling
from appliance.engine.written import Ended
from appliance.release import Release, build_release
from models.training.reference_chat import ChatEncoder, read_prompt
from tests.unit.appliance.engine.house import messages_of

ROOT = Path(__file__).resolve().parents[2]
TEXTS = {
    "complaint-triage": "Hello\nMy card has not come yet. When will it arrive?\n[PERSON_k7q2_1]",
    "reply-draft": "Hello\nMy card has not come yet. When will it arrive?\n[PERSON_k7q2_1]",
    "credit-memo": "Applicant: [PERSON_k7q2_1]\nAmount: £12,000\nMonthly income: £3,100",
}


@pytest.fixture(scope="module")
def reference() -> LoadedModel:
    torch.set_num_threads(1)
    return load_folder(check_folder(ROOT / "models" / "reference"), device="cpu")


@pytest.fixture(scope="module")
def release() -> Release:
    return build_release(ROOT / "policies", model="0" * 64)


def request(purpose: Purpose) -> GenerateRequest:
    unsealed = MaskedText(TEXTS[purpose.name], (), Seal("", "", "", (), 0, ""))
    return GenerateRequest(
        exchange="e",
        case="c",
        purpose=purpose.name,
        messages=messages_of(purpose, unsealed),
        schema_template=purpose.schema_template,
        max_output_tokens=purpose.max_output_tokens,
        temperature=0.0,
        seed=purpose.seed,
        top_logprobs=0,
    )


@pytest.mark.parametrize("name", TEXTS)
def test_a_prompt_is_laid_out_as_it_was_in_training(
    reference: LoadedModel, release: Release, name: str
) -> None:
    purpose = next(p for p in release.purposes if p.name == name)
    encoder = ChatEncoder(reference.tokenizer.backend_tokenizer)
    trained = read_prompt(ROOT / "policies" / "purposes" / name, "")
    expected, _, _ = encoder.opening(trained, TEXTS[name])
    assert expected == render(request(purpose), reference, release.templates)


@pytest.mark.parametrize("name", TEXTS)
def test_the_shipped_model_ends_its_answer_in_form(
    reference: LoadedModel, release: Release, name: str
) -> None:
    purpose = next(p for p in release.purposes if p.name == name)
    schema = release.templates.get(purpose.schema_template, "")
    rule = structured(schema, [TEXTS[name]]) if schema else free_text([TEXTS[name]])
    sampling = Sampling(purpose.max_output_tokens, 0.0, purpose.seed, 0)
    *items, last = write(
        reference,
        render(request(purpose), reference, release.templates),
        sampling,
        Grammar(reference.pieces, rule, reference.vocabulary),
        lambda: "",
    )
    text = "".join(item.text for item in items if isinstance(item, Token))
    assert isinstance(last, Ended)
    assert last.reason == "stop"
    assert {"[PERSON_k7q2_1]"} >= set(find_surrogates(text))
    if schema:
        assert list(json.loads(schema)["properties"]) == list(json.loads(text))
