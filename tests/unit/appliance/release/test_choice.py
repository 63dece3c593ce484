"""Which release answers: the live one, whole, and the next exchange has the new one."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.domain.decision import Question
from appliance.domain.deployment import (
    Deployment,
    encode_deployment,
    parse_deployment,
)
from appliance.domain.halt import Halt, HaltReason, HaltScope
from appliance.domain.rollout import Arm, Rollout, RolloutKind
from appliance.errors import SettingsError, UnknownPurposeError
from appliance.policy.decide import CedarPolicy
from appliance.release import (
    DeployedReleases,
    DeploymentFile,
    HouseRules,
    LivePurposes,
    Release,
    assemble_each,
    deployment_note,
    read_sources,
)
from appliance.release.signed import write_whole
from appliance.stores.index import PassageIndex
from audit.note import encode_note, parse_note
from audit.signer import Signer
from tests.deployed import deploy
from tests.fakes import NOON, POLICIES, make_caller, make_exchange

LOG = Signer("bank.test/log", b"l" * 32)


class Site:
    """Releases by digest, and a deployment that a test may change."""

    def __init__(self, releases: list[Release]) -> None:
        self.releases = {release.digest: release for release in releases}
        self.deployment = Deployment()
        self.chosen = DeployedReleases(
            self.standing,
            self.releases.__getitem__,
            policy=CedarPolicy,
            references=PassageIndex,
        )
        self.rules = HouseRules(self.standing, self.chosen.of)
        self.purposes = LivePurposes(self.standing, self.releases.__getitem__)

    def standing(self) -> Deployment:
        return self.deployment

    def put_live(self, release: Release) -> None:
        name, record = release.purposes[0].name, self.deployment.record + 1
        self.deployment = self.deployment.with_live(name, release.digest, record=record)

    def put_rollout(self, purpose: str, rollout: Rollout | None) -> None:
        record = self.deployment.record + 1
        self.deployment = self.deployment.with_rollout(purpose, rollout, record=record)


def releases_of(folder: Path) -> dict[str, Release]:
    made = assemble_each(read_sources(folder), model="a" * 64)
    return {release.purposes[0].name: release for _, release in made}


@pytest.fixture(scope="module")
def old() -> dict[str, Release]:
    return releases_of(POLICIES)


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Release]:
    folder = shutil.copytree(POLICIES, tmp_path_factory.mktemp("new") / "policies")
    prompt = folder / "purposes/reply-draft/prompt.en.md"
    prompt.write_text(prompt.read_text().replace("[SYSTEM]\n", "[SYSTEM]\nBe brief.\n"))
    return releases_of(folder)


@pytest.fixture
def site(old: dict[str, Release], new: dict[str, Release]) -> Site:
    found = Site([*old.values(), *new.values()])
    for release in old.values():
        found.put_live(release)
    return found


ASKED = replace(make_exchange(), purpose="reply-draft")


def test_the_live_release_answers_with_its_own_purpose_rules_and_references(
    site: Site, old: dict[str, Release]
) -> None:
    chosen = site.chosen.choose(ASKED, make_caller())
    release = old["reply-draft"]
    assert chosen.release == release.digest
    assert chosen.purposes.named("reply-draft").release == release.digest
    assert set(chosen.headings) == {p.template for p in release.passages}
    assert [rule.id for rule in chosen.rules] == list(release.bundle.rules)
    with pytest.raises(UnknownPurposeError):
        chosen.purposes.named("credit-memo")


def canary(release: Release, **changes: Any) -> Rollout:
    return Rollout(
        kind=RolloutKind.CANARY,
        release=release.digest,
        share_permille=1000,
        salt="00" * 16,
        started_at=NOON,
        **changes,
    )


def test_a_rollout_answers_its_people_and_live_all_others(
    site: Site, old: dict[str, Release], new: dict[str, Release]
) -> None:
    candidate = new["reply-draft"]
    site.put_rollout("reply-draft", canary(candidate, teams=("north",)))
    north = replace(make_caller(), teams=frozenset({"north", "west"}))
    chosen = site.chosen.choose(ASKED, north)
    assert (chosen.release, chosen.arm) == (candidate.digest, Arm.CANDIDATE)
    assert chosen.purposes.named("reply-draft").release == candidate.digest
    other = site.chosen.choose(ASKED, make_caller())
    assert (other.release, other.arm) == (old["reply-draft"].digest, Arm.LIVE)


def test_an_ended_rollout_answers_nobody_from_the_next_exchange_on(
    site: Site, new: dict[str, Release]
) -> None:
    site.put_rollout("reply-draft", canary(new["reply-draft"]))
    assert site.chosen.choose(ASKED, make_caller()).arm is Arm.CANDIDATE
    site.put_rollout("reply-draft", None)
    assert site.chosen.choose(ASKED, make_caller()).arm is Arm.LIVE


def test_a_shadow_answers_nobody(site: Site, new: dict[str, Release]) -> None:
    shadow = replace(canary(new["reply-draft"]), kind=RolloutKind.SHADOW)
    site.put_rollout("reply-draft", shadow)
    assert site.chosen.choose(ASKED, make_caller()).arm is Arm.LIVE


def test_the_next_exchange_has_the_release_that_went_live(
    site: Site, new: dict[str, Release]
) -> None:
    before = site.chosen.choose(ASKED, make_caller())
    site.put_live(new["reply-draft"])
    after = site.chosen.choose(ASKED, make_caller())
    assert after.release == new["reply-draft"].digest != before.release
    # An exchange that began keeps what it was given.
    purpose = before.purposes.named("reply-draft")
    assert purpose.release == before.release
    assert site.purposes.named("reply-draft").release == after.release


def test_a_purpose_of_which_nothing_is_live_is_unknown(site: Site) -> None:
    site.deployment = site.deployment.without("reply-draft", record=9)
    with pytest.raises(UnknownPurposeError):
        site.chosen.choose(ASKED, make_caller())
    with pytest.raises(UnknownPurposeError):
        site.purposes.named("reply-draft")
    assert [purpose.name for purpose in site.purposes.all()] == [
        "credit-memo",
        "complaint-triage",
    ]


def test_the_house_s_rules_are_those_of_what_went_live_last(
    site: Site, old: dict[str, Release]
) -> None:
    assert [rule.id for rule in site.rules.rules()] == [
        *old["reply-draft"].bundle.rules
    ]


def test_while_nothing_is_live_nothing_is_allowed(site: Site) -> None:
    site.deployment = Deployment()
    decision = site.rules.decide(Question.READ_RECORDS, make_caller(), None, {})
    assert (decision.allowed, decision.errors) == (False, ("no release is live",))
    assert site.rules.rules() == ()


def test_the_note_is_read_again_when_it_is_replaced(
    tmp_path: Path, old: dict[str, Release], new: dict[str, Release]
) -> None:
    vkey = tmp_path / "log.vkey"
    vkey.write_text(LOG.key.vkey + "\n")
    file = DeploymentFile(deployment_note(tmp_path), vkey)
    assert file.now() == Deployment()
    deploy(tmp_path, [*old.values()], LOG)
    live = file.now().placements["reply-draft"].live
    assert live == old["reply-draft"].digest
    deploy(tmp_path, [*new.values()], LOG)
    live = file.now().placements["reply-draft"].live
    assert live == new["reply-draft"].digest


def test_a_note_that_the_log_did_not_sign_stops_everything(
    tmp_path: Path, old: dict[str, Release]
) -> None:
    vkey = tmp_path / "log.vkey"
    vkey.write_text(LOG.key.vkey + "\n")
    file = DeploymentFile(deployment_note(tmp_path), vkey)
    deploy(tmp_path, [*old.values()], Signer("bank.test/log", b"x" * 32))
    with pytest.raises(SettingsError, match="not signed by the key"):
        file.now()
    deployment_note(tmp_path).write_text("no note")
    with pytest.raises(SettingsError):
        file.now()


@pytest.fixture
def read_once(tmp_path: Path, old: dict[str, Release]) -> tuple[DeploymentFile, bytes]:
    """A note that was read, and the one before it as the log had signed it."""
    vkey = tmp_path / "log.vkey"
    vkey.write_text(LOG.key.vkey + "\n")
    file = DeploymentFile(deployment_note(tmp_path), vkey)
    deploy(tmp_path, [*old.values()], LOG)
    before = deployment_note(tmp_path).read_bytes()
    standing = parse_deployment(parse_note(before).text)
    later = standing.with_halt(Halt(HaltScope.APPLIANCE, "", HaltReason.DRILL, 99))
    note = encode_note(LOG.sign(encode_deployment(later)))
    write_whole(deployment_note(tmp_path), note)
    assert file.now() == later
    return file, before


def test_an_older_signed_note_that_is_put_back_is_not_believed(
    tmp_path: Path, read_once: tuple[DeploymentFile, bytes]
) -> None:
    file, before = read_once
    newest = deployment_note(tmp_path).read_bytes()
    write_whole(deployment_note(tmp_path), before)
    for _ in range(2):
        with pytest.raises(SettingsError, match="older than record 99"):
            file.now()
    write_whole(deployment_note(tmp_path), newest)
    assert file.now().record == 99


def test_a_note_that_is_taken_away_lifts_no_halt(
    tmp_path: Path, read_once: tuple[DeploymentFile, bytes]
) -> None:
    file, _ = read_once
    deployment_note(tmp_path).unlink()
    with pytest.raises(SettingsError, match="gone since"):
        file.now()
