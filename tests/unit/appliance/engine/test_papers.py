"""What the JSON files and the chat template of a folder may say, message by message."""

import json
from pathlib import Path
from typing import Any

import pytest

from appliance.engine.chat_template import MAX_TEMPLATE_BYTES, check_template
from appliance.engine.config_values import check_values
from appliance.engine.json_files import MAX_DEPTH, parse_json, read_json
from appliance.engine.tokenizer_file import MAX_ADDED, check_tokenizer
from appliance.errors import SettingsError

GOOD: dict[str, Any] = {
    "hidden_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "vocab_size": 100,
}
TOKENIZER: dict[str, Any] = {"model": {"type": "BPE", "vocab": {"a": 0}, "merges": []}}


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b'{"a":1,"a":2}', "a key stands twice in one object"),
        (b'{"a":{"b":1,"b":1}}', "a key stands twice in one object"),
        (b'{"a":NaN}', "NaN is no number"),
        (b'{"a":-Infinity}', "-Infinity is no number"),
        (b'{"a":' + b"9" * 5_000 + b"}", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[1]", "not a JSON object"),
        (b'{"a":[' + b"[],{}," * 1_400_000 + b"0]}", "over 4000000 values"),
        (b"\xff\xfe", "not JSON"),
        (b'{"a":' * 13 + b"1" + b"}" * 13, f"nested deeper than {MAX_DEPTH} levels"),
    ],
)
def test_json_that_could_be_read_in_two_ways_is_refused(raw: bytes, told: str) -> None:
    with pytest.raises(SettingsError, match=f"x.json: {told}"):
        parse_json("x.json", raw)


def test_json_as_deep_as_allowed_is_read() -> None:
    raw = b'{"a":' * 12 + b"1" + b"}" * 12
    assert list(parse_json("x.json", raw)) == ["a"]


def test_a_large_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    with (tmp_path / "config.json").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(SettingsError, match=r"config\.json: over 4000000 bytes"):
        read_json(tmp_path / "config.json")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"hidden_size": 0}, "hidden_size: expected a whole number from 1 to 65536"),
        ({"hidden_size": True}, "hidden_size: expected a whole number"),
        ({"hidden_size": None}, "hidden_size is missing"),
        ({"num_hidden_layers": 513}, "num_hidden_layers: expected a whole number"),
        ({"num_attention_heads": 5}, "hidden_size does not divide by the heads"),
        ({"num_key_value_heads": 3}, "heads do not divide by num_key_value_heads"),
        ({"layer_types": ["full_attention"]}, "layer_types is not as long"),
        ({"layer_types": ["evil", "evil"]}, "layer_types: expected a list of chunked"),
        ({"eos_token_id": "x"}, "eos_token_id: expected token ids"),
        ({"id2label": []}, "id2label: expected at most 1,000 labels"),
        ({"mlp_only_layers": [9_999]}, "mlp_only_layers: expected a list of layers"),
        ({"rope_scaling": 1}, "rope_scaling: expected an object"),
        ({"rope_scaling": {"x": 1}}, "key rope_scaling.'x' is not allowed"),
        ({"rope_scaling": {"type": "evil"}}, "rope_scaling.type: expected one of"),
        (
            {"rope_scaling": {"factor": [0]}},
            "rope_scaling.factor: expected at most 4096",
        ),
        ({"dtype": "float8"}, "dtype: expected one of bfloat16, float16, float32"),
        ({"hidden_act": "os.system"}, "hidden_act: expected one of gelu"),
        ({"rope_theta": 0}, "rope_theta: expected a number above 0"),
        ({"attention_dropout": 2}, "attention_dropout: expected a number from 0 to 1"),
        ({"attention_bias": [1]}, "attention_bias: expected one value"),
        ({"problem_type": "a\nb"}, "problem_type: expected a short plain text"),
        ({"initializer_range": 1e300}, "initializer_range: expected a number"),
    ],
)
def test_a_value_out_of_range_is_named(change: dict[str, Any], told: str) -> None:
    with pytest.raises(SettingsError, match=f"config.json: {told}"):
        check_values({**GOOD, **change})


def test_values_as_models_have_them_pass() -> None:
    check_values(
        {
            **GOOD,
            "num_key_value_heads": 2,
            "eos_token_id": [1, 2],
            "rope_parameters": {
                "full_attention": {"rope_type": "linear", "factor": 8.0},
                "sliding_attention": {"rope_type": "default", "rope_theta": 1e4},
            },
            "sliding_window": None,
            "tie_word_embeddings": True,
        }
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"code": 1}, "key 'code' is not allowed"),
        ({"model": None}, "it has no model"),
        ({"model": {"type": "Evil"}}, "model 'Evil' is not known"),
        ({"model": {"type": "BPE"}}, "its model has no vocabulary"),
        ({"model": {"vocab": {"a": "0"}}}, "a word has no fit id"),
        ({"model": {"vocab": {"a": 100}}}, "a word has no fit id"),
        (
            {"model": {"vocab": {str(i): i for i in range(101)}}},
            "101 words, and the model has 100 tokens",
        ),
        ({"added_tokens": [{"content": "a", "id": 100}]}, "token has no fit id"),
        ({"model": {"vocab": {"a": 0}, "merges": "a"}}, "too many merges"),
        ({"model": {"vocab": {"a": 0}, "dropout": 0.1}}, "a matter of chance"),
        (
            {"model": {"vocab": {"a": 0}, "end_of_word_suffix": {}}},
            "end_of_word_suffix is not one value",
        ),
        ({"decoder": {"type": "Evil"}}, "decoder 'Evil' is not known"),
        ({"normalizer": {"type": "Sequence"}}, "normalizer has an unknown form"),
        ({"normalizer": 1}, "normalizer has an unknown form"),
        (
            {
                "normalizer": {
                    "type": "Sequence",
                    "normalizers": [{"type": "NFC"}] * 201,
                }
            },
            "normalizer has over 200 steps",
        ),
        (
            {"pre_tokenizer": {"type": "Split", "pattern": {"Regex": "a" * 5_000}}},
            "a pattern of pre_tokenizer is not text of at most 4000",
        ),
        ({"added_tokens": [{}] * (MAX_ADDED + 1)}, "at most 20000 added tokens"),
        ({"added_tokens": ["x"]}, "an added token has an unknown form"),
        ({"added_tokens": [{"content": ""}]}, "not of 1 to 1000 characters"),
        (
            {"added_tokens": [{"content": "a", "id": -1}]},
            "an added token has no fit id",
        ),
    ],
)
def test_a_tokenizer_is_made_of_known_parts(change: dict[str, Any], told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        check_tokenizer({**TOKENIZER, **change}, 100)


def test_a_plain_tokenizer_passes() -> None:
    check_tokenizer(TOKENIZER, 1)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x" * (MAX_TEMPLATE_BYTES + 1), "over 200000 bytes"),
        ("{% for %}", "not a template: TemplateSyntaxError"),
        ("{% include 'x' %}", "line 1: Include is not allowed"),
        ("\n{% import 'x' as y %}", "line 2: Import is not allowed"),
        ("{{ 9 ** 9 }}", "line 1: Pow is not allowed"),
        ("{{ x.__class__ }}", "'__class__' is not allowed"),
        ("{{ x['__class__'] }}", "'__class__' is not allowed"),
        ("{{ x|attr('a' ~ 'b') }}", r"\|attr is not allowed"),
        ("{{ x|map('attr', 'a' ~ 'b') }}", r"\|attr is not allowed"),
        ("{{ x|map('ran' ~ 'dom') }}", "takes a filter by its plain name"),
        ("{{ x|map(*['random']) }}", "takes a filter by its plain name"),
        ("{{ ['a', 'b']|random }}", r"\|random is not allowed"),
        ("{{ [['a', 'b']]|map('random') }}", r"\|random is not allowed"),
        ("{% filter random %}ab{% endfilter %}", r"\|random is not allowed"),
        ("{{ lipsum() }}", "lipsum is not allowed"),
        ("{{ x|map(attribute='__class__') }}", "'__class__' is not allowed"),
        ("{{ '{0.__class__}'.format(x) }}", "'__class__' is not allowed"),
        ("{{ self._loader }}", "'_loader' is not allowed"),
        ("{{ 1 }}" * 25_000, "over 20000 parts"),
    ],
)
def test_a_template_reaches_for_nothing_else(
    tmp_path: Path, text: str, told: str
) -> None:
    path = tmp_path / "chat_template.jinja"
    path.write_text(text)
    with pytest.raises(SettingsError, match=rf"chat_template\.jinja: .*{told}"):
        check_template(path)


def test_a_template_with_words_of_its_library_passes(tmp_path: Path) -> None:
    path = tmp_path / "chat_template.jinja"
    path.write_text(
        "{% for m in messages %}{% if m.role == 'x' %}{% continue %}{% endif %}"
        "{% generation %}{{ m['content'] | tojson }}{% endgeneration %}{% endfor %}"
        "{{ messages | map(attribute='role') | map('upper') | join }}"
    )
    assert "generation" in check_template(path)


def test_a_template_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "chat_template.jinja"
    path.write_bytes(b"\xff" + json.dumps("x").encode())
    with pytest.raises(SettingsError, match="not UTF-8"):
        check_template(path)
