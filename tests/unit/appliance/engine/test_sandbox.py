"""What work on a stranger's model may not do, on the real workshop."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.engine.packing import EXAMINE
from appliance.engine.sandbox import Bounds, Sandbox, Workshop, open_workshop
from appliance.errors import SettingsError

LOOPS = "{% for i in range(9999) %}" * 3 + "{% endfor %}" * 3 + "{{ messages }}"
WIDE = "{{ 'x' * 700000000 }}{{ messages }}"


@pytest.fixture
def folder(fresh_folder: Callable[..., Path]) -> Path:
    made = fresh_folder()
    # The work is done as nobody where the tests run as root.
    for path in (made, *made.iterdir()):
        path.chmod(0o755)
    return made


def test_good_work_is_done(workshop: Workshop, folder: Path) -> None:
    assert workshop.do("examine", folder, EXAMINE)["vocabulary"] > 256


def test_time_is_bounded(workshop: Workshop, folder: Path) -> None:
    (folder / "chat_template.jinja").write_text(LOOPS)
    with pytest.raises(SettingsError, match="its chat template: not done in"):
        workshop.do("examine", folder, replace(EXAMINE, cpu_s=1))


def test_memory_is_bounded(workshop: Workshop, folder: Path) -> None:
    (folder / "chat_template.jinja").write_text(WIDE)
    small = replace(EXAMINE, memory_bytes=900_000_000)
    with pytest.raises(SettingsError, match=r"needs over \d+ bytes of memory"):
        workshop.do("examine", folder, small)


def test_nothing_is_written_where_nothing_may_be(
    workshop: Workshop, folder: Path
) -> None:
    (folder / "made").mkdir()
    (folder / "made").chmod(0o777)
    with pytest.raises(SettingsError, match=r"wrote a file|File too large"):
        workshop.do("quantise", folder, EXAMINE, kind="nf4", target="made")
    assert sum(path.stat().st_size for path in (folder / "made").iterdir()) == 0


@pytest.mark.skipif(os.getuid() != 0, reason="only root has rights to give up")
def test_work_is_done_as_nobody(workshop: Workshop, folder: Path) -> None:
    workshop.do("examine", folder, EXAMINE)
    assert "as nobody" in workshop.words
    (folder / "tokenizer.json").chmod(0o600)
    with pytest.raises(SettingsError, match="its tokenizer does not load"):
        workshop.do("examine", folder, EXAMINE)


def test_a_workshop_that_hangs_is_ended_and_another_starts(folder: Path) -> None:
    (folder / "chat_template.jinja").write_text(LOOPS)
    with open_workshop(Sandbox((), "none")) as workshop:
        workshop.do("shapes", folder, EXAMINE, tensors=_tensors(folder))
        with pytest.raises(SettingsError, match="took over 1 s"):
            workshop.do("examine", folder, Bounds(1.0, 60, 4_000_000_000))
        workshop.do("shapes", folder, EXAMINE, tensors=_tensors(folder))


def test_a_workshop_that_does_not_start_says_why(folder: Path) -> None:
    with (
        open_workshop(Sandbox(("false",), "none")) as workshop,
        pytest.raises(SettingsError, match="the workshop did not start"),
    ):
        workshop.do("examine", folder, EXAMINE)


def test_work_that_is_refused_says_why_in_one_line(
    workshop: Workshop, folder: Path
) -> None:
    with pytest.raises(SettingsError, match=r"the weights have no \S+, which") as told:
        workshop.do("shapes", folder, EXAMINE, tensors=[])
    assert "\n" not in str(told.value)


def _tensors(folder: Path) -> list[tuple[str, str, tuple[int, ...]]]:
    from appliance.engine.tensors import read_header  # noqa: PLC0415 - beside its use

    return [
        (tensor.name, tensor.dtype, tensor.shape)
        for tensor in read_header(folder / "model.safetensors")
    ]
