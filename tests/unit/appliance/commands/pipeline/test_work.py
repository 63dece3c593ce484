"""The work of a measurement: its letters, its model, and who is charged for what."""

import subprocess
import sys
from pathlib import Path

import pytest
import torch

from appliance.commands.pipeline.letters import make_letters
from appliance.commands.pipeline.processor import machine_s, processor_s, since
from appliance.domain.answer import Token
from appliance.engine.bench_alone import Alone
from appliance.engine.bench_model import letter_of, write_model
from appliance.engine.folder import check_folder
from appliance.engine.generate import write
from appliance.engine.load import LoadedModel, load_folder
from appliance.engine.render import encode_chat
from appliance.engine.sampling import Sampling
from appliance.engine.written import Ended
from appliance.errors import ApplianceError, SettingsError

REFERENCE = Path("models/reference")
BUSY = """
import subprocess, sys, time
def work():
    until = time.process_time() + 0.3
    while time.process_time() < until: pass
work()
if len(sys.argv) == 1:
    subprocess.run([sys.executable, __file__, "again"], stdin=subprocess.DEVNULL)
    print("done", flush=True)
    sys.stdin.read()
"""


def test_letters_are_the_same_for_a_seed_and_of_the_lengths_of_letters() -> None:
    letters = make_letters(40, seed=3)
    assert letters == make_letters(40, seed=3)
    assert letters != make_letters(40, seed=4)
    assert len(set(letters)) == 40
    lengths = sorted(map(len, letters))
    assert lengths[0] > 400
    # Longer ones would be answered by the worker (worker.long_text_chars).
    assert lengths[-1] < 2_000
    assert lengths[-1] > 2 * lengths[0]
    assert all("{" not in letter for letter in letters)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> LoadedModel:
    folder = tmp_path_factory.mktemp("models") / "m1"
    assert write_model(folder, "m1", REFERENCE) > 1_000_000
    return load_folder(check_folder(folder), device="cpu")


@pytest.mark.parametrize("letter", make_letters(3))
def test_the_random_model_answers_every_letter_with_the_same_plain_one(
    loaded: LoadedModel, letter: str
) -> None:
    prompt = encode_chat([{"role": "user", "content": letter}], loaded)
    sampling = Sampling(220, temperature=0.0, seed=1, top_logprobs=0)
    *written, ended = write(loaded, prompt, sampling, None, lambda: "")
    text = "".join(item.text for item in written if isinstance(item, Token))
    assert isinstance(ended, Ended)
    assert ended.reason == "stop"
    assert ended.output_tokens == len(letter_of(loaded.tokenizer)) - 2
    assert text.startswith("Dear customer, thank you for your letter. ")
    assert text.isascii()
    assert not any(mark.isdigit() or mark in "[]" for mark in text)


def test_the_bare_model_does_the_work_of_answers(
    loaded: LoadedModel, tmp_path: Path
) -> None:
    threads = torch.get_num_threads()
    alone = Alone()
    with pytest.raises(ApplianceError, match="no model"):
        alone.run([(10, 2)])
    with pytest.raises(SettingsError, match=r"manifest\.toml"):
        alone.load(tmp_path / "none", threads, 2)
    alone.load(loaded.folder.path, threads, 2)
    little = alone.run([(10, 2)] * 2)
    much = alone.run([(200, 60)] * 6)
    assert 0 < little[1] < much[1]


def test_processor_time_is_that_of_a_process_and_all_that_it_started(
    tmp_path: Path,
) -> None:
    program = tmp_path / "busy.py"
    program.write_text(BUSY)
    with subprocess.Popen(
        [sys.executable, program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            before, machine = processor_s({"idle": 2**22 + 1}), machine_s()
            assert child.stdout.readline() == b"done\n"
            now = processor_s({"busy": child.pid, "idle": 2**22 + 1})
        finally:
            child.stdin.close()
            child.wait(30)
    assert set(now) == {"busy", "idle", "clients"}
    assert now["busy"] >= 0.5
    # Of the machine it is a part; a tick of either may not be counted yet.
    assert machine_s() - machine >= now["busy"] - 0.2
    assert since(before, {"idle": now["idle"]}) == {"idle": 0.0}
