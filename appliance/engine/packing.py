"""Has a copy of a model looked through and quantised in the workshop.

What the workshop writes is read back as if somebody had brought it: it was made by a
process that had parsed a stranger's files.
"""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from appliance.engine.config_keys import INDEX, check_config
from appliance.engine.described import is_weights, weight_bytes
from appliance.engine.folder import Told, check_contents
from appliance.engine.quantisation import KINDS, stored_kind
from appliance.engine.sandbox import NOBODY, Bounds, Workshop
from appliance.engine.source import copy_files, list_source, spare_bytes
from appliance.engine.tensors import Tensor
from appliance.errors import SettingsError

_WORK_S = 7_200.0
EXAMINE = Bounds(time_s=120.0, cpu_s=60, memory_bytes=4_000_000_000)


def check_shapes(
    folder: Path, tensors: tuple[Tensor, ...], workshop: Workshop
) -> Mapping[str, Any]:
    """Compare the headers of weights with the architecture, in the workshop.

    Raises:
        SettingsError: They are not what config.json asks for.
    """
    facts = [(tensor.name, tensor.dtype, tensor.shape) for tensor in tensors]
    shaped: Mapping[str, Any] = workshop.do("shapes", folder, EXAMINE, tensors=facts)
    if type(shaped.get("parameters")) is not int:
        raise SettingsError("the workshop did not count the parameters")
    return shaped


def quantised(
    copy: Path, fresh: Path, kind: str, workshop: Workshop, told: Told
) -> Path:
    """Give the folder as it will be stored."""
    stored = stored_kind(check_config(copy))
    if KINDS[kind].stored == stored:
        return copy
    told(f"quantising to {kind}", 0, 0)
    made, ready = copy / "made", fresh / "ready"
    for folder in (made, ready):
        folder.mkdir(mode=0o700)
    if os.geteuid() == 0:
        # The work is done as nobody, who must be able to write here and nowhere else.
        # No other process of nobody's comes here: the folder above is root's alone.
        os.chown(made, NOBODY, NOBODY)
    bounds = replace(
        bounds_for(weight_bytes(copy)),
        write_bytes=2 * weight_bytes(copy) + 100_000_000,
        spare_bytes=spare_bytes(copy),
    )
    workshop.do("quantise", copy, bounds, kind=kind, target=made.name)
    # Taken as if somebody had brought it: whoever made it may still be writing.
    listing = list_source(made)
    new = {name for name in listing.wanted if is_weights(name)}
    new |= {"config.json", "generation_config.json", INDEX} & set(listing.wanted)
    copy_files(made, ready, {n: listing.wanted[n] for n in sorted(new)}, told)
    for path in copy.iterdir():
        # The tokenizer and the papers go along; the weights and their index are new.
        old = is_weights(path.name) or path.name in {*new, INDEX}
        if path.is_file() and not old:
            path.rename(ready / path.name)
    let_read(ready)
    check_shapes(ready, check_contents(ready), workshop)
    return ready


def bounds_for(weight_bytes: int) -> Bounds:
    """Bound work on weights: the libraries' own, and the weights some times."""
    return Bounds(
        time_s=_WORK_S,
        cpu_s=4 * int(_WORK_S),
        memory_bytes=4_000_000_000 + 6 * weight_bytes,
    )


def let_read(folder: Path) -> None:
    """Whatever the umask: the engine's user only reads, and must be able to."""
    folder.chmod(0o755)
    for path in folder.iterdir():
        path.chmod(0o644)
