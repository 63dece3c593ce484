"""How this program starts Python again: never with the current folder on its path."""

import re
from pathlib import Path

import appliance

_STARTED = re.compile(r"sys\.executable,\s*\"(?P<first>[^\"]*)\"")
# The verifier is run from a folder on purpose: the one the auditor was handed.
_FROM_A_FOLDER = {Path("commands/tour/audit.py")}


def test_no_child_imports_from_the_current_folder() -> None:
    root = Path(str(appliance.__file__)).parent
    found = {
        path.relative_to(root): (
            text.count("sys.executable"),
            [match["first"] for match in _STARTED.finditer(text)],
        )
        for path in root.rglob("*.py")
        if "sys.executable" in (text := path.read_text(encoding="utf-8"))
    }
    assert len(found) > len(_FROM_A_FOLDER)
    for path, (named, first) in found.items():
        if path not in _FROM_A_FOLDER:
            assert first == ["-P"] * named, path
