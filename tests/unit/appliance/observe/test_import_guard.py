"""Each case runs in a process of its own: a guard cannot be taken off again."""

import subprocess
import sys

import pytest

from appliance.observe.import_guard import REFUSED


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )


GUARDED = "from appliance.observe.import_guard import install; install(); "


def test_exactly_these_libraries_are_refused():
    assert frozenset({"torch", "transformers", "bitsandbytes"}) == REFUSED


@pytest.mark.parametrize("name", [*sorted(REFUSED), "torch.nn"])
def test_a_model_library_is_refused_as_if_it_were_not_installed(name: str):
    code = f"""
try:
    import {name}
except ImportError as err:
    assert "engine only" in str(err), err
else:
    raise SystemExit("imported")
import sys
assert not [m for m in sys.modules if m.split(".")[0] == "torch"]
"""
    ended = run(GUARDED + code)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("trick", ["importlib.import_module", "__import__"])
def test_other_ways_to_import_are_refused_too(trick: str):
    ended = run(f"import importlib; {GUARDED}{trick}('torch')")
    assert "torch may be loaded by the engine only" in ended.stderr


def test_presidio_and_spacy_work_behind_the_guard():
    code = """
import sys
import presidio_analyzer, spacy
assert len(spacy.blank("en")("a b")) == 2
assert not {"torch", "transformers"} & set(sys.modules)
"""
    ended = run(GUARDED + code)
    assert ended.returncode == 0, ended.stderr


def test_installing_twice_is_like_once():
    code = (
        "install(); import sys; print(sum('Guard' in repr(f) for f in sys.meta_path))"
    )
    assert run(GUARDED + code).stdout == "1\n"


def test_a_process_that_already_loaded_one_refuses_to_go_on():
    code = (
        "import sys, types; sys.modules['bitsandbytes'] = types.ModuleType('b');"
        + GUARDED
    )
    assert "already loaded: bitsandbytes" in run(code).stderr
