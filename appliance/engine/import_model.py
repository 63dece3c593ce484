"""Takes a Hugging Face folder in: copies, checks, quantises, tries, signs, records.

Nothing of the folder is parsed by a model library before the allow-lists have passed,
and the model libraries run only in the sandbox. What is checked is a copy that nobody
else writes to. The folder is built beside its place under another name and renamed
last, so a refused import leaves nothing. What the licence allows is for the person to
judge: it is shown, not enforced.
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from appliance.engine.checked_copy import take_copy
from appliance.engine.described import (
    describe,
    digest_over,
    weight_bytes,
)
from appliance.engine.folder import (
    IMPORTED,
    MODEL_NAME,
    NOTE,
    CheckedFolder,
    Told,
    check_folder,
)
from appliance.engine.imported import Imported, Keeper, read_trial
from appliance.engine.manifest import (
    MANIFEST,
    encode_manifest,
    read_manifest,
)
from appliance.engine.packing import (
    bounds_for,
    let_read,
    quantised,
)
from appliance.engine.quantisation import (
    KINDS,
    MADE_HERE,
)
from appliance.engine.sandbox import Workshop
from appliance.engine.signature import manifest_text, sync_path
from appliance.engine.source import Listing, list_source
from appliance.errors import SettingsError

_LEFT = re.compile(r"\.[a-z0-9._-]+\.(?:new|gone)-[0-9]+")


def import_model(
    source: Path,
    models: Path,
    *,
    name: str,
    quantise: str,
    keeper: Keeper,
    workshop: Workshop,
    told: Told,
) -> Imported:
    """Import a model folder under a name.

    Raises:
        SettingsError: The folder is refused; the message says why.
    """
    # 1. the name is free  2. a checked copy  3. quantised once  4. as the engine would
    # load it, in the sandbox  5. signed, recorded, put in place
    if MODEL_NAME.fullmatch(name) is None:
        raise SettingsError(
            "the name takes small letters, digits, '.', '_' and '-', up to 64"
        )
    if quantise not in KINDS:
        raise SettingsError(f"--quantise takes {', '.join(MADE_HERE)}")
    place = models / IMPORTED / name
    listing = list_source(source)
    if place.exists() or (models / name).exists():  # 1
        told("comparing with what is here", 0, 0)
        return _already_here(source, listing, place, quantise)
    with _building(place) as fresh:
        copy = take_copy(  # 2
            source, listing, fresh, quantise=quantise, workshop=workshop, told=told
        )
        before = weight_bytes(copy.path)
        ready = quantised(copy.path, fresh, copy.kind, workshop, told)  # 3
        manifest = describe(ready, name, copy.kind, copy.brought, copy.parameters)
        manifest = replace(manifest, source=copy.origin, imported_by=keeper.name)
        (ready / MANIFEST).write_text(encode_manifest(manifest), encoding="utf-8")
        let_read(ready)
        checked = check_folder(ready, told)
        told("trying it out", 0, 0)
        trial = read_trial(workshop.do("try", ready, bounds_for(before)))  # 4
        done = Imported(
            CheckedFolder(place, checked.manifest, checked.digest),
            listing.left_out,
            bytes_before=before,
            bytes_after=weight_bytes(ready),
            sandbox=workshop.words,
            trial=trial,
        )
        note = keeper.sign(manifest_text(checked.manifest, checked.digest))  # 5
        (ready / NOTE).write_bytes(note)
        let_read(ready)
        for path in (*ready.iterdir(), ready):
            sync_path(path)
        keeper.record(done)
        ready.rename(place)
        sync_path(place.parent)
    return done


def _already_here(
    source: Path, listing: Listing, place: Path, quantise: str
) -> Imported:
    """Give what an import before this one made of the same files.

    Raises:
        SettingsError: The name is taken by another model.
    """
    taken = SettingsError(f"there is a model {place.name!r} already; pick another name")
    if not (place / MANIFEST).is_file():
        raise taken
    manifest, digest = read_manifest(place)
    files = {name: source / name for name in listing.wanted if name != MANIFEST}
    same = digest_over(files) == manifest.source
    if not same or quantise not in {manifest.quantisation, "float32"}:
        raise taken
    return Imported(
        CheckedFolder(place, manifest, digest),
        listing.left_out,
        bytes_before=weight_bytes(source),
        bytes_after=weight_bytes(place),
        sandbox="",
        trial={},
    )


@contextmanager
def _building(place: Path) -> Iterator[Path]:
    """Give a folder beside the place to build in; it is gone afterwards."""
    fresh = place.with_name(f".{place.name}.new-{os.getpid()}")
    try:
        if not place.parent.exists():
            place.parent.mkdir(parents=True)
            place.parent.chmod(0o755)
        _sweep(place.parent)
        # Nobody else comes in, until it is done and renamed out.
        fresh.mkdir(mode=0o700)
        yield fresh
    except OSError as err:
        raise SettingsError(f"{err.filename or fresh}: {err.strerror}") from err
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _sweep(imported: Path) -> None:
    """Remove what an import or a removal left that was killed half way."""
    for path in imported.glob(".*-*"):
        pid = path.name.rpartition("-")[2]
        if _LEFT.fullmatch(path.name) and not Path("/proc", pid).exists():
            shutil.rmtree(path, ignore_errors=True)
