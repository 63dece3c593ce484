"""Copies what somebody brings, and checks the copy: papers first, weights last.

Nothing is parsed by a model library but in the workshop, and nothing is copied that was
not bounded before.
"""

from dataclasses import dataclass
from pathlib import Path

from appliance.engine.chat_template import check_template
from appliance.engine.config_keys import check_companions, check_config
from appliance.engine.described import (
    digest_over,
    is_weights,
)
from appliance.engine.folder import (
    Told,
    check_contents,
    check_file,
    check_weights,
)
from appliance.engine.json_files import read_json
from appliance.engine.manifest import (
    MANIFEST,
    Manifest,
    read_manifest,
)
from appliance.engine.packing import (
    EXAMINE,
    check_shapes,
    let_read,
)
from appliance.engine.quantisation import (
    KINDS,
    check_runnable,
    stored_kind,
)
from appliance.engine.sandbox import Workshop
from appliance.engine.source import Listing, check_room, copy_files
from appliance.errors import SettingsError


@dataclass(frozen=True, slots=True)
class CheckedCopy:
    """A checked copy of what somebody brought.

    Args:
        path: Where it is.
        kind: How it will be stored and run.
        brought: The manifest it came with.
        parameters: How many numbers its architecture has.
        origin: SHA-256 hex over the digests of what came in.
    """

    path: Path
    kind: str
    brought: Manifest | None
    parameters: int
    origin: str


def take_copy(
    source: Path,
    listing: Listing,
    fresh: Path,
    *,
    quantise: str,
    workshop: Workshop,
    told: Told,
) -> CheckedCopy:
    """Copy what somebody brings, and check the copy.

    Args:
        listing: What `list_source` found in the source.
        fresh: A folder nobody else writes to; the copy is made below it.

    Raises:
        SettingsError: Something in it may not be, or does not fit.
    """
    # 1. the small files, then the headers of the weights  2. tokenizer, template and
    # architecture, in the sandbox  3. the weights
    copy = fresh / "copy"
    copy.mkdir(mode=0o755)
    weights = {n: s for n, s in listing.wanted.items() if is_weights(n)}
    papers = {n: s for n, s in listing.wanted.items() if n not in weights}
    copy_files(source, copy, papers, told)  # 1
    told("checking", 0, 0)
    brought = _read_brought(copy, set(listing.wanted))
    _check_papers(copy)
    stored = stored_kind(check_config(copy))
    kind = _kind_of(stored, quantise)
    # What is quantised is written by the workshop, copied out of its reach, and takes
    # no more than what it is made of.
    made_again = KINDS[kind].stored != stored
    check_room(fresh, sum(weights.values()) * (3 if made_again else 1))
    tensors = check_weights(copy, [source / name for name in sorted(weights)])
    let_read(copy)
    told("examining tokenizer, template and shapes", 0, 0)
    workshop.do("examine", copy, EXAMINE)  # 2
    shaped = check_shapes(copy, tensors, workshop)
    copy_files(source, copy, weights, told)  # 3
    told("checking", 0, 0)
    for file in brought.files if brought else ():
        check_file(copy, file)
    if check_contents(copy) != tensors:
        raise SettingsError("the weights changed while they were copied")
    let_read(copy)
    files = {name: copy / name for name in listing.wanted if name != MANIFEST}
    return CheckedCopy(copy, kind, brought, shaped["parameters"], digest_over(files))


def _read_brought(copy: Path, names: set[str]) -> Manifest | None:
    """Read the manifest a folder came with, if any, and drop it for our own.

    It is nobody's word, for it is not signed by this site; but a folder that does not
    fit its own manifest was damaged on the way.
    """
    if not (copy / MANIFEST).exists():
        return None
    brought, _ = read_manifest(copy)
    if names - {MANIFEST} != {file.name for file in brought.files}:
        raise SettingsError("the folder's files are not those of its manifest")
    (copy / MANIFEST).rename(copy.with_name("brought.toml"))
    return brought


def _check_papers(copy: Path) -> None:
    """Check every file but the weights."""
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        if not (copy / name).is_file():
            raise SettingsError(f"{name} is missing")
    template = copy / "chat_template.jinja"
    if not template.exists():
        # Older folders keep the template among the tokenizer's settings.
        inside = read_json(copy / "tokenizer_config.json").get("chat_template")
        if not isinstance(inside, str):
            raise SettingsError("the model has no chat template")
        template.write_bytes(inside.encode("utf-8", "replace"))
    check_companions(copy, check_config(copy)["vocab_size"])
    check_template(template)


def _kind_of(stored: str, quantise: str) -> str:
    """Settle how a model that is stored so will be stored and run.

    Raises:
        SettingsError: It is packed otherwise already, or needs what is not here.
    """
    kind = stored if quantise == "float32" else quantise
    if stored not in {"float32", kind}:
        raise SettingsError(
            f"the model is stored as {stored}; leave --quantise out to take it so"
        )
    if stored == "float32" and not KINDS[kind].made_here:
        raise SettingsError(f"{kind} weights are not made here; import them made")
    # What the trial does is on the CPU; another device is the engine's to check.
    check_runnable(kind, "cpu")
    return kind
