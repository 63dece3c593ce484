"""Harms to configuration, tokenizer and chat template."""

import json
from pathlib import Path
from random import Random
from typing import Any

from tests.hostile_models.folders import Harm, edit, read, write

CONFIG = "config.json"
_DEEP = '{"a":' * 60 + "1" + "}" * 60


def _values(key: str, *values: Any) -> Harm:
    """Set a key to one of some values, each of which is refused."""

    def harm(folder: Path, rng: Random) -> None:
        edit(CONFIG, **{key: rng.choice(values)})(folder, rng)

    return harm


def _add_text(name: str, text: str) -> Harm:
    """Write a member in front of the others of a JSON object."""

    def harm(folder: Path, _: Random) -> None:
        path = folder / name
        path.write_text("{" + text + "," + path.read_text().lstrip()[1:])

    return harm


def _without(name: str, *keys: str) -> Harm:
    def harm(folder: Path, rng: Random) -> None:
        found = read(folder / name)
        found.pop(rng.choice(keys))
        (folder / name).write_text(json.dumps(found))

    return harm


_SIZES = (
    *("hidden_size", "intermediate_size", "num_hidden_layers"),
    *("num_attention_heads", "num_key_value_heads", "vocab_size"),
    *("max_position_embeddings", "head_dim"),
)
CONFIGS: dict[str, Harm] = {
    "auto_map": edit(CONFIG, auto_map={"AutoModelForCausalLM": "evil.Model"}),
    "auto_map deep inside": edit(CONFIG, rope_parameters={"x": {"auto_map": 1}}),
    "trust_remote_code": edit(CONFIG, trust_remote_code=True),
    "custom_code": edit(CONFIG, custom_code="import os"),
    "custom pipelines": edit(CONFIG, custom_pipelines={"a": {"impl": "evil.P"}}),
    "an attention by name": edit(CONFIG, attn_implementation="evil/kernel"),
    "a hidden attention": edit(CONFIG, _attn_implementation="evil/kernel:f"),
    "experts by name": edit(CONFIG, _experts_implementation="evil/kernel"),
    "a model type by name": edit(CONFIG, model_type="evil"),
    "a model type of another family": edit(CONFIG, model_type="gemma"),
    "a model type with a path": edit(CONFIG, model_type="../../evil"),
    "no model type": _without(CONFIG, "model_type"),
    "a class by name": edit(CONFIG, architectures=["EvilForCausalLM"]),
    "two classes": edit(CONFIG, architectures=["LlamaForCausalLM"] * 2),
    "no class": edit(CONFIG, architectures=[]),
    "a needed key missing": _without(CONFIG, *_SIZES[:1], "num_hidden_layers"),
    "an unknown quantisation": edit(CONFIG, quantization_config={"quant_method": "x"}),
    "quantisation that runs code": edit(
        CONFIG, quantization_config={"quant_method": "quanto", "modules": "os.system"}
    ),
    "quantisation of another name": edit(
        CONFIG, quantization_config={"quant_method": "bitsandbytes", "module": "x"}
    ),
    "quantisation of 4 bits and none": edit(
        CONFIG,
        quantization_config={"quant_method": "bitsandbytes", "load_in_4bit": True},
    ),
    "quantised in words only": edit(
        CONFIG,
        quantization_config={
            "quant_method": "bitsandbytes",
            "load_in_4bit": True,
            "bnb_4bit_quant_type": "nf4",
            "llm_int8_skip_modules": ["x" * 1_000],
        },
    ),
    "gptq without its packages": edit(
        CONFIG, quantization_config={"quant_method": "gptq", "bits": 4}
    ),
    "quantisation that is text": edit(CONFIG, quantization_config="nf4"),
    **{f"a giant {key}": _values(key, 1 << 40, 10**30, 1e9) for key in _SIZES},
    **{f"a {key} of nothing": _values(key, 0, -1, -(1 << 63)) for key in _SIZES},
    **{f"a {key} of another type": _values(key, "16", [16], 1.5) for key in _SIZES},
    "terabytes within the limits": edit(
        CONFIG, hidden_size=65_536, intermediate_size=1_000_000, num_hidden_layers=512
    ),
    "other shapes": _values("intermediate_size", 16, 48, 64),
    "another number of layers": _values("num_hidden_layers", 2, 3, 512),
    "another vocabulary": _values("vocab_size", 8, 312, 1_000_000),
    "more heads": _values("num_attention_heads", 3, 5, 7),
    "layer types of another length": edit(CONFIG, layer_types=["full_attention"] * 9),
    "layer types by name": edit(CONFIG, layer_types=["evil"]),
    "an activation by name": edit(CONFIG, hidden_act="os.system"),
    "an activation that is a path": edit(CONFIG, hidden_act="../evil"),
    "rope by name": edit(CONFIG, rope_parameters={"rope_type": "evil"}),
    "rope with a key": edit(CONFIG, rope_parameters={"rope_type": "default", "x": 1}),
    "rope of a million factors": edit(
        CONFIG, rope_parameters={"rope_type": "longrope", "short_factor": [1] * 10_000}
    ),
    "rope below zero": edit(
        CONFIG, rope_parameters={"rope_type": "default", "rope_theta": "a\nb"}
    ),
    "an end that is text": edit(CONFIG, eos_token_id="<|end|>"),
    "a thousand ends": edit(CONFIG, eos_token_id=list(range(1_000))),
    "no precision": _values("rms_norm_eps", 0, -1, "x"),
    "a number type by name": _values("dtype", "float8", "evil", "object"),
    "labels without end": edit(CONFIG, id2label={str(i): i for i in range(5_000)}),
    "nested deep": _add_text(CONFIG, f'"id2label":{_DEEP}'),
    "nested very deep": write(CONFIG, "[" * 200_000),
    "keys that stand twice": _add_text(CONFIG, '"model_type":"evil"'),
    "a size that stands twice": _add_text(CONFIG, '"hidden_size":1099511627776'),
    "NaN": _add_text(CONFIG, '"initializer_range_":NaN'),
    "a number of a million digits": _add_text(
        CONFIG, '"pretraining_tp":' + "9" * 10**6
    ),
    "ten megabytes": write(CONFIG, '{"a":"' + "x" * 10_000_000 + '"}'),
    "a list": write(CONFIG, "[]"),
    "nothing": write(CONFIG, ""),
    "another encoding": write(CONFIG, '{"model_type":"llama"}'.encode("utf-16")),
    "no text at all": write(CONFIG, b"\x80\x04\x95\x00\x00"),
    "a pickle": write(CONFIG, b"cos\nsystem\n(S'touch canary'\ntR."),
    "generation code": edit("generation_config.json", custom_generate="evil"),
    "generation with an object": edit("generation_config.json", temperature={"a": 1}),
    "generation with a key": edit("generation_config.json", logits_processor="evil.P"),
    "generation trusts": edit("generation_config.json", trust_remote_code=True),
    "a tokenizer class by name": edit("tokenizer_config.json", tokenizer_class="Evil"),
    "a tokenizer's auto_map": edit(
        "tokenizer_config.json", auto_map={"AutoTokenizer": ["evil.T", None]}
    ),
    "a second template": edit("tokenizer_config.json", chat_template="{{ 1 }}"),
    "templates by name": edit("tokenizer_config.json", chat_template=[{"name": "a"}]),
    "special tokens with a key": write("special_tokens_map.json", '{"evil":"x"}'),
    "added tokens that are text": write("added_tokens.json", '{"a":"b"}'),
    "a vocabulary that is text": write("vocab.json", '{"a":"b"}'),
}

_TOK = "tokenizer.json"


def _tokenizer(path: str, value: Any) -> Harm:
    """Set what stands at a path of tokenizer.json."""

    def harm(folder: Path, _: Random) -> None:
        found = read(folder / _TOK)
        place = found
        *way, last = path.split(".")
        for key in way:
            place = place[key]
        place[last] = value
        (folder / _TOK).write_text(json.dumps(found))

    return harm


def _added(**changes: Any) -> Harm:
    def harm(folder: Path, rng: Random) -> None:
        found = read(folder / _TOK)
        rng.choice(found["added_tokens"]).update(changes)
        (folder / _TOK).write_text(json.dumps(found))

    return harm


def _split_on(regex: str) -> Harm:
    step = {
        "type": "Split",
        "pattern": {"Regex": regex},
        "behavior": "Isolated",
        "invert": False,
    }
    return _tokenizer("pre_tokenizer", step)


def _nested(depth: int, key: str) -> dict[str, Any]:
    step: dict[str, Any] = {"type": "ByteLevel"}
    for _ in range(depth):
        step = {"type": "Sequence", key: [step]}
    return step


TOKENIZERS: dict[str, Harm] = {
    "an unknown model": _tokenizer("model.type", "Evil"),
    "no model": _tokenizer("model", None),
    "no vocabulary": _tokenizer("model.vocab", {}),
    "a vocabulary with ids of text": _tokenizer("model.vocab", {"a": "0"}),
    "ids beyond reason": _tokenizer("model.vocab", {"a": 1 << 40}),
    "tokens by chance": _tokenizer("model.dropout", 0.5),
    "merges that are text": _tokenizer("model.merges", "a b"),
    "merges of nothing known": _tokenizer("model.merges", [["zzzz", "qqqq"]]),
    "another key": _tokenizer("code", "import os"),
    "an unknown step": _tokenizer("pre_tokenizer", {"type": "Python"}),
    "a step without a type": _tokenizer("normalizer", {"pattern": "x"}),
    "a step that is a list": _tokenizer("decoder", []),
    "steps in steps": _tokenizer("pre_tokenizer", _nested(40, "pretokenizers")),
    "steps without end": _tokenizer(
        "normalizer", {"type": "Sequence", "normalizers": [{"type": "NFC"}] * 1_000}
    ),
    "a pattern of a megabyte": _split_on("(a|b)" * 200_000),
    "a pattern that is none": _split_on("(((("),
    "an unknown decoder": _tokenizer("decoder", {"type": "Evil"}),
    "an unknown post processor": _tokenizer("post_processor", {"type": "Evil"}),
    "an added token of a megabyte": _added(content="x" * 1_000_000),
    "an added token of nothing": _added(content=""),
    "an added token beyond reason": _added(id=1 << 40),
    "an added token below zero": _added(id=-1),
    "an added token with a key": _added(code="x"),
    "an added token the model has not": _added(id=1_900_000),
    "a million added tokens": _tokenizer(
        "added_tokens", [{"id": i, "content": f"<{i}>"} for i in range(100_000)]
    ),
    "added tokens that are text": _tokenizer("added_tokens", "x"),
    "a vocabulary larger than the model": _tokenizer(
        "model.vocab", {f"w{i}": i for i in range(5_000)}
    ),
    "nested very deep": write(_TOK, '{"a":' * 100_000),
    "nothing": write(_TOK, "{}"),
    "a list": write(_TOK, "[]"),
    "a key twice": _add_text(_TOK, '"model":{}'),
}
# Each of these takes seconds to be refused: only time shows that they have no end.
SLOW_TOKENIZERS: dict[str, Harm] = {
    "a pattern that never ends": _split_on("(a+)+$"),
    "a pattern that never ends on digits": _split_on("([0-9]+)*[^0-9!]"),
    "a text that grows": _tokenizer(
        "normalizer",
        {"type": "Replace", "pattern": {"String": "a"}, "content": "b" * 4_000},
    ),
}

_TEMPLATE = "chat_template.jinja"
_GOOD = "{% for m in messages %}{{ m['content'] }}{% endfor %}"


def _template(text: str) -> Harm:
    return write(_TEMPLATE, text)


TEMPLATES: dict[str, Harm] = {
    "the class of a text": _template("{{ ''.__class__.__mro__ }}" + _GOOD),
    "the class by key": _template("{{ ''['__class__'] }}" + _GOOD),
    "the class by filter": _template("{{ ''|attr('__class__') }}" + _GOOD),
    "the class by map": _template("{{ ['']|map(attribute='__class__')|list }}" + _GOOD),
    "the globals": _template("{{ raise_exception.__globals__ }}" + _GOOD),
    "the globals by joined words": _template(
        "{{ raise_exception|attr('__glo' ~ 'bals__') }}" + _GOOD
    ),
    "a class by format": _template("{{ '{0.__class__}'.format(1).zzz.a }}" + _GOOD),
    "an own attribute": _template("{{ self._x }}" + _GOOD),
    "another file": _template("{% include '/etc/passwd' %}" + _GOOD),
    "an import": _template("{% import 'os' as os %}" + _GOOD),
    "a name imported": _template("{% from 'os' import system %}" + _GOOD),
    "an extension": _template("{% extends '/etc/passwd' %}"),
    "a block": _template("{% block a %}" + _GOOD + "{% endblock %}"),
    "a power": _template("{{ 9 ** 9 ** 9 }}" + _GOOD),
    "a text of a gigabyte": _template("{{ 'x' * 1000000000 }}" + _GOOD),
    "a text of many terabytes": _template("{{ 'x' * 10000000000000 }}" + _GOOD),
    "a list of a gigabyte": _template("{{ ([0] * 1000000000)|length }}" + _GOOD),
    "wide words": _template("{{ 'x'.ljust(2000000000) }}" + _GOOD),
    "a wide form": _template("{{ '%2000000000d' % 1 }}" + _GOOD),
    "a flood": _template("{% for i in range(99999) %}xxxxxxxxx{% endfor %}" + _GOOD),
    "a range too long": _template("{% for i in range(10**9) %}{% endfor %}" + _GOOD),
    "no template": _template("{% for %}"),
    "an open tag": _template(_GOOD + "{% if"),
    "an unknown tag": _template("{% system 'x' %}" + _GOOD),
    "an unknown filter": _template("{{ 'x'|system }}" + _GOOD),
    "an unknown function": _template("{{ system('x') }}" + _GOOD),
    "nested deep": _template("{{ " + "(" * 5_000 + "1" + ")" * 5_000 + " }}" + _GOOD),
    "loops in loops in text": _template(
        "{% if 1 %}" * 2_000 + _GOOD + "{% endif %}" * 2_000
    ),
    "a megabyte": _template(_GOOD + "x" * 1_000_000),
    "nodes without end": _template("{{ 1 }}" * 25_000 + _GOOD),
    "a macro that calls itself": _template(
        "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}" + _GOOD
    ),
    "a date": _template("{{ strftime_now('%d %b %Y') }}" + _GOOD),
    "a draw": _template("{{ ['a', 'b']|random }}" + _GOOD),
    "random text": _template("{{ lipsum(1) }}" + _GOOD),
    "a place in memory": _template("{{ raise_exception }}" + _GOOD),
    "nothing of the user": _template("Hello"),
    "nothing": _template(""),
    "always a refusal": _template("{{ raise_exception('no') }}"),
    "a division by nothing": _template("{{ 1 // 0 }}" + _GOOD),
    "no UTF-8": write(_TEMPLATE, b"\xff\xfe{{ 1 }}"),
    "the user upside down": _template("{{ messages[0]['content'][::-1] }}"),
    "words of the person left out": _template("{{ messages[0]['content'][:3] }}"),
}
SLOW_TEMPLATES: dict[str, Harm] = {
    "loops in loops": _template(
        "{% for i in range(9999) %}{% for j in range(9999) %}{% for k in range(9999) %}"
        "{% endfor %}{% endfor %}{% endfor %}" + _GOOD
    ),
    "a text that doubles": _template(
        "{% set n = namespace(t='x') %}{% for i in range(60) %}"
        "{% set n.t = n.t ~ n.t %}{% endfor %}" + _GOOD
    ),
    "a list that doubles": _template(
        "{% set n = namespace(t=[1]) %}{% for i in range(60) %}"
        "{% set n.t = n.t + n.t %}{% endfor %}" + _GOOD
    ),
}
