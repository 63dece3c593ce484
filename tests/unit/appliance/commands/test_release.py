"""`cloister release`: sign, show, verify, on a policies folder of its own."""

import fcntl
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from appliance.commands.cli import main
from appliance.engine.manifest import ListedFile, Manifest, encode_manifest
from appliance.keys import create_keys
from appliance.release import DeploymentFile, deployment_note, shelf_of
from appliance.release.shelf import shelf_folder
from appliance.settings import Settings, load_settings
from tests.fakes import POLICIES
from tests.unit.appliance.commands.running_log import running_log

CONFIG = """
[site]
name = "Test Bank"
demo = true
[release]
needs_evaluation = false
[paths]
state = "{root}/state"
run = "{root}/run"
keys = "{root}/keys"
models = "{root}/models"
policies = "{root}/policies"
[users]
web = "w"
masker = "m"
engine = "e"
ledger = "l"
worker = "k"
[web]
host_name = "cloister.test"
[directory]
urls = ["ldaps://one.test"]
ca_file = "/ca.pem"
schema = "rfc2307"
base_dn = "dc=test"
group_base_dn = "ou=groups,dc=test"
service_dn = "cn=svc,dc=test"
[directory.roles]
staff = ["cn=staff,dc=test"]
[database]
url = "sqlite:////s/a"
vault_url = "sqlite:////s/b"
[ledger]
origin = "bank.test/log"
"""


@dataclass(frozen=True, slots=True)
class Site:
    """A settings file and the folders that it names."""

    root: Path

    @property
    def settings(self) -> Settings:
        return load_settings(self.root / "c.toml")

    def live(self) -> dict[str, str]:
        """Name the live release of each purpose."""
        log = self.root / "keys" / "public" / "log.vkey"
        file = DeploymentFile(deployment_note(self.root / "state"), log)
        return {name: one.live for name, one in file.now().placements.items()}

    def files(self) -> dict[Path, bytes]:
        """Read all that stands signed on disk."""
        folders = shelf_folder(self.root / "state"), self.root / "state/deployment"
        return {
            path: path.read_bytes()
            for folder in folders
            for path in folder.rglob("*")
            if path.is_file()
        }

    def edit(self, old: str, new: str) -> None:
        """Change a word of a prompt."""
        prompt = self.root / "policies/purposes/reply-draft/prompt.en.md"
        assert old in prompt.read_text()
        prompt.write_text(prompt.read_text().replace(old, new, 1))

    def run(self, verb: str, *options: str) -> Result:
        config = ["--config", str(self.root / "c.toml")]
        return CliRunner().invoke(main, ["release", verb, *config, *options])

    def model(self, licence: str) -> None:
        folder = self.root / "models" / "reference"
        folder.mkdir(parents=True, exist_ok=True)
        manifest = Manifest(
            name="reference",
            architecture="LlamaForCausalLM",
            context_tokens=64,
            vocabulary_tokens=64,
            parameters=64,
            stored_as="bfloat16",
            licence=licence,
            template_sha256="0" * 64,
            files=(ListedFile("config.json", 2, "0" * 64),),
        )
        (folder / "manifest.toml").write_text(encode_manifest(manifest))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    shutil.copytree(POLICIES, tmp_path / "policies")
    (tmp_path / "c.toml").write_text(CONFIG.format(root=tmp_path))
    create_keys(tmp_path / "keys", origin="bank.test/log")
    found = Site(tmp_path)
    found.model("Apache-2.0")
    return found


@pytest.fixture
def logged(site: Site) -> Iterator[Site]:
    """The site, with its log running."""
    with running_log(site.settings):
        yield site


def test_what_sign_signs_is_live_and_verify_and_the_processes_accept_it(
    logged: Site,
) -> None:
    signed = logged.run("sign")
    assert signed.exit_code == 0, signed.output
    live = logged.live()
    assert set(live) == {"complaint-triage", "credit-memo", "reply-draft"}
    shelf = shelf_of(logged.settings)
    for name, digest in live.items():
        assert f"signed release {digest} {name}" in signed.output
        assert shelf.get(digest).purposes[0].name == name
    verified = logged.run("verify")
    assert verified.exit_code == 0, verified.output
    for digest in live.values():
        assert f"release {digest} is signed and unchanged" in verified.output


def test_only_the_purpose_that_changed_gets_a_new_release(logged: Site) -> None:
    logged.run("sign")
    before = logged.live()
    logged.edit("letter", "note")
    logged.run("sign")
    after = logged.live()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"reply-draft"}


def test_a_release_is_shown_and_written_out_whole_long_after_it_was_replaced(
    logged: Site,
) -> None:
    logged.run("sign")
    old = logged.live()["reply-draft"]
    prompt = logged.root / "policies/purposes/reply-draft/prompt.en.md"
    before = prompt.read_bytes()
    logged.edit("letter", "note")
    logged.run("sign")
    out = logged.root / "out"
    shown = logged.run("show", old[:12], "--out", str(out))
    assert shown.exit_code == 0, shown.output
    assert f"release {old}" in shown.output
    assert "reply-draft: " in shown.output
    assert "approve.not-requester: Nobody reviews an answer" in shown.output
    assert (out / "purposes/reply-draft/prompt.en.md").read_bytes() == before
    again = logged.run("show", old[:12], "--out", str(out))
    assert again.exit_code == 1
    assert "File exists" in again.output


def test_show_tells_what_is_live(logged: Site) -> None:
    logged.run("sign")
    shown = logged.run("show")
    assert shown.exit_code == 0
    for digest in logged.live().values():
        assert f"release {digest}" in shown.output
    assert "credit-memo: Assess a credit application (high risk)" in shown.output


@pytest.mark.parametrize("asked", ["", "abc", "zzzzzzzzzzzz", "../../etc/passwd"])
def test_what_names_no_release_is_refused(logged: Site, asked: str) -> None:
    logged.run("sign")
    shown = logged.run("show", asked)
    assert shown.exit_code == 1
    assert "cloister release list" in shown.output


def test_a_rollback_is_one_command_and_can_be_taken_back(logged: Site) -> None:
    logged.run("sign")
    old = logged.live()["reply-draft"]
    logged.edit("letter", "note")
    logged.run("sign")
    new = logged.live()["reply-draft"]
    told = logged.run("rollback", "reply-draft")
    assert told.exit_code == 0, told.output
    assert logged.live()["reply-draft"] == old
    listed = logged.run("list").output
    assert f"{new}  reply-draft              was live" in listed
    assert f"{old}  reply-draft              live since record" in listed
    assert logged.run("rollback", "reply-draft", "--to", new[:10]).exit_code == 0
    assert logged.live()["reply-draft"] == new


def test_there_is_no_rollback_where_nothing_was_live_before(logged: Site) -> None:
    logged.run("sign")
    told = logged.run("rollback", "reply-draft")
    assert told.exit_code == 1
    assert "no release was live before" in told.output


def test_a_retired_purpose_is_live_no_more_and_can_come_back(logged: Site) -> None:
    logged.run("sign")
    digest = logged.live()["reply-draft"]
    assert logged.run("retire", "reply-draft").exit_code == 0
    assert "reply-draft" not in logged.live()
    assert logged.run("promote", "reply-draft", digest[:12]).exit_code == 0
    assert logged.live()["reply-draft"] == digest


def test_a_purpose_that_the_folder_no_longer_has_is_retired(logged: Site) -> None:
    logged.run("sign")
    shutil.rmtree(logged.root / "policies/purposes/reply-draft")
    told = logged.run("sign")
    assert told.exit_code == 0, told.output
    assert "reply-draft is not in the policies folder any more" in told.output
    assert set(logged.live()) == {"complaint-triage", "credit-memo"}


def test_where_an_evaluation_is_needed_each_command_says_what_is_missing(
    site: Site,
) -> None:
    config = site.root / "c.toml"
    off = "[release]\nneeds_evaluation = false\n"
    config.write_text(config.read_text().replace(off, ""))
    with running_log(site.settings):
        signed = site.run("sign")
        digests = shelf_of(site.settings).digests()
        promoted = site.run("promote", "reply-draft", digests[0])
        listed = site.run("list").output.splitlines()
        verified = site.run("verify")
    assert signed.exit_code == 0, signed.output
    assert "is not live: release" in signed.output
    assert "has not passed an evaluation" in signed.output
    assert promoted.exit_code == 1
    assert (len(digests), site.live()) == (3, {})
    for line in listed:
        digest, name = line.split()[:2]
        missing = f"release {digest[:12]} of {name} has not passed an evaluation"
        assert f" not live: {missing}" in line
    assert verified.exit_code == 1
    assert "complaint-triage: no release of it is live: release" in verified.output
    assert "has not passed an evaluation" in verified.output


def test_what_was_live_is_gone_back_to_without_another_evaluation(site: Site) -> None:
    with running_log(site.settings):
        site.run("sign")
        first = site.live()
        logged = site.root / "policies/purposes/reply-draft/prompt.en.md"
        before = logged.read_text()
        site.edit("letter", "note")
        site.run("sign")
        assert site.live() != first
    # From here on, as on a site: the unit of before has no evaluation.
    config = site.root / "c.toml"
    off = "[release]\nneeds_evaluation = false\n"
    config.write_text(config.read_text().replace(off, ""))
    logged.write_text(before)
    with running_log(site.settings):
        signed = site.run("sign")
    assert f"release {first['reply-draft']} reply-draft is live now" in signed.output
    assert site.live() == first


def test_verify_refuses_a_changed_file_and_names_it(logged: Site) -> None:
    logged.run("sign")
    (logged.root / "policies" / "hold.cedar").write_text("")
    verified = logged.run("verify")
    assert verified.exit_code == 1
    assert "hold.cedar: changed since it was signed" in verified.output


def test_verify_names_a_rule_that_nobody_signed_before_it_reads_it(
    logged: Site,
) -> None:
    logged.run("sign")
    policies = logged.root / "policies"
    shutil.copy(policies / "access.cedar", policies / "unasked.cedar")
    verified = logged.run("verify")
    assert verified.exit_code == 1
    assert "unasked.cedar: was not there when it was signed" in verified.output


def test_verify_refuses_another_model(logged: Site) -> None:
    logged.run("sign")
    logged.model("MIT")
    verified = logged.run("verify")
    assert verified.exit_code == 1
    assert "sign it for this model" in verified.output


def test_verify_tells_of_an_upgrade_before_it_is_in_force(logged: Site) -> None:
    logged.run("sign")
    same, other = logged.root / "same", logged.root / "other"
    shutil.copytree(logged.root / "policies", same)
    shutil.copytree(logged.root / "policies", other)
    (other / "hold.cedar").unlink()
    shutil.move(logged.root / "models", logged.root / "new-models")
    models = ["--models", str(logged.root / "new-models")]

    stands = logged.run("verify", "--policies", str(same), *models)
    drifts = logged.run("verify", "--policies", str(other), *models)

    assert stands.exit_code == 0, stands.output
    assert drifts.exit_code == 1
    assert f"{other / 'hold.cedar'}: signed, but missing" in drifts.output


def test_verify_refuses_what_was_never_signed(site: Site) -> None:
    verified = site.run("verify")
    assert verified.exit_code == 1
    assert "no release of it is live" in verified.output


@pytest.mark.parametrize(
    ("key", "told"),
    [(b"o" * 32, "not the public half"), (b"short", "a signing key has 32 bytes")],
)
def test_sign_refuses_a_key_that_is_not_the_one(
    logged: Site, key: bytes, told: str
) -> None:
    (logged.root / "other.key").write_bytes(key)
    signed = logged.run("sign", "--key", str(logged.root / "other.key"))
    assert signed.exit_code == 1
    assert told in signed.output
    assert (shelf_of(logged.settings).digests(), logged.live()) == ((), {})


def test_sign_refuses_when_the_running_log_cannot_record_it(site: Site) -> None:
    # The socket of a ledger that is there, but does not answer as one.
    socket = site.root / "run" / "ledger" / "ledger.sock"
    socket.parent.mkdir(parents=True)
    socket.write_text("")
    signed = site.run("sign")
    assert signed.exit_code == 1
    assert shelf_of(site.settings).digests() == ()


def test_sign_refuses_while_the_log_does_not_run(site: Site) -> None:
    signed = site.run("sign")
    assert signed.exit_code == 1
    assert "start it first (systemctl start cloister-ledger)" in signed.output
    assert shelf_of(site.settings).digests() == ()


def test_only_one_command_signs_at_a_time(logged: Site) -> None:
    logged.run("sign")
    with (logged.root / "state" / "choice.lock").open("rb+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        held.truncate()
        held.write(b"4711\n")
        held.flush()
        refused = logged.run("sign")
    assert refused.exit_code == 1
    assert "process 4711 is at it (choice); try again" in refused.output
    assert logged.run("sign").exit_code == 0


def test_what_is_signed_and_live_is_left_alone(logged: Site) -> None:
    first = logged.run("sign")
    before = logged.files()

    second = logged.run("sign")

    assert first.stdout.startswith("signed ")
    assert "signed release" not in second.output
    assert second.output.count(" is live\n") == 3
    assert logged.files() == before
