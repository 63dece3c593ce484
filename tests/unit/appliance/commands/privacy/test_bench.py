import json
import os
from itertools import pairwise
from pathlib import Path

from click.testing import CliRunner

from appliance.commands.cli import main
from appliance.commands.privacy.bench_text import texts_of
from appliance.commands.privacy.child_figures import cpu_s, memory_bytes


def test_a_real_detector_child_is_measured():
    allowed = os.sched_getaffinity(0)
    small = ["bench", "privacy", "--json", "--texts", "5", "--characters", "2000"]

    ended = CliRunner().invoke(main, small)

    assert ended.exit_code == 0, ended.output
    found = json.loads(ended.stdout)
    assert (found["texts"], found["characters"]) == (5, 10_000)
    latency = [found["latency_ms"][name] for name in ("p50", "p95", "p99")]
    assert all(low <= high for low, high in pairwise([0.1, *latency]))
    assert found["start_ms"] > 0
    memory = found["memory_bytes"]
    # Presidio and numpy alone take more than 20 MB.
    assert 20_000_000 < memory["rss"] <= memory["peak_rss"]
    assert 0 < memory["pss"] <= memory["rss"]
    expected = found["characters_per_cpu_s"] / found["baseline_characters_per_cpu_s"]
    assert abs(found["ratio_to_baseline"] - expected) < 0.01
    assert os.sched_getaffinity(0) == allowed


def test_own_texts_can_be_measured_and_are_cut_to_length(tmp_path: Path):
    path = tmp_path / "set"
    path.write_text(json.dumps({"text": "Ann lives in Rome. " * 60, "spans": []}))
    asked = ["bench", "privacy", "--data", str(path), "--texts", "2"]

    ended = CliRunner().invoke(main, [*asked, "--characters", "500"])

    assert ended.exit_code == 0, ended.output
    assert "half of 2 texts of 500 within" in ended.stdout
    assert "Rome" not in ended.output


def test_one_letter_is_too_little_to_tell():
    asked = ["bench", "privacy", "--texts", "1", "--characters", "1"]
    ended = CliRunner().invoke(main, asked)
    assert ended.exit_code == 0, ended.output
    assert "half of 1 texts of 1 within" in ended.stdout


def test_empty_texts_are_nothing_to_measure(tmp_path: Path):
    path = tmp_path / "set"
    path.write_text(json.dumps({"text": " ", "spans": []}))
    ended = CliRunner().invoke(main, ["bench", "privacy", "--data", str(path)])
    assert ended.exit_code == 2
    assert "its texts are empty" in ended.stderr


def test_generated_texts_are_the_same_each_time_and_of_one_length():
    texts = list(texts_of(5, 700, seed=3))
    assert texts == list(texts_of(5, 700, seed=3))
    assert texts != list(texts_of(5, 700, seed=4))
    assert {len(text) for text in texts} == {700}
    assert len(set(texts)) == 5


def test_the_kernel_tells_of_a_process():
    before = cpu_s(os.getpid())
    while cpu_s(os.getpid()) == before:
        sum(range(100_000))
    memory = memory_bytes(os.getpid())
    assert 0 < memory["pss"] <= memory["rss"] <= memory["peak_rss"]
