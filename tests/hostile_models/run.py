"""Do a thousand harms to model folders and count how many are refused.

    python -m tests.hostile_models.run [--folders 1000] [--seed 1]

Every folder is made from one good one by one harm. An import must refuse it and leave
nothing; what an import cannot know (a bit of a weight, flipped before anybody had its
digest) is flipped in an imported model, and verifying must find it. A good folder is
imported before and after: a door that lets nobody in would refuse them all too.
"""

import argparse
import resource
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from appliance.engine.folder import check_folder
from appliance.engine.sandbox import Workshop, find_sandbox, open_workshop
from appliance.engine.signature import check_manifest_signature
from appliance.errors import SettingsError
from tests.hostile_models.files import CANARY, CUT, NAMES, PICKLES, PLACES
from tests.hostile_models.folders import Harm, flip, make_good, shard
from tests.hostile_models.texts import (
    CONFIGS,
    SLOW_TEMPLATES,
    SLOW_TOKENIZERS,
    TEMPLATES,
    TOKENIZERS,
)
from tests.hostile_models.weights import HEADERS, NUMBERS, TENSORS
from tests.unit.appliance.engine.taking_in import SIGNER, take_in
from tests.unit.appliance.engine.tiny_model import write_manifest

FLIPPED_LATER = "a bit flipped, after the import"
FLIPPED_BEFORE = "a bit flipped, against its own manifest"
# Kind, its harms, and how many of a thousand folders are of it.
KINDS: dict[str, tuple[dict[str, Harm], int]] = {
    "files cut short": (CUT, 80),
    "headers that lie": (HEADERS, 130),
    "tensors that do not fit": (TENSORS, 90),
    "numbers that are none": (NUMBERS, 20),
    "pickles and code": (PICKLES, 80),
    "configuration": (CONFIGS, 150),
    "tokenizers": (TOKENIZERS, 60),
    "tokenizers without end": (SLOW_TOKENIZERS, 3),
    "chat templates": (TEMPLATES, 60),
    "chat templates without end": (SLOW_TEMPLATES, 3),
    "links, pipes, giants": (PLACES, 64),
    "names": (NAMES, 30),
}
FLIPS = {FLIPPED_LATER: 150, FLIPPED_BEFORE: 80}
ALL = sum(count for _, count in KINDS.values()) + sum(FLIPS.values())


@dataclass(slots=True)
class Seen:
    """What came of the folders of one kind."""

    folders: int = 0
    refused: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    taken: list[str] = field(default_factory=list)


class Range:
    """A place to try folders in, with a canary beside."""

    def __init__(self, root: Path, workshop: Workshop) -> None:
        self.root, self.workshop = root, workshop
        self.good = make_good(root / "good")
        self.models = root / "models"
        self.canary = root / CANARY
        self.canary.write_text("alive")
        self.vkey = root / "release.vkey"
        self.vkey.write_text(f"{SIGNER.key.vkey}\n")
        self.kept = [
            take_in(folder, self.models, workshop, name=folder.name).folder.path
            for folder in (self.good, self._sharded())
        ]

    def _sharded(self) -> Path:
        folder = shutil.copytree(self.good, self.root / "sharded")
        shard(folder)
        return folder

    def refusal(self, harm: Harm, rng: Random) -> str:
        """Do a harm to a fresh folder and try to import it; "" if it is taken."""
        folder = shutil.copytree(self.good, self.root / "source")
        try:
            harm(folder, rng)
            take_in(folder, self.models, self.workshop, name="evil")
        except SettingsError as err:
            return str(err) or "no reason"
        else:
            shutil.rmtree(self.models / "imported" / "evil")
            return ""
        finally:
            shutil.rmtree(folder)
            (self.root / "source-secret").unlink(missing_ok=True)

    def found_later(self, rng: Random) -> str:
        """Flip a bit of an imported model and verify it; "" if nothing is found."""
        folder = shutil.copytree(
            rng.choice(self.kept), self.root / "later" / "imported" / "kept"
        )
        try:
            flip(rng.choice(sorted(folder.iterdir())), rng)
            self.verify(folder)
        except SettingsError as err:
            return str(err) or "no reason"
        else:
            return ""
        finally:
            shutil.rmtree(self.root / "later")

    def verify(self, folder: Path) -> None:
        """Verify as the engine does before it loads a model."""
        check_manifest_signature(folder, self.vkey)
        check_folder(folder)

    def check_nothing_is_left(self) -> None:
        """Nothing but the good models is there, and they are whole.

        Raises:
            SettingsError: One of them is not.
        """
        assert self.canary.read_text() == "alive"
        here = sorted(path.name for path in (self.models / "imported").iterdir())
        assert here == ["good", "sharded"]
        for folder in self.kept:
            self.verify(folder)


def flip_against_manifest(folder: Path, rng: Random) -> None:
    """Flip a bit in a folder that brings a manifest of its own."""
    write_manifest(folder)
    flip(rng.choice([p for p in sorted(folder.iterdir()) if p.suffix != ".toml"]), rng)


def plan(folders: int, rng: Random, *, slow: bool) -> Iterator[tuple[str, str, Harm]]:
    """Give kind, name and harm of so many folders, each kind in its share."""
    for kind, (harms, count) in KINDS.items():
        if "without end" in kind and not slow:
            continue
        wanted = max(1, round(count * folders / ALL))
        names = rng.sample(sorted(harms), len(harms))
        for i in range(wanted):
            name = names[i % len(names)]
            yield kind, name, harms[name]


def run(there: Range, folders: int, seed: int, *, slow: bool = True) -> dict[str, Seen]:
    """Try so many folders and tell what came of each kind."""
    rng = Random(seed)
    seen: dict[str, Seen] = {}

    def note(kind: str, name: str, reason: str) -> None:
        found = seen.setdefault(kind, Seen())
        found.folders += 1
        if reason:
            found.refused += 1
            found.reasons[reason] += 1
        else:
            found.taken.append(name)

    for kind, name, harm in plan(folders, rng, slow=slow):
        note(kind, name, there.refusal(harm, rng))
    for kind, count in FLIPS.items():
        for i in range(max(1, round(count * folders / ALL))):
            if kind == FLIPPED_LATER:
                note(kind, str(i), there.found_later(rng))
            else:
                note(kind, str(i), there.refusal(flip_against_manifest, rng))
    return seen


def _peak_mb() -> tuple[int, int]:
    own, children = (
        resource.getrusage(who).ru_maxrss // 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own, children


def _killed_for_memory() -> int:
    fields = Path("/proc/vmstat").read_text(encoding="ascii").split("\n")
    return sum(int(f.split()[1]) for f in fields if f.startswith("oom_kill "))


def main() -> int:
    """Run, print a table by kind, and fail if a folder was taken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folders", type=int, default=ALL)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    killed = _killed_for_memory()
    root = Path(tempfile.mkdtemp(prefix="hostile-"))
    try:
        with open_workshop(find_sandbox(weak=True)) as workshop:
            there = Range(root, workshop)
            print(f"tried in {workshop.words}")
            seen = run(there, options.folders, options.seed)
            there.check_nothing_is_left()
            shutil.rmtree(there.models / "imported" / "good")
            take_in(there.good, there.models, workshop, name="good")
    finally:
        shutil.rmtree(root)
    print(f"{'kind':<42} {'folders':>7} {'refused':>7} {'reasons':>7}")
    for kind, found in seen.items():
        print(
            f"{kind:<42} {found.folders:>7} {found.refused:>7} {len(found.reasons):>7}"
        )
        for name in found.taken:
            print(f"    TAKEN: {name}")
    folders = sum(found.folders for found in seen.values())
    refused = sum(found.refused for found in seen.values())
    own, children = _peak_mb()
    killed = _killed_for_memory() - killed
    print(f"{'all':<42} {folders:>7} {refused:>7}")
    print(f"memory at most: {own} MB in the importer, {children} MB in the sandbox")
    print(f"killed for want of memory: {killed}; the canary is alive")
    return 0 if folders == refused and killed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
