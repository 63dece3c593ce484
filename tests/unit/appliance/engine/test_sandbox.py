"""What work on a stranger's model may not do, on the real workshop."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.engine.packing import EXAMINE
from appliance.engine.sandbox import (
    Bounds,
    Sandbox,
    Workshop,
    find_sandbox,
    open_workshop,
    printable,
)
from appliance.errors import SettingsError

LOOPS = "{% for i in range(9999) %}" * 3 + "{% endfor %}" * 3 + "{{ messages }}"
WHOLE = find_sandbox(weak=True)
WIDE = "{{ 'x' * 700000000 }}{{ messages }}"


@pytest.fixture(scope="module")
def brought(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that would run its own code if anything were imported from it."""
    made = tmp_path_factory.mktemp("brought")
    for name in ("appliance", "torch", "json", "appliance/engine"):
        (made / name).mkdir()
        code = f"import pathlib; pathlib.Path({str(made)!r}, 'RAN').touch()"
        (made / name / "__init__.py").write_text(code)
    return made


@pytest.fixture(scope="module")
def another(brought: Path) -> Iterator[Workshop]:
    """A workshop that was started by somebody who stood in such a folder."""
    with pytest.MonkeyPatch.context() as patch, open_workshop(WHOLE) as workshop:
        patch.chdir(brought)
        patch.setenv("PYTHONPATH", "")
        workshop.start()
        yield workshop


def saying(first: str, *, weak: bool = False) -> Sandbox:
    """A workshop that says one thing when it starts and then never answers."""
    return Sandbox(
        ("sh", "-c", f"echo '{first}'; exec cat >/dev/null"), "a shell", weak
    )


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


def test_work_that_fills_the_disk_is_ended(tmp_path: Path) -> None:
    with (
        open_workshop(saying('{"drops": true}')) as workshop,
        pytest.raises(SettingsError, match="it filled the disk"),
    ):
        workshop.do("examine", tmp_path, replace(EXAMINE, spare_bytes=1 << 60))


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


def test_nothing_is_imported_from_the_folder_that_somebody_stands_in(
    another: Workshop, brought: Path, folder: Path
) -> None:
    another.do("shapes", folder, EXAMINE, tensors=_tensors(folder))
    assert not (brought / "RAN").exists()


def test_a_workshop_that_hangs_is_ended_and_another_starts(
    another: Workshop, folder: Path
) -> None:
    (folder / "chat_template.jinja").write_text(LOOPS)
    with pytest.raises(SettingsError, match="took over 1 s"):
        another.do("examine", folder, Bounds(1.0, 60, 4_000_000_000))
    another.do("shapes", folder, EXAMINE, tensors=_tensors(folder))


def test_a_workshop_that_does_not_start_says_why(folder: Path) -> None:
    with (
        open_workshop(Sandbox(("false",), "none", weak=True)) as workshop,
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


def test_without_a_whole_sandbox_there_is_none_unless_somebody_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1_000)
    with pytest.raises(SettingsError, match=r"only root can .* --without-sandbox if"):
        find_sandbox()
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr("shutil.which", lambda _name: None)
    with pytest.raises(
        SettingsError, match=r"no network namespace .*--without-sandbox"
    ):
        find_sandbox()
    assert find_sandbox(weak=True).words == "no network namespace"


def test_a_workshop_that_keeps_its_rights_does_no_work(tmp_path: Path) -> None:
    with (
        open_workshop(saying('{"drops": false}')) as workshop,
        pytest.raises(SettingsError, match=r"handled as root; .*--without-sandbox"),
    ):
        workshop.do("examine", tmp_path, EXAMINE)


def test_what_kept_the_work_apart_is_said_as_it_was() -> None:
    with open_workshop(saying('{"drops": false}', weak=True)) as workshop:
        workshop.start()
        kept = f"with the rights of uid {os.geteuid()} (--without-sandbox)"
        assert workshop.words == f"a shell, {kept}"


def test_what_a_terminal_would_obey_is_not_shown() -> None:
    assert printable("a\x1b[2J\nb\u202ec") == "a?[2J?b?c"
