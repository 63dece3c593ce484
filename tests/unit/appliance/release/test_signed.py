"""A release is loaded only if its signature and every file of it hold."""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance.domain.prompt import digest_of
from appliance.errors import SettingsError
from appliance.release import (
    Models,
    Release,
    build_release,
    check_tiers,
    load_release,
    model_of,
    sign_release,
)
from appliance.release.signed import write_whole
from audit.canonical import encode
from audit.note import encode_note
from audit.signer import Signer
from tests.fakes import POLICIES

SEED, OTHER = b"r" * 32, b"o" * 32
MODEL = "a" * 64


@dataclass(frozen=True, slots=True)
class Site:
    """A policies folder, its signed release and the public key."""

    policies: Path
    signed: Path
    vkey: Path

    def sign(self, seed: bytes = SEED, *, model: Models = MODEL) -> Release:
        release = build_release(self.policies, model=model)
        note = sign_release(release, seed=seed, vkey=self.vkey)
        write_whole(self.signed / "release.json", encode(dict(release.manifest)))
        write_whole(self.signed / "release.note", note)
        return release

    def load(self) -> Release:
        return load_release(self.policies, self.signed, self.vkey)

    def swap(self, file: str, old: str, new: str) -> None:
        path = self.policies / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    shutil.copytree(POLICIES, tmp_path / "policies")
    vkey = tmp_path / "release.vkey"
    vkey.write_text(Signer("bank.test/release", SEED).key.vkey + "\n")
    return Site(tmp_path / "policies", tmp_path / "state" / "release", vkey)


def test_what_was_signed_is_loaded_as_it_was_signed(site: Site) -> None:
    signed, loaded = site.sign(), site.load()
    assert loaded.digest == signed.digest
    assert loaded.templates == signed.templates
    assert loaded.purposes == signed.purposes
    assert loaded.model == MODEL
    assert {purpose.release for purpose in loaded.purposes} == {signed.digest}


def test_the_manifest_lists_every_file_that_a_purpose_or_a_rule_is_made_of(
    site: Site,
) -> None:
    on_disk = {
        path.relative_to(site.policies).as_posix()
        for pattern in ("*.cedar", "*.cedarschema", "purposes/**/*")
        for path in site.policies.glob(pattern)
        if path.is_file()
    }
    assert set(site.sign().manifest["files"]) == on_disk


def test_every_template_of_every_prompt_is_in_the_release_with_its_digest(
    site: Site,
) -> None:
    release = site.sign()
    for purpose in release.purposes:
        for prompt in purpose.prompts.values():
            for piece in prompt.slices():
                if piece.text:
                    assert release.templates[piece.template] == piece.text
        if purpose.schema_template:
            assert purpose.schema_template in release.templates
    for passage in release.passages:
        assert release.templates[passage.template] == passage.text
        assert digest_of(passage.text) == passage.digest
    assert release.manifest["templates"] == {
        name: digest_of(text) for name, text in release.templates.items()
    }


Change = Callable[[Site], object]
PROMPT = "purposes/reply-draft/prompt.en.md"
CHANGED: dict[str, tuple[Change, str]] = {
    "a word of a prompt": (
        lambda s: s.swap(PROMPT, "letter", "litter"),
        f"{PROMPT}: changed since it was signed",
    ),
    "a byte of a rule": (
        lambda s: s.swap("release.cedar", "forbid", "permit"),
        "release.cedar: changed since it was signed",
    ),
    "a comment of the schema": (
        lambda s: s.swap("facts.cedarschema", "//", "///"),
        "facts.cedarschema: changed since it was signed",
    ),
    "who must review": (
        lambda s: s.swap("purposes/credit-memo/purpose.toml", "four-eyes", "none"),
        "purposes/credit-memo/purpose.toml: changed since it was signed",
    ),
    "a prose template": (
        lambda s: s.swap("purposes/credit-memo/answer.md", "Recommendation", "Sum"),
        "answer.md: changed since it was signed",
    ),
    "an evaluation case": (
        lambda s: (s.policies / "purposes/credit-memo/golden.jsonl").write_text("{}\n"),
        "golden.jsonl: changed since it was signed",
    ),
    "a rule more": (
        lambda s: (s.policies / "more.cedar").write_text(""),
        "more.cedar: was not there when it was signed",
    ),
    "a rule less": (
        lambda s: (s.policies / "hold.cedar").unlink(),
        "hold.cedar: signed, but missing",
    ),
    "a purpose more": (
        lambda s: shutil.copytree(
            s.policies / "purposes/reply-draft", s.policies / "purposes/other"
        ),
        "purposes/other/golden.jsonl: was not there when it was signed",
    ),
    "a purpose less": (
        lambda s: shutil.rmtree(s.policies / "purposes/reply-draft"),
        "purposes/reply-draft/golden.jsonl: signed, but missing",
    ),
    "a file that has no place": (
        lambda s: (s.policies / "purposes/reply-draft/run.py").write_text(""),
        "run.py: does not belong in a purpose folder",
    ),
    "a link to elsewhere": (
        lambda s: (s.policies / "purposes/reply-draft/answer.md").symlink_to(
            "/etc/hosts"
        ),
        "answer.md: does not belong in a purpose folder",
    ),
    "the manifest": (
        lambda s: (s.signed / "release.json").write_bytes(
            (s.signed / "release.json").read_bytes().replace(b"a" * 64, b"b" * 64)
        ),
        "release.json: not the manifest of its note",
    ),
    "the manifest's form": (
        lambda s: (s.signed / "release.json").write_text("[1]"),
        "release.json: not a manifest",
    ),
    "no manifest": (
        lambda s: (s.signed / "release.json").unlink(),
        "release.json: No such file",
    ),
    "no note": (
        lambda s: (s.signed / "release.note").unlink(),
        "release.note: No such",
    ),
    "a broken note": (
        lambda s: (s.signed / "release.note").write_text("yes"),
        "release.note: a note needs",
    ),
    "a note of another key": (
        lambda s: (s.signed / "release.note").write_bytes(
            encode_note(Signer("bank.test/release", OTHER).sign("x\n"))
        ),
        "release.note: not signed by the key that was given",
    ),
    "no public key": (lambda s: s.vkey.unlink(), "release.vkey: No such file"),
    "a broken public key": (
        lambda s: s.vkey.write_text("key"),
        "release.vkey: not a public key line",
    ),
}


@pytest.mark.parametrize(("change", "told"), CHANGED.values(), ids=CHANGED.keys())
def test_a_release_is_not_loaded_after_a_change_of(
    change: Change, told: str, site: Site
) -> None:
    site.sign()
    change(site)
    with pytest.raises(SettingsError, match=re.escape(told)):
        site.load()


def test_an_older_signed_release_does_not_stand_for_newer_files(site: Site) -> None:
    site.sign()
    older = (site.signed / "release.note").read_bytes()
    site.swap(PROMPT, "letter", "litter")
    site.sign()
    site.load()
    (site.signed / "release.note").write_bytes(older)
    with pytest.raises(SettingsError, match="not the manifest of its note"):
        site.load()


def test_a_key_whose_public_half_is_another_signs_nothing(site: Site) -> None:
    with pytest.raises(SettingsError, match="not the public half of the release key"):
        site.sign(OTHER)
    with pytest.raises(SettingsError, match="the release key: a signing key has 32"):
        site.sign(b"short")
    assert not site.signed.exists()


def test_the_digest_changes_with_the_model_and_with_any_file(site: Site) -> None:
    digests = {site.sign().digest, site.sign(model="b" * 64).digest}
    site.swap(PROMPT, "letter", "litter")
    digests.add(site.sign().digest)
    assert len(digests) == 3


def test_a_person_can_read_what_was_signed(site: Site) -> None:
    release = site.sign()
    lines = (site.signed / "release.note").read_text().splitlines()
    assert lines[:3] == ["cloister-release/1", release.digest, f"model {MODEL}"]
    assert [line.split()[1] for line in lines if line.startswith("purpose ")] == sorted(
        purpose.name for purpose in release.purposes
    )


def test_signing_leaves_no_other_file_behind(site: Site) -> None:
    site.sign()
    site.sign()
    assert sorted(path.name for path in site.signed.iterdir()) == [
        "release.json",
        "release.note",
    ]


TIERS = {"small": "a" * 64, "large": "b" * 64}


def test_a_release_of_several_tiers_names_a_model_for_each(site: Site) -> None:
    signed, loaded = site.sign(model=TIERS), site.load()
    assert loaded.digest == signed.digest
    assert [model_of(loaded.model, tier) for tier in ("small", "large", "huge")] == [
        "a" * 64,
        "b" * 64,
        "",
    ]
    lines = (site.signed / "release.note").read_text().splitlines()
    assert lines[0] == "cloister-release/2"
    assert lines[2:4] == [f"model large {'b' * 64}", f"model small {'a' * 64}"]


def test_a_release_of_one_model_names_it_for_every_tier(site: Site) -> None:
    site.sign()
    assert model_of(site.load().model, "large") == MODEL


def test_models_of_tiers_that_were_swapped_are_another_release(site: Site) -> None:
    swapped = {"small": "b" * 64, "large": "a" * 64}
    assert site.sign(model=TIERS).digest != site.sign(model=swapped).digest


def test_a_purpose_may_name_only_tiers_that_are_there(site: Site) -> None:
    site.swap(
        "purposes/reply-draft/purpose.toml",
        "[masking]",
        '[routing]\nharder_tier = "large"\n\n[masking]',
    )
    purposes = site.sign().purposes
    check_tiers(purposes, ("small", "large"))
    told = "purpose reply-draft: no tier 'large' in the settings, only small"
    with pytest.raises(SettingsError, match=told):
        check_tiers(purposes, ("small",))
