"""Claims about the shipped model folder, without loading the model."""

import hashlib
import json
import stat
import tomllib
from pathlib import Path
from typing import Any

import pytest
from tokenizers import Tokenizer

from models.training.reference_chat import CHAT_TEMPLATE, ChatEncoder
from models.training.reference_labels import (
    INTENTS,
    OUT_OF_SCOPE,
    REASONS,
    SURROGATE_KINDS,
)
from models.training.reference_letters import opening_of
from models.training.reference_tokenizer import CONTEXT_TOKENS
from models.training.write_manifest import MANIFEST, count_parameters, describe

FOLDER = Path(__file__).parents[3] / "models" / "reference"


@pytest.fixture(scope="module")
def manifest():
    return tomllib.loads((FOLDER / MANIFEST).read_text("utf-8"))


@pytest.fixture(scope="module")
def tokenizer():
    return Tokenizer.from_file(str(FOLDER / "tokenizer.json"))


def test_manifest_names_each_file_with_its_digest(manifest: dict[str, Any]):
    for name, stated in manifest["files"].items():
        content = (FOLDER / name).read_bytes()
        assert stated["bytes"] == len(content), name
        assert stated["sha256"] == hashlib.sha256(content).hexdigest(), name
    present = {path.name for path in FOLDER.iterdir()} - {MANIFEST}
    assert set(manifest["files"]) == present


def test_manifest_is_what_its_writer_writes():
    assert (FOLDER / MANIFEST).read_text("utf-8") == describe(FOLDER)


def test_model_is_within_its_limits(manifest: dict[str, Any]):
    assert manifest["architecture"] == "LlamaForCausalLM"
    assert manifest["parameters"] == count_parameters(FOLDER / "model.safetensors")
    assert manifest["parameters"] <= 8_000_000
    assert manifest["stored_as"] == "bfloat16"
    assert manifest["context_tokens"] == CONTEXT_TOKENS
    assert manifest["files"]["model.safetensors"]["bytes"] <= 16_000_000


def test_files_are_readable_by_a_service_user():
    for path in FOLDER.iterdir():
        assert path.stat().st_mode & stat.S_IROTH, path.name


def test_template_is_the_one_of_training(manifest: dict[str, Any]):
    content = (FOLDER / "chat_template.jinja").read_bytes()
    assert content.decode("utf-8") == CHAT_TEMPLATE
    assert manifest["template_sha256"] == hashlib.sha256(content).hexdigest()


def test_each_label_reason_and_opening_is_one_token(tokenizer: Tokenizer):
    openings = [opening_of(intent) for intent in INTENTS if intent != OUT_OF_SCOPE]
    for label in [*INTENTS, *REASONS, *openings]:
        assert tokenizer.encode(label).tokens == [label]


@pytest.mark.parametrize("kind", SURROGATE_KINDS)
@pytest.mark.parametrize("around", ["{}", "({}),", "x{}.", "IBAN: {}\n"])
def test_a_surrogate_falls_into_kind_and_single_characters(
    tokenizer: Tokenizer, kind: str, around: str
):
    tokens = tokenizer.encode(around.format(f"[{kind}_k7q2_13]")).tokens
    expected = [f"[{kind}_", "k", "7", "q", "2", "_", "1", "3"]
    start = tokens.index(expected[0])
    assert tokens[start : start + 8] == expected
    assert tokens[start + 8].startswith("]")


@pytest.mark.parametrize(
    "text",
    [
        "Hello, Zoë — €5 for “tea”?",
        "a\n\n b\r\n\tc  d",
        "100,000.50",
        "<|end|>",
        "🙂 Ω",
    ],
)
def test_text_survives_tokens(tokenizer: Tokenizer, text: str):
    ids = ChatEncoder(tokenizer).text(text)
    assert tokenizer.decode(ids, skip_special_tokens=False) == text


@pytest.mark.parametrize("marker", ["<|end|>", "<|system|>", "<|user|>", "<|pad|>"])
def test_text_never_becomes_a_special_token(tokenizer: Tokenizer, marker: str):
    encoder = ChatEncoder(tokenizer)
    special = {tokenizer.token_to_id(m) for m in ("<|end|>", "<|system|>", "<|user|>")}
    assert not special & set(encoder.text(f"a {marker} b{marker}"))


def test_a_text_has_the_same_tokens_alone_and_between_lines(tokenizer: Tokenizer):
    encoder = ChatEncoder(tokenizer)
    text = "Hi, my card\nis lost. "
    joined = encoder.text(f"Message:\n{text}\n\nSort it.")
    parts = [*encoder.text("Message:\n"), *encoder.text(text)]
    assert joined == [*parts, *encoder.text("\n\nSort it.")]


def test_figures_are_of_this_model_and_shown_on_its_card():
    figures = json.loads((FOLDER / "figures.json").read_text("utf-8"))
    card = (FOLDER / "README.md").read_text("utf-8")
    plain = figures["intent, plain messages"]["intent_label_scored"]
    assert f"{plain:.3f}" in card
