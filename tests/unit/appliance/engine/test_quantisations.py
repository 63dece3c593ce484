"""Each way of storing and running weights: taken in, loaded, answering, told."""

import functools
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from appliance.engine.batch import Batch
from appliance.engine.folder import check_folder
from appliance.engine.imported import Imported
from appliance.engine.load import LoadedModel, load_folder
from appliance.engine.packed import check_form, check_states, packed_forms
from appliance.engine.quantisation import KINDS, check_runnable, stored_kind
from appliance.engine.sandbox import Workshop
from appliance.engine.shapes import check_shapes, expected_tensors
from appliance.engine.tensors import read_header
from appliance.engine.trial import generate_greedily
from appliance.engine.written import Ended
from appliance.errors import SettingsError
from tests.unit.appliance.engine.answers import Asked, alone, finish, greedy
from tests.unit.appliance.engine.taking_in import take_in
from tests.unit.appliance.engine.tiny_model import make_folder

PROMPT = [5, 60, 61, 62, 63]
MADE = ("float32", "nf4", "int8", "int8-dynamic")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_folder(
        tmp_path_factory.mktemp("source") / "hf", hidden=128, stored_as=torch.bfloat16
    )
    (folder / "manifest.toml").unlink()
    return folder


Take = Callable[[str], Imported]


@pytest.fixture(scope="module")
def take(
    source: Path, tmp_path_factory: pytest.TempPathFactory, workshop: Workshop
) -> Take:
    """Import the source as a kind, once for all tests."""
    models = tmp_path_factory.mktemp("models")

    @functools.cache
    def taken(kind: str) -> Imported:
        return take_in(source, models, workshop, name=kind, quantise=kind)

    return taken


@pytest.fixture(scope="module", params=MADE)
def made(request: pytest.FixtureRequest, take: Take) -> tuple[str, Imported]:
    return request.param, take(request.param)


def load(done: Imported) -> LoadedModel:
    return load_folder(check_folder(done.folder.path), device="cpu")


@torch.inference_mode()
def scores(loaded: LoadedModel) -> torch.Tensor:
    found: torch.Tensor = loaded.model(input_ids=torch.tensor([PROMPT])).logits
    return found


def test_a_kind_is_named_by_manifest_and_by_what_records_say(
    made: tuple[str, Imported],
) -> None:
    kind, done = made
    weights = load(done).weights
    assert (done.folder.manifest.quantisation, weights.quantisation) == (kind, kind)
    assert weights.runtime.endswith("float32")
    assert ("bitsandbytes" in weights.runtime) == (kind in {"nf4", "int8"})


def test_a_kind_loads_twice_to_the_same_bits(made: tuple[str, Imported]) -> None:
    _, done = made
    first, second = load(done), load(done)
    assert torch.equal(scores(first), scores(second))
    written = generate_greedily(first, PROMPT, 8)
    assert written
    assert written == generate_greedily(second, PROMPT, 8)


def with_rare_token(loaded: LoadedModel, token: int) -> LoadedModel:
    """Let a token stand far out, as some do in trained models."""
    table = loaded.model.get_input_embeddings().weight
    with torch.inference_mode():
        table[token, :3] *= 400.0
    return loaded


def test_an_answer_that_says_it_is_exact_was_changed_by_nobody(
    made: tuple[str, Imported],
) -> None:
    kind, done = made
    loud = 333
    loaded = with_rare_token(load(done), loud)
    single = alone(loaded, PROMPT, greedy(6, 4))
    batch = Batch(loaded, max_rows=4)
    neighbour = Asked([loud] * 30, greedy(20)).begin(batch)
    finish(batch, lambda: bool(neighbour.tokens))
    asked = Asked(PROMPT, greedy(6, 4))
    finish(batch, lambda: batch.fits(asked.work))
    asked.begin(batch)
    finish(batch)
    last = asked.last
    assert isinstance(last, Ended)
    # One scale for all rows: the neighbour is never beside it.
    assert last.exact == (kind == "int8-dynamic")
    if last.exact:
        assert single.tokens == asked.tokens
        return
    # Beside it all else is as before, but for the last digits of the arithmetic.
    digits = {"float32": 1e-4, "nf4": 1e-4, "int8": 2e-2}[kind]
    for ours, theirs in zip(single.tokens, asked.tokens, strict=True):
        assert theirs.text == ours.text
        assert theirs.logprob == pytest.approx(ours.logprob, abs=digits)


def test_one_scale_for_all_rows_would_change_an_answer(take: Take) -> None:
    """Why such a model writes one at a time."""
    loaded = with_rare_token(load(take("int8-dynamic")), 333)
    rows = torch.tensor([PROMPT, [333] * len(PROMPT)])
    with torch.inference_mode():
        beside = loaded.model(input_ids=rows).logits[0]
    assert float((beside - scores(loaded)[0]).abs().max()) > 0.1


def test_packed_weights_are_smaller_and_close_to_the_plain_ones(
    made: tuple[str, Imported], take: Take
) -> None:
    kind, done = made
    packed_on_disk = kind in {"nf4", "int8"}
    assert (done.bytes_after < done.bytes_before) == packed_on_disk
    plain = scores(load(take("float32")))
    error = float((scores(load(done)) - plain).norm() / plain.norm())
    # Random weights do worse than trained ones; this is a check of the arithmetic.
    most = {"float32": 0.0, "nf4": 0.6, "int8": 0.1, "int8-dynamic": 0.2}[kind]
    assert error <= most
    assert (error > 0.0) == (kind != "float32")


def test_what_is_packed_already_is_taken_as_it_is(
    take: Take, tmp_path: Path, workshop: Workshop
) -> None:
    first = take("nf4")
    again = take_in(first.folder.path, tmp_path / "two", workshop)
    assert again.folder.manifest.quantisation == "nf4"
    assert torch.equal(scores(load(first)), scores(load(again)))
    with pytest.raises(SettingsError, match="stored as nf4; leave --quantise out"):
        take_in(first.folder.path, tmp_path / "three", workshop, quantise="int8")


def test_packed_weights_compute_in_this_machines_numbers(
    take: Take, tmp_path: Path, workshop: Workshop
) -> None:
    first = take("nf4")
    brought = shutil.copytree(first.folder.path, tmp_path / "brought")
    (brought / "manifest.toml").unlink()
    config = json.loads((brought / "config.json").read_text())
    config["quantization_config"]["bnb_4bit_compute_dtype"] = "bfloat16"
    (brought / "config.json").write_text(json.dumps(config))
    again = take_in(brought, tmp_path / "two", workshop)
    assert torch.equal(scores(load(first)), scores(load(again)))


ONE = "model.layers.0.mlp.up_proj."
FLOATS, BYTES = "F32", "U8"


@pytest.mark.parametrize(
    ("kind", "name", "form", "told"),
    [
        ("nf4", "weight.absmax", (BYTES, [1]), r"shape \[1\], expected \[512\]"),
        ("nf4", "weight.absmax", (FLOATS, [512]), "F32 numbers, expected U8"),
        ("nf4", "weight.absmax", None, "have no .*absmax, which packed weights need"),
        ("nf4", "weight.nested_absmax", (FLOATS, [1]), r"expected \[2\]"),
        ("nf4", "weight.nested_absmax", None, "absmax: U8 numbers, expected F32"),
        ("nf4", "weight.quant_map", (FLOATS, [15]), r"expected \[16\]"),
        ("nf4", "weight.quant_state.bitsandbytes__nf4", (BYTES, [9_999]), "2000 bytes"),
        ("nf4", "weight", (BYTES, [16_384, 2]), r"expected \[16384, 1\]"),
        ("nf4", "weight.more", (BYTES, [1]), "which config.json does not ask for"),
        ("int8", "SCB", (FLOATS, [1]), r"shape \[1\], expected \[256\]"),
        ("int8", "SCB", None, "have no .*SCB, which packed weights need"),
        ("int8", "SCB", ("I8", [256]), "I8 numbers, expected F32"),
        ("int8", "weight_format", (BYTES, [2]), r"expected \[\]"),
        ("int8", "weight", ("U8", [256, 128]), "U8 numbers, expected BF16 or F16"),
    ],
)
def test_what_packed_weights_bring_along_is_of_its_size(
    take: Take, kind: str, name: str, form: tuple[str, list[int]] | None, told: str
) -> None:
    path = take(kind).folder.path
    tensors = {
        tensor.name: (tensor.dtype, list(tensor.shape))
        for tensor in read_header(path / "model.safetensors")
    }
    tensors.pop(ONE + name, None)
    if form is not None:
        tensors[ONE + name] = form
    with pytest.raises(SettingsError, match=told):
        check_shapes(
            path, lambda _stage: None, tensors=[(n, *f) for n, f in tensors.items()]
        )


@pytest.mark.parametrize(
    ("method", "qweight"), [("awq", [128, 32]), ("gptq", [16, 256])]
)
def test_the_parts_of_awq_and_gptq_are_of_their_sizes(
    method: str, qweight: list[int]
) -> None:
    config = {"quant_method": method, "bits": 4, "group_size": 32}
    found = {f"{ONE}qweight": ("I32", (1, 1))}
    forms = packed_forms(f"{ONE}weight", (256, 128), found, config)
    assert {
        name.removeprefix(ONE): list(shape or ()) for name, (_, shape) in forms.items()
    } == {
        "qweight": qweight,
        "qzeros": [4, 32],
        "scales": [4, 256],
        **({"g_idx": [128]} if method == "gptq" else {}),
    }
    with pytest.raises(SettingsError, match=r"qweight: shape \[1, 1\], expected"):
        check_form(f"{ONE}qweight", forms[f"{ONE}qweight"], found)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (b'"blocksize": 64', b'"blocksize": 32'),
        (b'"quant_type": "nf4"', b'"quant_type": "fp4"'),
        (b"[256, 128]", b"[128, 256]"),
        (b'"nested_blocksize": 256', b'"nested_blocksize": 1  '),
        (b'"nested_offset": 0', b'"nested_offset":"0'),
    ],
)
def test_nf4_weights_that_lie_about_themselves_are_refused(
    take: Take, tmp_path: Path, was: bytes, now: bytes
) -> None:
    folder = take("nf4").folder.path
    wanted, _, _ = expected_tensors(folder)
    check_states(folder, wanted)
    raw = (folder / "model.safetensors").read_bytes()
    assert was in raw
    assert len(was) == len(now)
    (tmp_path / "model.safetensors").write_bytes(raw.replace(was, now))
    with pytest.raises(SettingsError, match=r"quant_state\.bitsandbytes__nf4: "):
        check_states(tmp_path, wanted)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("x", "quantization_config is not an object"),
        ({"quant_method": "hqq"}, "'hqq' is not one of awq, bitsandbytes, gptq"),
        ({"quant_method": "gptq", "dataset": "c4"}, "'dataset' is not allowed"),
        ({"quant_method": "gptq", "bits": 5}, "bits: expected 2, 3, 4 or 8"),
        ({"quant_method": "awq", "version": "evil"}, "version: expected one of gemm"),
        (
            {"quant_method": "awq", "modules_to_not_convert": "all"},
            "expected a list of layers",
        ),
        ({"quant_method": "awq", "sym": {}}, "sym: expected one value"),
        (
            {"quant_method": "bitsandbytes", "load_in_4bit": True},
            "only nf4 and int8 weights can be loaded",
        ),
    ],
)
def test_quantisation_settings_are_held_to_a_list(said: object, told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        stored_kind({"quantization_config": said})


@pytest.mark.parametrize("method", ["awq", "gptq"])
def test_checkpoints_of_others_are_known_by_name(method: str) -> None:
    said = {"quant_method": method, "bits": 4, "group_size": 128}
    assert method == stored_kind({"quantization_config": said})
    assert not KINDS[method].made_here


def test_what_this_machine_cannot_run_is_said() -> None:
    with pytest.raises(SettingsError, match=r"runs on cpu alone, and the device is"):
        check_runnable("int8-dynamic", "cuda")


def test_packages_that_are_missing_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appliance.engine.quantisation.find_spec", lambda _name: None)
    with pytest.raises(SettingsError, match="need optimum and gptqmodel, which is not"):
        check_runnable("gptq", "cpu")
    with pytest.raises(SettingsError, match="nf4 weights need bitsandbytes"):
        check_runnable("nf4", "cuda")
