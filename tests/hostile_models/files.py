"""Harms to the folder: pickles, links, pipes, devices, names, files cut short."""

import os
import pickle
import shutil
import socket
from pathlib import Path
from random import Random

from tests.hostile_models.folders import (
    INDEX,
    WEIGHTS,
    Harm,
    edit_index,
    sharded,
    write,
)

_JSON = (
    *("config.json", "generation_config.json"),
    *("tokenizer.json", "tokenizer_config.json"),
)
CANARY = "canary"


class _Touch:
    """Touches the canary when it is unpickled."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[object, tuple[str, ...]]:
        return (os.system, (f"echo sung >> {self.target}",))


def _payload(folder: Path) -> bytes:
    return pickle.dumps(_Touch(folder.parent / CANARY))


def _pickle(name: str, *, instead: bool) -> Harm:
    def harm(folder: Path, _: Random) -> None:
        if instead:
            (folder / WEIGHTS).unlink()
        (folder / name).write_bytes(_payload(folder))

    return harm


def _pickled(name: str) -> Harm:
    """Put a pickle under a name that is allowed."""

    def harm(folder: Path, _: Random) -> None:
        (folder / name).write_bytes(_payload(folder))

    return harm


PICKLES: dict[str, Harm] = {
    **{
        f"{name} {'instead of' if instead else 'beside'} the weights": _pickle(
            name, instead=instead
        )
        for name in (
            *("pytorch_model.bin", "model.pt", "weights.pth", "optimizer.pkl"),
            *("model.ckpt", "data.pickle", "MODEL.PT", "tf_model.h5"),
            *("arrays.npy", "model.joblib", "flax_model.msgpack", "model.npz"),
        )
        for instead in (False, True)
    },
    **{f"a pickle called {n}": _pickled(n) for n in (WEIGHTS, *_JSON)},
    "code beside": write("modeling_evil.py", "import os\n"),
    "compiled code beside": write("modeling_evil.pyc", b"\0"),
    "a library beside": write("kernel.so", b"\x7fELF"),
    "a script beside": write("install.sh", "rm -rf /\n"),
    "an archive beside": write("more.zip", b"PK\x03\x04../../etc/x"),
    "a tape beside": write("more.tar", b"../../etc/x"),
    "another format beside": write("model.gguf", b"GGUF"),
    "a graph beside": write("model.onnx", b"\x08"),
}


def _replace_by_link(name: str, target: str) -> Harm:
    def harm(folder: Path, _: Random) -> None:
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(target)

    return harm


def _hard_link(name: str) -> Harm:
    def harm(folder: Path, _: Random) -> None:
        outside = folder.with_name(f"{folder.name}-secret")
        shutil.copyfile(folder / name, outside)
        (folder / name).unlink()
        os.link(outside, folder / name)

    return harm


def _fifo(name: str) -> Harm:
    def harm(folder: Path, _: Random) -> None:
        (folder / name).unlink(missing_ok=True)
        os.mkfifo(folder / name)

    return harm


def _socket(folder: Path, _: Random) -> None:
    # A socket's path is short (unix(7)), the folder's may not be.
    here = os.open(folder, os.O_RDONLY)
    try:
        with socket.socket(socket.AF_UNIX) as sock:
            sock.bind(f"/proc/self/fd/{here}/LICENSE.md")
    finally:
        os.close(here)


def _folder(name: str) -> Harm:
    def harm(folder: Path, _: Random) -> None:
        (folder / name).unlink(missing_ok=True)
        (folder / name).mkdir()

    return harm


def _sparse(name: str, size: int) -> Harm:
    def harm(folder: Path, _: Random) -> None:
        os.truncate(folder / name, size)

    return harm


PLACES: dict[str, Harm] = {
    **{
        f"{name} is a link to {target}": _replace_by_link(name, target)
        for name in ("config.json", WEIGHTS, "LICENSE", "README.md")
        for target in ("/etc/passwd", "../canary", "nowhere", name, "/proc/self/mem")
    },
    "a link under a name nobody wants": _replace_by_link("notes.txt", "/etc/shadow"),
    "a folder that is a link": _replace_by_link("onnx", "/etc"),
    **{f"{n} is a hard link": _hard_link(n) for n in ("config.json", WEIGHTS)},
    **{f"{n} is a pipe": _fifo(n) for n in ("config.json", WEIGHTS, "README.md")},
    "a socket": _socket,
    **{f"{n} is a folder": _folder(n) for n in ("config.json", WEIGHTS)},
    "sparse weights of 10 TB": _sparse(WEIGHTS, 10_000_000_000_000),
    "sparse weights of 20 GB": _sparse(WEIGHTS, 20_000_000_000),
    "a sparse configuration": _sparse("config.json", 50_000_000_000),
    "a sparse tokenizer": _sparse("tokenizer.json", 50_000_000_000),
    "a sparse template": _sparse("chat_template.jinja", 5_000_000_000),
}


def _named(name: bytes) -> Harm:
    def harm(folder: Path, _: Random) -> None:
        path = os.path.join(os.fsencode(folder), name)  # noqa: PTH118 - bytes
        with open(path, "wb") as file:  # noqa: PTH123 - bytes
            file.write(b"x")

    return harm


def _crowd(folder: Path, _: Random) -> None:
    for number in range(10_001):
        (folder / f"note-{number}.txt").touch()


def _missing(name: str) -> Harm:
    def harm(folder: Path, _: Random) -> None:
        (folder / name).unlink()

    return harm


def _empty(folder: Path, _: Random) -> None:
    for path in folder.iterdir():
        path.unlink()


NAMES: dict[str, Harm] = {
    "two but for large letters": _named(b"CONFIG.JSON"),
    "weights but for large letters": _named(b"Model.safetensors"),
    "a line break": _named(b"config\n.json"),
    "an escape": _named(b"\x1b[2J.json"),
    "a bell": _named(b"a\x07"),
    "turned round": _named("gnp\u202ejson".encode()),
    "nothing to see": _named("config.json\u200b".encode()),
    "no UTF-8": _named(b"\xff\xfe.json"),
    "an empty shard": _named(b"model-00001-of-00002.safetensors"),
    "zip slip in the index": edit_index(
        lambda i, _: i.update({"evil": "..\\..\\etc\\passwd"})
    ),
    "a way back in the index": edit_index(
        lambda i, _: i.update({"evil": "a/../../model.safetensors"})
    ),
    "an index without shards": write(INDEX, '{"weight_map":{"a":"b.safetensors"}}'),
    "an index that is a list": write(INDEX, "[]"),
    "an index with a key": sharded(
        lambda f, _: (f / INDEX).write_text('{"weight_map":{"a":"b"},"code":1}')
    ),
    "ten thousand files": _crowd,
    "nothing at all": _empty,
    **{
        f"without {name}": _missing(name)
        for name in (
            *(WEIGHTS, "config.json", "tokenizer.json"),
            *("tokenizer_config.json", "chat_template.jinja"),
        )
    },
}


def _cut(name: str) -> Harm:
    def harm(folder: Path, rng: Random) -> None:
        raw = (folder / name).read_bytes().rstrip()
        (folder / name).write_bytes(raw[: rng.randrange(len(raw))])

    return harm


CUT: dict[str, Harm] = {name: _cut(name) for name in (WEIGHTS, *_JSON)}
