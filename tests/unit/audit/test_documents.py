"""The README's commands work as written, and format.md tells the real limits."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import audit
from audit import canonical, note
from audit.__main__ import _parser
from audit.chain import Chain, Tree
from audit.checkpoint import open_checkpoint
from audit.export import FORMAT
from audit.layout import CHECKPOINTS, LOCK, RECOVERED, SEGMENTS
from audit.record import FIELDS
from audit.vectors.sample import SIGNER, export, link, records

PACKAGE = Path(audit.__file__).parent
README = (PACKAGE / "README.md").read_text()
FORMAT_PAGE = (PACKAGE / "format.md").read_text()


def test_the_readme_s_five_commands_work_in_their_order(tmp_path: Path) -> None:
    lines = link(records(20))
    (tmp_path / "january.cloister-audit").write_bytes(export(lines[:15]).octets())
    (tmp_path / "february.cloister-audit").write_bytes(export(lines, 15).octets())
    (tmp_path / "log.vkey").write_text(SIGNER.key.vkey + "\n")
    commands = re.findall(r"^python3 -m audit .*$", README, flags=re.MULTILINE)
    assert len(commands) == 5
    for command in commands:
        here = command.replace("4711", "7").replace("python3", sys.executable, 1)
        done = subprocess.run(
            ["/bin/sh", "-c", here],
            cwd=tmp_path,
            env={"PYTHONPATH": str(PACKAGE.parent)},
            capture_output=True,
            check=False,
            text=True,
        )
        assert done.returncode == 0, (command, done.stderr)
    assert (tmp_path / "7.tlog-proof").exists()


def test_the_readme_names_every_command_and_no_other() -> None:
    told = set(re.findall(r"^python3 -m audit (\w+)", README, flags=re.MULTILINE))
    real = set(re.findall(r"\{?(\w+)\}?", " ".join(_commands())))
    assert told == real


def _commands() -> Any:
    (actions,) = [a for a in _parser()._actions if a.choices]
    return list(actions.choices)


def test_the_format_tells_every_field_of_a_record() -> None:
    table = FORMAT_PAGE.split("## 2. Records")[1].split("## 3.")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, flags=re.MULTILINE)) == FIELDS


def test_the_format_tells_the_real_limits() -> None:
    for limit in (
        f"{canonical.MAX_LINE_BYTES:,} bytes",
        f"nesting MUST NOT exceed {canonical.MAX_DEPTH}",
        f"{note.MAX_NOTE_BYTES:,} bytes or {note.MAX_SIGNATURES} signatures",
        f'"format":"{FORMAT}"',
    ):
        assert limit in FORMAT_PAGE


def test_the_format_tells_the_layout() -> None:
    folder = FORMAT_PAGE.split("## 7.")[1].split("```")[1]
    names = {line.split("/")[0].split()[0] for line in folder.strip().splitlines()}
    assert names == {SEGMENTS, CHECKPOINTS, RECOVERED, LOCK}


def test_the_format_s_example_is_a_log_that_verifies() -> None:
    lines, seal = (block.strip("\n") for block in FORMAT_PAGE.split("```\n")[1:4:2])
    tree = Tree([])
    chain = Chain(tree)
    for number, line in enumerate(lines.encode().split(b"\n")):
        chain.take(line, f"line {number}")
    checkpoint = open_checkpoint(seal.encode() + b"\n", SIGNER.key)
    assert checkpoint.size == 3
    chain.finish(lambda _: False)
    assert tree.frontier.root() == checkpoint.root
