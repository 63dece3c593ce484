"""What can be evaluated: every release that was signed here, live or not."""

from dataclasses import replace
from pathlib import Path

import pytest

from appliance.domain.deployment import Deployment
from appliance.errors import NotFoundError, SettingsError, UnknownPurposeError
from appliance.keys import create_keys
from appliance.policy.decide import CedarPolicy
from appliance.release import DeployedReleases, Release, ReleaseShelf
from appliance.release.evaluation.subjects import SignedReleases
from appliance.release.shelf import shelf_folder, vkeys_in
from appliance.stores.index import PassageIndex
from tests.deployed import purposes_of, put_releases
from tests.fakes import POLICIES, make_caller, make_exchange, ports


class World:
    """A shelf with the shipped releases, of which one is live."""

    def __init__(self, folder: Path) -> None:
        keys, state = folder / "keys", folder / "state"
        create_keys(keys, origin="test.example/log")
        self.made = put_releases(state, keys, POLICIES, model="0" * 64)
        self.shelf = ReleaseShelf(shelf_folder(state), vkeys_in(keys))
        self.deployment = Deployment().with_live(
            "reply-draft", self.digest("reply-draft"), record=1
        )
        releases = DeployedReleases(
            lambda: self.deployment,
            self.shelf.get,
            policy=CedarPolicy,
            references=PassageIndex,
        )
        self.ports = ports(releases=releases)
        self.subjects = SignedReleases(lambda: self.deployment, self.shelf, self.ports)

    def digest(self, purpose: str) -> str:
        return self.release(purpose).digest

    def release(self, purpose: str) -> Release:
        (found,) = [one for one in self.made if purpose in purposes_of([one])]
        return found


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("shelf"))


def test_a_release_that_is_not_live_is_evaluated_with_its_own_parts(
    world: World,
) -> None:
    digest = world.digest("credit-memo")
    found = world.subjects.of("credit-memo", digest)
    assert found.purpose.release == digest
    assert len(found.cases) >= 150
    files = world.release("credit-memo").manifest["files"]
    assert files["purposes/credit-memo/golden.jsonl"] == found.golden
    # Whatever an exchange is for, this release answers it, and no live one.
    chosen = found.ports.releases.choose(
        make_exchange(purpose="reply-draft"), make_caller()
    )
    assert chosen.release == digest
    assert found.ports.purposes.named("credit-memo").release == digest


def test_the_live_release_is_the_deployments(world: World) -> None:
    assert world.subjects.live("reply-draft") == world.digest("reply-draft")
    with pytest.raises(UnknownPurposeError):
        world.subjects.live("credit-memo")


def test_a_release_of_another_purpose_is_not_taken(world: World) -> None:
    with pytest.raises(UnknownPurposeError):
        world.subjects.of("reply-draft", world.digest("credit-memo"))


@pytest.mark.parametrize("digest", ["0" * 64, "", "..", "../releases"])
def test_what_was_never_signed_here_is_not_found(world: World, digest: str) -> None:
    with pytest.raises(NotFoundError):
        world.subjects.of("reply-draft", digest)


def test_golden_cases_that_were_changed_after_signing_are_refused(
    tmp_path: Path,
) -> None:
    world = World(tmp_path)
    digest = world.digest("reply-draft")
    file = world.shelf.folder / digest / "purposes/reply-draft/golden.jsonl"
    assert world.subjects.of("reply-draft", digest)
    file.chmod(0o644)
    file.write_text(file.read_text().replace("card", "cards", 1))
    with pytest.raises(SettingsError, match="golden"):
        world.subjects.of("reply-draft", digest)


def test_a_release_without_golden_cases_cannot_be_evaluated(tmp_path: Path) -> None:
    policies = tmp_path / "policies"
    for file in POLICIES.rglob("*"):
        if file.is_file() and "cases" not in file.parts:
            copy = policies / file.relative_to(POLICIES)
            copy.parent.mkdir(parents=True, exist_ok=True)
            text = "" if file.name == "golden.jsonl" else file.read_text()
            copy.write_text(text)
    keys, state = tmp_path / "keys", tmp_path / "state"
    create_keys(keys, origin="test.example/log")
    made = put_releases(state, keys, policies, model="0" * 64)
    shelf = ReleaseShelf(shelf_folder(state), vkeys_in(keys))
    releases = DeployedReleases(
        Deployment, shelf.get, policy=CedarPolicy, references=PassageIndex
    )
    wired = replace(ports(), releases=releases)
    subjects = SignedReleases(Deployment, shelf, wired)
    for one in made:
        with pytest.raises(NotFoundError, match="no golden cases"):
            subjects.of(one.purposes[0].name, one.digest)
