"""DESIGN: there is one way to the model and one way through the masker."""

import ast
from pathlib import Path

import appliance

ROOT = Path(appliance.__file__).parent


def callers_of(part: str, verb: str) -> set[str]:
    """Name the files that call a verb of a port: `....part.verb(...)`."""
    found = set()
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                name = getattr(owner, "attr", getattr(owner, "id", ""))
                if (name.lstrip("_"), node.func.attr) == (part, verb):
                    found.add(str(path.relative_to(ROOT)))
    return found


def importers_of(name: str) -> set[str]:
    """Name the files that import a class."""
    return {
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
        and any(alias.name == name for alias in node.names)
    }


def test_the_model_is_asked_by_the_generate_step_alone() -> None:
    # An evaluation takes the time of each answer; it hands the step's request on.
    on = {"engine/breaker.py", "release/evaluation/aside.py"}
    assert callers_of("engine", "generate") - on == {"steps/generate.py"}


def test_texts_are_scored_by_the_guard_the_judge_and_for_explanations_alone() -> None:
    # The port over several engines, and the one that takes the time, hand it on.
    on = {"engine/tiers.py", "engine/breaker.py", "engine/judge.py"}
    on |= {"release/evaluation/aside.py"}
    callers = callers_of("engine", "score") - {"steps/guard.py"} - on
    assert all(caller.startswith("explain/") for caller in callers)


def test_the_engines_client_is_made_where_the_parts_are_wired_and_nowhere_else() -> (
    None
):
    assert importers_of("EngineClient") == {"app.py"}
    assert importers_of("EngineTiers") == {"app.py"}


def test_the_judge_is_asked_by_its_step_alone() -> None:
    assert callers_of("by", "judge") == {"steps/judge.py"}
    assert importers_of("EngineJudge") == {"app.py"}


def test_texts_are_masked_by_seven_steps_and_the_probe_alone() -> None:
    assert callers_of("masker", "mask") == {
        "steps/assess.py",
        # Answers to parts, before a model combines them, and the parts.
        "steps/compose.py",
        "steps/divide.py",
        "steps/judge.py",
        "steps/pseudonymise.py",
        # What has a seal that ends, once more.
        "steps/reseal.py",
        "steps/review.py",
        "worker/probe.py",
    }


def test_names_come_back_in_these_places_and_no_others() -> None:
    assert callers_of("masker", "restore") == {
        # The made-up people of golden cases, to see whether an answer names them.
        "release/evaluation/runner.py",
        "steps/restore.py",
        "steps/stream.py",
        "web/answers.py",
        # A program's own structured answer, and one that it fetches later.
        "web/api/content.py",
        # The results of a person's own list of texts.
        "web/bulk_results.py",
        # What stands behind one stand-in of a person's own preview.
        "web/corrections.py",
        # A person's own text, to be changed or asked again.
        "web/own_text.py",
        "worker/answer.py",
    }
