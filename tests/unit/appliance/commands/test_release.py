"""`cloister release`: sign, show, verify, on a policies folder of its own."""

import fcntl
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from appliance.commands.cli import main
from appliance.engine.manifest import ListedFile, Manifest, encode_manifest
from appliance.release import load_release, release_folder
from audit.signer import Signer
from tests.fakes import POLICIES

SEED = b"r" * 32
CONFIG = """
[site]
name = "Test Bank"
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
    (tmp_path / "keys" / "release").mkdir(parents=True)
    (tmp_path / "keys" / "public").mkdir()
    (tmp_path / "keys" / "release" / "signing.key").write_bytes(SEED)
    vkey = Signer("bank.test/log/release", SEED).key.vkey
    (tmp_path / "keys" / "public" / "release.vkey").write_text(vkey + "\n")
    found = Site(tmp_path)
    found.model("Apache-2.0")
    return found


def test_what_sign_signs_verify_and_the_processes_accept(site: Site) -> None:
    signed = site.run("sign")
    assert signed.exit_code == 0, signed.output
    release = load_release(
        site.root / "policies",
        release_folder(site.root / "state"),
        site.root / "keys" / "public" / "release.vkey",
    )
    assert f"signed release {release.digest}" in signed.output
    verified = site.run("verify")
    assert verified.exit_code == 0
    assert f"release {release.digest} is signed and unchanged" in verified.output


def test_show_tells_purposes_and_rules_before_anything_is_signed(site: Site) -> None:
    shown = site.run("show")
    assert shown.exit_code == 0
    assert "credit-memo: Assess a credit application" in shown.output
    assert "approve.not-requester: Nobody reviews an answer" in shown.output
    assert not release_folder(site.root / "state").exists()


def test_verify_refuses_a_changed_file_and_names_it(site: Site) -> None:
    site.run("sign")
    (site.root / "policies" / "hold.cedar").write_text("")
    verified = site.run("verify")
    assert verified.exit_code == 1
    assert "hold.cedar: changed since it was signed" in verified.output


def test_verify_refuses_another_model(site: Site) -> None:
    site.run("sign")
    site.model("MIT")
    verified = site.run("verify")
    assert verified.exit_code == 1
    assert "sign it for this model" in verified.output


def test_verify_tells_of_an_upgrade_before_it_is_in_force(site: Site) -> None:
    site.run("sign")
    same, other = site.root / "same", site.root / "other"
    shutil.copytree(site.root / "policies", same)
    shutil.copytree(site.root / "policies", other)
    (other / "hold.cedar").unlink()
    shutil.move(site.root / "models", site.root / "new-models")
    models = ["--models", str(site.root / "new-models")]

    stands = site.run("verify", "--policies", str(same), *models)
    drifts = site.run("verify", "--policies", str(other), *models)

    assert stands.exit_code == 0, stands.output
    assert drifts.exit_code == 1
    assert f"{other / 'hold.cedar'}: signed, but missing" in drifts.output


def test_verify_refuses_what_was_never_signed(site: Site) -> None:
    verified = site.run("verify")
    assert verified.exit_code == 1
    assert "release.json: No such file" in verified.output


@pytest.mark.parametrize(
    ("key", "told"),
    [(b"o" * 32, "not the public half"), (b"short", "a signing key has 32 bytes")],
)
def test_sign_refuses_a_key_that_is_not_the_one(
    site: Site, key: bytes, told: str
) -> None:
    (site.root / "other.key").write_bytes(key)
    signed = site.run("sign", "--key", str(site.root / "other.key"))
    assert signed.exit_code == 1
    assert told in signed.output
    assert not release_folder(site.root / "state").exists()


def test_sign_refuses_when_the_running_log_cannot_record_it(site: Site) -> None:
    # The socket of a ledger that is there, but does not answer as one.
    socket = site.root / "run" / "ledger" / "ledger.sock"
    socket.parent.mkdir(parents=True)
    socket.write_text("")
    signed = site.run("sign")
    assert signed.exit_code == 1
    assert not release_folder(site.root / "state").exists()


def test_sign_refuses_while_a_log_that_was_started_does_not_run(site: Site) -> None:
    ledger = site.root / "state" / "ledger"
    ledger.mkdir(parents=True)
    first = site.run("sign")
    assert first.exit_code == 0
    assert "not recorded: the log was never started here" in first.stderr
    (ledger / "0000").touch()
    (site.root / "policies" / "hold.cedar").write_text("")
    second = site.run("sign")
    assert second.exit_code == 1
    assert "start it first (systemctl start cloister-ledger)" in second.output


def test_only_one_command_signs_at_a_time(site: Site) -> None:
    site.run("sign")
    with (site.root / "state" / "choice.lock").open("rb+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        held.truncate()
        held.write(b"4711\n")
        held.flush()
        refused = site.run("sign")
    assert refused.exit_code == 1
    assert "process 4711 is at it (choice); try again" in refused.output
    assert site.run("sign").exit_code == 0


def test_what_is_signed_and_unchanged_is_left_alone(site: Site) -> None:
    first = site.run("sign")
    note = {p: p.read_bytes() for p in release_folder(site.root / "state").iterdir()}

    second = site.run("sign")

    assert first.stdout.startswith("signed ")
    assert "nothing changed" in second.output
    assert note == {
        p: p.read_bytes() for p in release_folder(site.root / "state").iterdir()
    }
