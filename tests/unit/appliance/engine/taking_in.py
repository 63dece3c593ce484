"""Imports for tests: who vouches, and the same options everywhere."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from appliance.engine.folder import Told, ignore
from appliance.engine.import_model import import_model
from appliance.engine.imported import Imported, Keeper
from appliance.engine.sandbox import Workshop
from audit.note import encode_note
from audit.signer import Signer

SIGNER = Signer("test.example/release", b"r" * 32)
SOME = Keeper(
    sign=lambda text: encode_note(SIGNER.sign(text)),
    record=lambda _done: None,
    name="uid 7",
)


def take_in(
    source: Path,
    models: Path,
    workshop: Workshop,
    *,
    name: str = "taken",
    quantise: str = "float32",
    told: Told = ignore,
    **changes: Any,
) -> Imported:
    """Import a folder; changes are those of the keeper."""
    return import_model(
        source,
        models,
        name=name,
        quantise=quantise,
        keeper=replace(SOME, **changes),
        workshop=workshop,
        told=told,
    )
