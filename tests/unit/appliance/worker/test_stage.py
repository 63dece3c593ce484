"""A version becomes a signed release, with the rules and models of now, and not live."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.domain.deployment import Deployment
from appliance.errors import SettingsError, UnknownPurposeError
from appliance.keys import create_keys
from appliance.ledger.client import LedgerClient
from appliance.release import Release, shelf_of
from appliance.settings import Settings
from appliance.worker.stage import Stage
from tests.deployed import put_releases
from tests.fakes import POLICIES
from tests.unit.appliance.commands.running_log import running_log
from tests.unit.appliance.ledger.ledger_house import settings_of

MODEL = "a" * 64


class Site:
    """A running log, the shipped purposes as live releases, and the stage."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.releases = put_releases(
            settings.paths.state, settings.paths.keys, POLICIES, model=MODEL
        )
        self.deployment = Deployment()
        for record, release in enumerate(self.releases):
            name = release.purposes[0].name
            self.deployment = self.deployment.with_live(
                name, release.digest, record=record
            )
        self.ledger = LedgerClient(settings)
        self.shelf = shelf_of(settings)
        self.stage = Stage(
            self.shelf,
            lambda: self.deployment,
            self.ledger,
            models=lambda: MODEL,
            tiers=("small",),
        )

    def live(self, name: str) -> Release:
        return self.shelf.get(self.deployment.placements[name].live)

    def texts(self, name: str) -> dict[str, str]:
        release = self.deployment.placements[name].live
        return dict(self.shelf.sources(release).purposes[name])

    def last(self) -> dict[str, object]:
        size = self.ledger.size()
        return dict(self.ledger.read(size - 1, 1)[0])


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    own = str(os.getuid())
    users = dict.fromkeys(("web", "masker", "engine", "ledger", "worker"), own)
    settings = settings_of(tmp_path, **users, operators=[own])
    create_keys(settings.paths.keys, origin=settings.ledger.origin)
    settings.paths.state.mkdir(parents=True, exist_ok=True)
    with running_log(settings):
        found = Site(settings)
        yield found
        found.ledger.close()


def test_a_changed_prompt_is_a_release_of_its_own(site: Site) -> None:
    texts = site.texts("reply-draft")
    texts["prompt.en.md"] = texts["prompt.en.md"].replace("letter", "note")
    digest = site.stage.put("reply-draft", texts, "anna")
    made, live = site.shelf.get(digest), site.live("reply-draft")
    assert made.digest != live.digest
    assert made.policy_digest == live.policy_digest
    assert made.model == MODEL
    record = site.last()
    assert record["kind"] == "release.signed"
    assert record["body"]["release"] == digest  # type: ignore[index]
    assert record["actor"] is not None


def test_what_is_live_already_is_signed_already(site: Site) -> None:
    before = site.ledger.size()
    digest = site.stage.put("reply-draft", site.texts("reply-draft"), "anna")
    assert digest == site.live("reply-draft").digest
    assert site.ledger.size() == before


def test_a_new_purpose_takes_the_rules_in_force(site: Site) -> None:
    digest = site.stage.put("second-draft", site.texts("reply-draft"), "anna")
    rules = site.live("reply-draft").policy_digest
    assert site.shelf.get(digest).policy_digest == rules


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("purpose.toml", "title = 1"),
        ("prompt.en.md", "no section"),
        ("prompt.fr.md", "[INSTRUCTION]\n{{text}}"),
    ],
)
def test_files_that_are_no_purpose_are_refused_unrecorded(
    site: Site, file: str, text: str
) -> None:
    before = site.ledger.size(), site.shelf.digests()
    with pytest.raises(SettingsError, match="reply-draft/"):
        site.stage.put("reply-draft", site.texts("reply-draft") | {file: text}, "anna")
    assert (site.ledger.size(), site.shelf.digests()) == before


def test_a_tier_that_is_not_there_is_refused(site: Site) -> None:
    texts = site.texts("reply-draft")
    texts["purpose.toml"] = texts["purpose.toml"].replace('"small"', '"huge"')
    with pytest.raises(SettingsError, match="no tier 'huge'"):
        site.stage.put("reply-draft", texts, "anna")


def test_without_rules_in_force_nothing_is_signed(site: Site) -> None:
    texts = site.texts("reply-draft")
    site.deployment = Deployment()
    with pytest.raises(UnknownPurposeError):
        site.stage.put("reply-draft", texts, "anna")
