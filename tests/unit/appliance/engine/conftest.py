from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch

from appliance.engine.folder import check_folder
from appliance.engine.load import LoadedModel, load_folder
from appliance.engine.sandbox import Workshop, find_sandbox, open_workshop
from tests.unit.appliance.engine.tiny_model import make_folder

torch.set_num_threads(1)


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_folder(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="session")
def tiny(tiny_folder: Path) -> LoadedModel:
    return load_folder(check_folder(tiny_folder), device="cpu")


@pytest.fixture(scope="session")
def workshop() -> Iterator[Workshop]:
    # The whole sandbox where these tests run as root; test_sandbox.py says when.
    with open_workshop(find_sandbox(weak=True)) as opened:
        yield opened


@pytest.fixture
def fresh_folder(tmp_path: Path) -> Callable[..., Path]:
    def make(name: str = "fresh", **options: object) -> Path:
        return make_folder(tmp_path / name, **options)  # type: ignore[arg-type] # options of make_folder

    return make
