"""Releases on the shelf: whole, signed, kept, and named by what they hold."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.error_table import sentences_of
from appliance.errors import BrokenReleaseError, NotFoundError, SettingsError
from appliance.release import (
    Release,
    ReleaseShelf,
    Sources,
    assemble_each,
    read_sources,
    sign_release,
)
from appliance.release.signed import summary_of
from audit.note import encode_note
from audit.signer import Signer
from tests.fakes import POLICIES

RELEASE = Signer("bank.test/release", b"r" * 32)
LOG = Signer("bank.test/log", b"l" * 32)
OTHER = Signer("bank.test/release", b"o" * 32)
MODELS = {"small": "a" * 64, "large": "b" * 64}


@pytest.fixture
def keys(tmp_path: Path) -> tuple[Path, Path]:
    paths = tmp_path / "release.vkey", tmp_path / "log.vkey"
    for path, signer in zip(paths, (RELEASE, LOG), strict=True):
        path.write_text(signer.key.vkey + "\n")
    return paths


@pytest.fixture
def shelf(tmp_path: Path, keys: tuple[Path, Path]) -> ReleaseShelf:
    return ReleaseShelf(tmp_path / "releases", keys)


@pytest.fixture(scope="module")
def made() -> list[tuple[Sources, Release]]:
    return assemble_each(read_sources(POLICIES), model="a" * 64)


def note_of(release: Release, signer: Signer = RELEASE) -> bytes:
    return encode_note(signer.sign(summary_of(release.manifest)))


def test_each_purpose_is_a_release_of_its_own(
    made: list[tuple[Sources, Release]],
) -> None:
    for sources, release in made:
        (purpose,) = release.purposes
        assert set(sources.purposes) == {purpose.name}
        assert purpose.release == release.digest
        assert set(release.manifest["files"]) == set(sources.files())
    assert len({release.digest for _, release in made}) == len(made) == 3


def test_a_release_names_the_models_of_its_own_tiers_only() -> None:
    for _, release in assemble_each(read_sources(POLICIES), model=MODELS):
        assert release.model == {"small": "a" * 64}


def test_a_release_with_a_judge_names_the_model_of_its_tier_too() -> None:
    sources = read_sources(POLICIES)
    for _, release in assemble_each(sources, model=MODELS, judge="large"):
        assert release.model == MODELS
    unjudged = {
        name: {file: text for file, text in texts.items() if file != "judge.md"}
        for name, texts in sources.purposes.items()
    }
    sources = replace(sources, purposes=unjudged)
    for _, release in assemble_each(sources, model=MODELS, judge="large"):
        assert release.model == {"small": "a" * 64}


@pytest.mark.parametrize("signer", [RELEASE, LOG])
def test_what_is_put_there_is_read_back_whole(
    shelf: ReleaseShelf, made: list[tuple[Sources, Release]], signer: Signer
) -> None:
    for sources, release in made:
        shelf.put(sources, release, note_of(release, signer))
        read = shelf.get(release.digest)
        assert (read.digest, read.templates) == (release.digest, release.templates)
        assert read.purposes == release.purposes
        assert shelf.sources(release.digest) == sources
    assert set(shelf.digests()) == {release.digest for _, release in made}


def test_it_stays_readable_after_the_purpose_s_own_folder_has_changed(
    tmp_path: Path, shelf: ReleaseShelf, keys: tuple[Path, Path]
) -> None:
    folder = shutil.copytree(POLICIES, tmp_path / "policies")
    sources, release = assemble_each(read_sources(folder), model="a" * 64)[0]
    note = sign_release(release, seed=b"r" * 32, vkey=keys[0])
    shelf.put(sources, release, note)
    shutil.rmtree(folder)
    read = ReleaseShelf(shelf.folder, keys).get(release.digest)
    assert read.templates == release.templates


def test_what_another_key_signed_is_not_put_there(
    shelf: ReleaseShelf, made: list[tuple[Sources, Release]]
) -> None:
    sources, release = made[0]
    with pytest.raises(SettingsError, match="not signed by the key"):
        shelf.put(sources, release, note_of(release, OTHER))
    assert shelf.digests() == ()
    assert list(shelf.folder.iterdir()) == []


def test_a_note_of_another_release_is_not_put_there(
    shelf: ReleaseShelf, made: list[tuple[Sources, Release]]
) -> None:
    (sources, release), (_, other) = made[:2]
    with pytest.raises(SettingsError, match="not the manifest of its note"):
        shelf.put(sources, release, note_of(other))


def test_a_release_that_is_there_is_never_written_over(
    shelf: ReleaseShelf, made: list[tuple[Sources, Release]]
) -> None:
    sources, release = made[0]
    shelf.put(sources, release, note_of(release))
    before = (shelf.folder / release.digest / "release.note").read_bytes()
    shelf.put(sources, release, note_of(release, LOG))
    assert (shelf.folder / release.digest / "release.note").read_bytes() == before


def test_half_of_one_that_a_crash_left_is_made_anew(
    shelf: ReleaseShelf, made: list[tuple[Sources, Release]]
) -> None:
    sources, release = made[0]
    half = shelf.folder / release.digest
    half.mkdir(parents=True)
    (half / "release.json").write_text("{")
    with pytest.raises(NotFoundError):
        shelf.get(release.digest)
    shelf.put(sources, release, note_of(release))
    assert shelf.get(release.digest).digest == release.digest


@pytest.mark.parametrize("digest", ["", "..", "../" + "a" * 61, "A" * 64, "a" * 63])
def test_only_a_digest_names_a_release(shelf: ReleaseShelf, digest: str) -> None:
    with pytest.raises(NotFoundError):
        shelf.get(digest)


def test_a_release_under_another_s_name_is_refused(
    shelf: ReleaseShelf,
    made: list[tuple[Sources, Release]],
    keys: tuple[Path, Path],
) -> None:
    sources, release = made[0]
    shelf.put(sources, release, note_of(release))
    (shelf.folder / release.digest).rename(shelf.folder / ("c" * 64))
    with pytest.raises(SettingsError, match="holds release"):
        ReleaseShelf(shelf.folder, keys).get("c" * 64)


def test_a_byte_that_changed_is_named(
    shelf: ReleaseShelf,
    made: list[tuple[Sources, Release]],
    keys: tuple[Path, Path],
) -> None:
    sources, release = next(pair for pair in made if "memo" in str(pair[0].purposes))
    shelf.put(sources, release, note_of(release))
    rules = shelf.folder / release.digest / "hold.cedar"
    rules.write_text(rules.read_text() + " ")
    with pytest.raises(BrokenReleaseError, match=r"hold\.cedar: changed since") as told:
        ReleaseShelf(shelf.folder, keys).get(release.digest)
    # Who is shown a page without it reads which one it is, and what can be done.
    *sentences, which = sentences_of(told.value)
    assert "another release live" in sentences[0]
    assert which == release.digest[:12]


def test_a_model_is_vouched_for_only_in_its_tier(shelf: ReleaseShelf) -> None:
    for sources, release in assemble_each(read_sources(POLICIES), model=MODELS):
        shelf.put(sources, release, note_of(release))
    assert shelf.names_model("small", "a" * 64)
    assert not shelf.names_model("large", "a" * 64)
    assert not shelf.names_model("small", "b" * 64)
