"""The documents say what the tree says."""

import re
from pathlib import Path

import pytest

from appliance.kinds import RecordKind

ROOT = Path(__file__).parent.parent
DOCUMENTS = [
    ROOT / name
    for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
] + sorted((ROOT / "docs").rglob("*.md"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\((?!https?://|#)([^)#]+)", document.read_text("utf-8"))

    missing = [t for t in targets if not (document.parent / t).exists()]

    assert missing == []


def test_every_make_target_named_in_the_readme_exists() -> None:
    named = set(re.findall(r"^\s+make ([a-z]+)", _text("README.md"), re.MULTILINE))
    named |= set(re.findall(r"`make ([a-z]+)", _text("README.md")))
    there = set(re.findall(r"^([a-z]+):", _text("Makefile"), re.MULTILINE))

    assert named
    assert named <= there


def test_the_adr_index_lists_every_decision() -> None:
    listed = set(re.findall(r"\((\d{4}-[a-z0-9-]+\.md)\)", _text("docs/adr/README.md")))
    there = {p.name for p in (ROOT / "docs/adr").glob("[0-9]*.md")}

    assert listed == there


def test_every_record_kind_has_a_control() -> None:
    controls = _text("docs/controls.md")

    assert [k for k in RecordKind if f"`{k}`" not in controls] == []


def test_every_file_and_test_named_as_a_control_exists() -> None:
    controls = _text("docs/controls.md")
    named = re.findall(r"`((?:appliance|audit|policies|tests)/[\w/.\-]+)`", controls)
    tests = re.findall(r"`((?:tests)/[\w/.\-]+)::(\w+)`", controls)

    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []
    assert [
        f"{path}::{name}"
        for path, name in tests
        if f"def {name}(" not in (ROOT / path).read_text("utf-8")
    ] == []


def test_the_glossary_names_the_words_of_the_design() -> None:
    glossary = _text("docs/architecture.md").split("## Glossary")[1]
    words = [
        "exchange",
        "case",
        "purpose",
        "pseudonym",
        "surrogate",
        "vault",
        "seal",
        "record",
        "checkpoint",
        "decision",
        "gate",
        "review",
        "release",
        "finding",
        "dossier",
        "tier",
    ]

    assert [w for w in words if f"| {w} |" not in glossary] == []


def test_the_layers_in_the_documents_are_those_that_are_checked() -> None:
    checked = _text("setup.cfg").split("layers =")[1].split("[importlinter")[0]
    words = [w for w in re.split(r"[\s|]+", checked) if w]
    shown = re.search(r"`(commands > .*? > kinds)`", _text("docs/architecture.md"))

    assert shown is not None
    assert re.split(r" [>|] ", shown.group(1)) == words


def _text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")
