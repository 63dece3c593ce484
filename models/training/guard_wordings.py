"""A fifth lot of wordings, attacks and harmless ones of the same forms: plain files.

One wording a line, syntax as in `guard_attacks_en.py`. Whole sentences in many forms
rather than frames with places, both sides from the same scenes, so that neither the
imperative nor the words tell them apart. No older figure of the report draws them.
"""

from pathlib import Path

_FOLDER = Path(__file__).parent / "wordings"


def read_wordings(name: str) -> str:
    """Read a file of wordings as a block."""
    return (_FOLDER / f"{name}.txt").read_text(encoding="utf-8")
