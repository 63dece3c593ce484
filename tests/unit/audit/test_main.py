"""What an auditor types, what it prints, and how it exits."""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import audit
from audit.__main__ import main
from audit.layout import segment_at
from audit.vectors.sample import (
    CASE,
    EXCHANGE,
    OTHER,
    STRANGER,
    export,
    link,
    records,
    sign_checkpoint,
)

LINES = link(records())
ROOT = Path(audit.__file__).parent.parent


@pytest.fixture
def export_file(tmp_path: Path) -> Any:
    path = tmp_path / "period.export"
    path.write_bytes(export(LINES, 2, 6, withheld={4, 7}, case=CASE).octets())
    return path


def test_an_intact_export_exits_0_and_says_what_it_is(
    capsys: pytest.CaptureFixture[str], export_file: Path, key_file: Path
) -> None:
    assert main(["verify", str(export_file), "--key", str(key_file)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("INTACT\n")
    assert "6 (record 2 to 7)" in said
    assert "4 of 6; the log's key signed which, 2 withheld" in said
    assert "checkpoint of size 10" in said


def test_an_export_on_standard_input_is_read(
    export_file: Path,
    key_file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stream = io.TextIOWrapper(io.BufferedReader(io.BytesIO(export_file.read_bytes())))
    monkeypatch.setattr("sys.stdin", stream)
    assert main(["verify", "-", "--key", str(key_file)]) == 0


def test_a_changed_export_exits_1_and_names_the_record(
    capsys: pytest.CaptureFixture[str], export_file: Path, key_file: Path
) -> None:
    export_file.write_bytes(export_file.read_bytes().replace(b'"IBAN":1', b'"IBAN":2'))
    changed = export(LINES).octets().replace(b'"IBAN":1', b'"IBAN":2')
    export_file.write_bytes(changed)
    assert main(["verify", str(export_file), "--key", str(key_file)]) == 1
    assert "TAMPERED: record 4 (line 6): its hash" in capsys.readouterr().err


def test_a_log_folder_is_verified(
    capsys: pytest.CaptureFixture[str], write_log: Callable[..., Path], key_file: Path
) -> None:
    assert main(["verify", str(write_log()), "--key", str(key_file)]) == 0
    assert "10 (record 0 to 9)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "3 parts"),
        (b"\xff", "not a key file"),
        (b"x" * 5000, "expected one line"),
        (b"one\ntwo\n", "expected one line"),
        (b"log+00000000+AAAA\n", "not an Ed25519 key"),
    ],
)
def test_a_wrong_key_file_exits_2(
    capsys: pytest.CaptureFixture[str],
    export_file: Path,
    key_file: Path,
    content: bytes,
    message: str,
) -> None:
    key_file.write_bytes(content)
    assert main(["verify", str(export_file), "--key", str(key_file)]) == 2
    assert message in capsys.readouterr().err


def test_a_key_of_another_log_exits_2(
    capsys: pytest.CaptureFixture[str], export_file: Path, key_file: Path
) -> None:
    key_file.write_text(STRANGER.key.vkey)
    assert main(["verify", str(export_file), "--key", str(key_file)]) == 2
    assert "of another log than the key" in capsys.readouterr().err


def test_a_key_of_the_same_name_that_did_not_sign_exits_1(
    capsys: pytest.CaptureFixture[str], export_file: Path, key_file: Path
) -> None:
    key_file.write_text(OTHER.key.vkey)
    assert main(["verify", str(export_file), "--key", str(key_file)]) == 1
    assert "not signed by the key" in capsys.readouterr().err


@pytest.mark.parametrize("missing", ["out", "key", "checkpoint"])
def test_a_missing_file_exits_2(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    export_file: Path,
    key_file: Path,
    missing: str,
) -> None:
    no = str(tmp_path / "no")
    arguments = ["verify", no if missing == "out" else str(export_file)]
    arguments += ["--key", no if missing == "key" else str(key_file)]
    if missing == "checkpoint":
        arguments += ["--checkpoint", no]
    assert main(arguments) == 2
    assert "cannot be read: No such file" in capsys.readouterr().err


def test_a_later_checkpoint_exits_3_and_still_reports(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, key_file: Path
) -> None:
    path, kept = tmp_path / "short.export", tmp_path / "kept.note"
    path.write_bytes(export(LINES[:8]).octets())
    kept.write_bytes(sign_checkpoint(LINES))
    code = main(
        ["verify", str(path), "--key", str(key_file), "--checkpoint", str(kept)]
    )
    said = capsys.readouterr()
    assert code == 3
    assert "8 (record 0 to 7)" in said.out
    assert "names 10 records, this ends at 8: 2 records are not here" in said.err


def test_a_kept_checkpoint_that_does_not_hold_exits_2(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    export_file: Path,
    key_file: Path,
) -> None:
    kept = tmp_path / "kept.note"
    kept.write_bytes(sign_checkpoint(LINES, OTHER))
    code = main(
        ["verify", str(export_file), "--key", str(key_file), "--checkpoint", str(kept)]
    )
    assert code == 2
    assert "your checkpoint does not hold" in capsys.readouterr().err


def test_the_checkpoint_of_an_export_can_be_kept(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    export_file: Path,
    key_file: Path,
) -> None:
    assert main(["checkpoint", str(export_file), "--key", str(key_file)]) == 0
    kept = tmp_path / "kept.note"
    kept.write_text(capsys.readouterr().out)
    assert kept.read_bytes() == sign_checkpoint(LINES)
    whole = tmp_path / "whole.export"
    whole.write_bytes(export(LINES).octets())
    code = main(
        ["verify", str(whole), "--key", str(key_file), "--checkpoint", str(kept)]
    )
    assert code == 0
    assert "agrees with your checkpoint of size 10" in capsys.readouterr().out


def test_the_checkpoint_of_a_log_folder_can_be_kept(
    capsys: pytest.CaptureFixture[str], write_log: Callable[..., Path], key_file: Path
) -> None:
    assert main(["checkpoint", str(write_log()), "--key", str(key_file)]) == 0
    assert sign_checkpoint(LINES).decode() == capsys.readouterr().out


def test_no_checkpoint_is_taken_from_what_is_no_export(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, key_file: Path
) -> None:
    path = tmp_path / "text"
    path.write_text("hello\n")
    assert main(["checkpoint", str(path), "--key", str(key_file)]) == 2
    assert "this is not an export" in capsys.readouterr().err


@pytest.mark.parametrize("seq", [2, 5, 6])
def test_a_proof_taken_from_an_export_verifies_alone(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    export_file: Path,
    key_file: Path,
    seq: int,
) -> None:
    out = tmp_path / "one.tlog-proof"
    arguments = ["proof", str(export_file), "--key", str(key_file)]
    assert main([*arguments, "--seq", str(seq), "--out", str(out)]) == 0
    assert main(["verify", str(out), "--key", str(key_file)]) == 0
    assert f"1 (record {seq} to {seq})" in capsys.readouterr().out


def test_a_proof_taken_from_a_log_folder_verifies(
    tmp_path: Path,
    write_log: Callable[..., Path],
    key_file: Path,
) -> None:
    out = tmp_path / "one.tlog-proof"
    arguments = ["proof", str(write_log()), "--key", str(key_file), "--seq", "9"]
    assert main([*arguments, "--out", str(out)]) == 0
    assert main(["verify", str(out), "--key", str(key_file)]) == 0


@pytest.mark.parametrize(
    ("seq", "message"),
    [
        ("4", "record 4 is not disclosed"),
        ("1", "not disclosed"),
        ("99", "no record 99"),
    ],
)
def test_no_proof_is_made_of_what_is_not_there(
    capsys: pytest.CaptureFixture[str],
    export_file: Path,
    key_file: Path,
    seq: str,
    message: str,
) -> None:
    out = export_file.with_name("no")
    arguments = ["proof", str(export_file), "--key", str(key_file), "--seq", seq]
    assert main([*arguments, "--out", str(out)]) == 2
    assert message in capsys.readouterr().err
    assert not out.exists()


def test_show_prints_records_and_verifies_them(
    capsys: pytest.CaptureFixture[str], export_file: Path, key_file: Path
) -> None:
    assert main(["show", str(export_file), "--key", str(key_file)]) == 0
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 6
    assert "withheld" in said.out.splitlines()[2]
    assert "policy.decided" in said.out
    assert "INTACT: 4 of 6 records" in said.err


def test_show_picks_an_exchange_and_a_kind(
    capsys: pytest.CaptureFixture[str], export_file: Path, key_file: Path
) -> None:
    arguments = ["show", str(export_file), "--key", str(key_file)]
    assert main([*arguments, "--exchange", EXCHANGE]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 4
    assert main([*arguments, "--kind", "exchange.released"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_show_says_when_what_it_printed_was_tampered_with(
    capsys: pytest.CaptureFixture[str], export_file: Path, key_file: Path
) -> None:
    export_file.write_bytes(export_file.read_bytes().replace(b"912", b"999"))
    assert main(["show", str(export_file), "--key", str(key_file)]) == 1
    assert "TAMPERED" in capsys.readouterr().err


def test_show_prints_nothing_that_steers_a_terminal(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, key_file: Path
) -> None:
    path = tmp_path / "whole.export"
    path.write_bytes(export(LINES).octets())
    assert main(["show", str(path), "--key", str(key_file)]) == 0
    said = capsys.readouterr().out
    assert said.replace("\n", "").isprintable()
    assert said.isascii()
    assert json.dumps("\u00fcber \U0001f512 \u2028 \u0007")[1:-1] in said


def test_a_proof_cannot_be_shown(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    export_file: Path,
    key_file: Path,
) -> None:
    out = tmp_path / "one.tlog-proof"
    arguments = ["proof", str(export_file), "--key", str(key_file), "--seq", "5"]
    main([*arguments, "--out", str(out)])
    assert main(["show", str(out), "--key", str(key_file)]) == 2
    assert "can only be verified" in capsys.readouterr().err


def test_a_reader_that_leaves_early_meets_no_traceback(
    tmp_path: Path, key_file: Path
) -> None:
    folder = tmp_path / "ledger"
    lines = link(records(3000))
    segment = segment_at(folder, 0)
    segment.path.parent.mkdir(parents=True)
    segment.notes.parent.mkdir(parents=True)
    segment.path.write_bytes(b"".join(line + b"\n" for line in lines))
    segment.notes.write_bytes(sign_checkpoint(lines))
    command = f"{sys.executable} -m audit show {folder} --key {key_file} | head -n 1"
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
    )
    assert "ledger.started" in done.stdout
    assert "Traceback" not in done.stderr
