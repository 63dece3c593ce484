"""Says of a checked folder what its manifest will say."""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from appliance.engine.config_keys import check_config
from appliance.engine.folder import LICENCES, digest_of_file
from appliance.engine.manifest import ListedFile, Manifest
from appliance.errors import SettingsError

_LICENCE = re.compile(r"^license:\s*['\"]?([A-Za-z0-9._ -]{1,60})", re.MULTILINE)


def describe(
    folder: Path, name: str, kind: str, brought: Manifest | None, parameters: int
) -> Manifest:
    """Describe a checked folder.

    Args:
        kind: How it will be run.
        brought: The manifest it came with, whose word on the licence is taken.
        parameters: How many numbers its architecture has.

    Raises:
        SettingsError: Its configuration names no context.
    """
    config = check_config(folder)
    context = config.get("max_position_embeddings")
    if type(context) is not int:
        raise SettingsError("config.json: names no context (max_position_embeddings)")
    digests = {path.name: digest_of_file(path) for path in sorted(folder.iterdir())}
    licence = next((digests[n][0] for n in LICENCES if n in digests), "")
    return Manifest(
        name=name,
        architecture=config["architectures"][0],
        context_tokens=context,
        vocabulary_tokens=config["vocab_size"],
        parameters=parameters,
        stored_as=str(config.get("dtype") or config.get("torch_dtype") or "float32"),
        licence=brought.licence if brought else _licence_of(folder),
        template_sha256=digests["chat_template.jinja"][0],
        files=tuple(ListedFile(n, size, hex_) for n, (hex_, size) in digests.items()),
        quantisation=kind,
        licence_sha256=licence,
        imported_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def digest_over(files: Mapping[str, Path]) -> str:
    """Digest what came in, so that one import can be compared with another."""
    whole = hashlib.sha256()
    for name in sorted(files):
        whole.update(f"{digest_of_file(files[name])[0]}  {name}\n".encode())
    return whole.hexdigest()


def _licence_of(folder: Path) -> str:
    """Read the licence from the model card's front matter, where there is one."""
    card = folder / "README.md"
    if card.is_file():
        found = _LICENCE.search(card.read_text("utf-8", "replace")[:20_000])
        if found is not None:
            return found.group(1).strip()
    return "not stated"


def weight_bytes(folder: Path) -> int:
    """Tell how many bytes a folder's weights take."""
    return sum(path.stat().st_size for path in folder.glob("*.safetensors"))


def is_weights(name: str) -> bool:
    """Tell whether a file of this name holds weights."""
    return name.endswith(".safetensors")
