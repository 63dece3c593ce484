"""Every vector gets the verdict it expects, and the vectors are what make.py makes."""

import io
from pathlib import Path
from typing import Any

import pytest

import audit.vectors
from audit.checkpoint import open_checkpoint
from audit.errors import IncompleteError, MalformedError, TamperedError, UnusableError
from audit.livelog import examine_log
from audit.note import parse_vkey
from audit.proof import FIRST_LINE, examine_proof
from audit.vectors.make import main, vectors
from audit.vectors.vector import Vector, encode_vector, parse_vector
from audit.verify import examine_export
from tests.unit.audit.conftest import unfold

FOLDER = Path(audit.vectors.__file__).parent
FILES = sorted(FOLDER.glob("*.vector"))


def verdict(vector: Vector, folder: Path) -> Any:
    key = parse_vkey(vector.key)
    held = [open_checkpoint(raw, key) for raw in vector.checkpoints]
    try:
        if vector.payload.startswith(FIRST_LINE):
            examine_proof(vector.payload, key)
        elif vector.log:
            examine_log(unfold(vector, folder), key, held)
        else:
            examine_export(io.BytesIO(vector.payload), key, held)
    except TamperedError as err:
        return "tampered", err.seq
    except UnusableError:
        return "unusable", None
    except IncompleteError:
        return "incomplete", None
    return "intact", None


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_vector_gets_the_verdict_it_expects(path: Path, tmp_path: Path) -> None:
    vector = parse_vector(path.read_bytes())
    assert (vector.expect, vector.seq) == verdict(vector, tmp_path)


def test_vectors_are_exactly_what_the_script_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["make", str(tmp_path)])
    assert main() == 0
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in FILES}


def test_no_two_vectors_share_a_name_or_a_cause() -> None:
    named = list(vectors())
    assert len(named) == len({name for name, _ in named})
    assert len(named) == len({vector.comment for _, vector in named})


def test_a_vector_reads_back_the_same() -> None:
    for _, vector in vectors():
        assert vector == parse_vector(encode_vector(vector))


def test_a_vector_with_an_unknown_field_is_refused() -> None:
    with pytest.raises(MalformedError, match="expect, comment and key"):
        parse_vector(b"expect: intact\ncomment: x\nkey: y\nwhy: z\n\n")
