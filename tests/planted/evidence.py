"""One appliance of its own that was given every planted identifier, and what it left."""

import contextlib
import hashlib
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from appliance.demo.site import UNITS, free_port, lay_out
from appliance.domain.entity import EntityKind
from tests.planted.identifiers import all_planted, blocked
from tests.planted.letters import Letter, letters_of
from tests.planted.relay import RelayedSupervisor
from tests.planted.watch import FileWatch
from tests.planted.ways import Ways, failing, kill_all_in_flight, refused, strangers
from tests.stack import Stack, write_note_only

_FILE_OF = {
    EntityKind.PERSON: "person",
    EntityKind.ORG: "org",
    EntityKind.CUSTOM: "custom",
}
LONG_CHARS = 1_100
_OUTSIDE = tuple(map(Path, ("/tmp", "/var/tmp", "/dev/shm")))


@dataclass
class Evidence:
    """What the run left behind.

    Args:
        stack: The appliance, stopped.
        letters: All letters, in the order they were sent.
        reached: Those that were masked and sent on to the engine.
        uploads: Uploaded files, as they were sent.
        relay: What passed between the engine and its callers.
        laid_out: Digests of the files that were there before it began.
        unnamed: What stood in files that a process held open without a name.
        made: Files that were made in folders for temporary files, if only for a moment.
        core_limits: How large a core file of each unit may be.
    """

    stack: Stack
    letters: list[Letter]
    reached: list[Letter]
    uploads: list[bytes]
    relay: RelayedSupervisor
    began: float
    laid_out: dict[Path, str]
    unnamed: dict[str, bytes] = field(default_factory=dict)
    made: set[Path] = field(default_factory=set)
    core_limits: dict[str, str] = field(default_factory=dict)

    def written(self) -> list[Path]:
        """Name every file below the appliance's folder that the run wrote or changed."""
        return [
            path
            for path in _files(self.stack.root)
            if self.laid_out.get(path) != _digest(path)
        ]

    def outside(self) -> list[Path]:
        """Name files of the appliance's users in the folders for temporary files."""
        identities = self.stack.supervisor.site.identities.values()
        uids = {os.geteuid() if one.uid is None else one.uid for one in identities}
        return [
            path for folder in _OUTSIDE for path in _leftovers(folder, uids, self.began)
        ]


@contextlib.contextmanager
def evidence() -> Iterator[Evidence]:
    """Run an appliance, send it everything in every way, and stop it."""
    with (
        tempfile.TemporaryDirectory(prefix="cloister-") as folder,
        # Not below pytest's own folder: that one only its owner may enter.
        tempfile.TemporaryDirectory(prefix="cloister-copies-") as copies,
    ):
        began = time.time()
        # Two letters together are for the worker.
        long = {"long_text_chars": LONG_CHARS}
        site = lay_out(Path(folder), port=free_port(), worker=long)
        _add_to_dictionary(site.root / "dictionary")
        # The letters are made of what is planted, not of what people write.
        write_note_only(site.root / "policies")
        laid_out = {path: _digest(path) for path in _files(site.root)}
        sent = [p for p in all_planted() if p.kind is not EntityKind.SECRET]
        letters = list(letters_of(sent))
        with _cores_allowed(), RelayedSupervisor(site, Path(copies)) as supervisor:
            stack = Stack(supervisor, [])
            passing = [site.root / "home", site.front.folder, site.root / "run"]
            watch = FileWatch(
                [p for f in passing for p in (f, *f.rglob("*")) if p.is_dir()]
            )
            found = Evidence(stack, letters, [], [], supervisor, began, laid_out)
            _send_all(found)
            found.made = watch.stop(site.root / "home" / "the-last-one")
        yield found


@contextlib.contextmanager
def _cores_allowed() -> Iterator[None]:
    """Start processes as a machine would on which they may leave core files."""
    before = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (before[1], before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, before)


def _send_all(found: Evidence) -> None:
    stack, rest = found.stack, list(found.letters)

    def take(count: int) -> list[Letter]:
        taken, rest[:] = rest[:count], rest[count:]
        return taken

    with stack.signed_in("anna.staff") as anna:
        ways = Ways(stack, anna, found.reached, found.uploads)
        in_flight, broken = take(3), take(3)
        held, edit = take(2)
        ways.by_review(held, edit, held.planted[0])
        ways.by_worker(take(2))
        ways.by_terminal(*take(1))
        for name in ("letter.txt", "wide.txt", "letter.docx"):
            ways.by_file(take(1)[0], name)
        while rest:
            ways.by_stream(*take(1))
            if rest:
                ways.by_page(*take(1))
        ways.by_remarks(found.letters[-2:])
        refused(ways, held, blocked())
        strangers(ways, held)
        found.unnamed |= _unnamed_files(stack)
        for name in UNITS:
            limits = Path(f"/proc/{stack.processes[name].pid}/limits").read_text()
            (line,) = (one for one in limits.splitlines() if "core file" in one)
            found.core_limits[name] = line.split()[4]
        failing(ways, broken)
        for letter in (*in_flight, *broken, edit):
            ways.by_stream(letter)
    for name in reversed(stack.processes):
        stack.stop(name)
    stack.supervisor.start()
    kill_all_in_flight(stack, in_flight)


def _add_to_dictionary(folder: Path) -> None:
    for kind, name in _FILE_OF.items():
        with (folder / f"{name}.txt").open("a", encoding="utf-8") as file:
            file.writelines(
                f"{p.entry}\n" for p in all_planted() if p.entry and p.kind is kind
            )


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink())


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _leftovers(folder: Path, uids: set[int | None], began: float) -> Iterator[Path]:
    for top in folder.iterdir() if folder.is_dir() else ():
        # Another appliance, or a test's own folder.
        if top.name.startswith("cloister-"):
            continue
        with contextlib.suppress(FileNotFoundError):
            status = top.lstat()
            if status.st_uid in uids and status.st_mtime >= began:
                yield from (_files(top) if top.is_dir() else [top])


def _unnamed_files(stack: Stack) -> dict[str, bytes]:
    """Read what the processes hold open that has no name any more, or only in memory."""
    found = {}
    for name, child in stack.processes.items():
        pids = [str(child.pid)]
        for pid in pids:
            for task in (Path("/proc") / pid / "task").iterdir():
                pids += (task / "children").read_text().split()
            for descriptor in (Path("/proc") / pid / "fd").iterdir():
                with contextlib.suppress(FileNotFoundError):
                    target = str(descriptor.readlink())
                    if target.endswith("(deleted)") or target.startswith("/memfd:"):
                        found[f"{name}: {target}"] = descriptor.read_bytes()
    return found
