"""Other versions for the playbook: what `make package` wrote, with policies changed."""

import io
import json
import re
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path

# Of a purpose's golden cases, so that an evaluation takes seconds: these many, and one
# in another language, which every model refuses.
FEW = 4
# Shown by one right case of these; what the shipped model shows is in docs/.
TARGET = "right = 1\n"
# Gives the content of a file of the share archive, or None to leave it out.
Change = Callable[[str, bytes], bytes | None]


def repacked(source: Path, dist: Path, change: Change) -> None:
    """Make the dist/ of another version: the same with its share archive changed."""
    shutil.copytree(source, dist)
    share = dist / "cloister-share.tar.gz"
    with (
        tarfile.open(source / share.name) as old,
        tarfile.open(share, "w:gz", compresslevel=1) as new,
    ):
        for member in old:
            file = old.extractfile(member) if member.isfile() else None
            if file is None:
                if change(member.name, b"") is not None:
                    new.addfile(member)
                continue
            content = change(member.name, file.read())
            if content is not None:
                member.size = len(content)
                new.addfile(member, io.BytesIO(content))


def few_cases(name: str, content: bytes) -> bytes:
    """Leave each purpose some golden cases, and a target that they can show."""
    if name.endswith("/golden.jsonl"):
        lines = content.splitlines(keepends=True)
        told = [json.loads(line) for line in lines]
        cases = [n for n, one in enumerate(told) if "id" in one]
        others = [n for n in cases if told[n]["language"] != "en"]
        keep = {*cases[:FEW], others[0]} | (set(range(len(lines))) - set(cases))
        return b"".join(line for n, line in enumerate(lines) if n in keep)
    if name.endswith("/purpose.toml"):
        return _with_targets(content, TARGET)
    return content


def never_right(name: str, content: bytes) -> bytes:
    """Ask of each letter what none of them says."""
    if name.endswith("/reply-draft/golden.jsonl"):
        cases = [json.loads(line) for line in content.splitlines()]
        never = [
            {
                **{key: one[key] for key in ("id", "input", "language", "tags")},
                "refuse": False,
                "checks": {"contains": ["xylophone"]},
            }
            for one in cases
            if "id" in one
        ]
        return "".join(json.dumps(one) + "\n" for one in never).encode()
    if name.endswith("/reply-draft/purpose.toml"):
        return _with_targets(content, "right = 900\n")
    return content


def kinder(name: str, content: bytes) -> bytes:
    if name.endswith("/reply-draft/prompt.en.md"):
        return content.replace(b"letter", b"kind letter", 1)
    return content


def without_credit_memo(name: str, content: bytes) -> bytes | None:
    gone = "./policies/purposes/credit-memo"
    return None if f"{name}/".startswith(f"{gone}/") else content


def _with_targets(purpose: bytes, targets: str) -> bytes:
    text = purpose.decode()
    table = r"(?<=\[thresholds\.shares\]\n)[^\[]*(?=\[)"
    changed, count = re.subn(table, f"{targets}\n", text)
    assert count == 1
    return changed.encode()
