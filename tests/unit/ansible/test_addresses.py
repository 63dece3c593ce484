"""What web and worker may reach, as the playbook works it out; run on this host."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROLE = Path(__file__).parents[3] / "ansible/roles/cloister"
NAMED = {
    "urls": ["ldaps://DC1.bank.example", "ldaps://dc2.bank.example:3269"],
    "stated": {
        "dc1.bank.example": ["192.0.2.11", "2001:db8::11"],
        "dc2.bank.example": ["192.0.2.10"],
    },
}
LITERAL = {"urls": ["ldap://192.0.2.7:389", "ldaps://[2001:db8::7]"], "stated": {}}
LOCAL = {"urls": ["ldap://localhost:1389"], "stated": {}}
UNSAID = {**NAMED, "stated": {"dc1.bank.example": ["192.0.2.11"]}}
WIDE = {"urls": ["ldaps://dc1.bank.example"], "stated": {"dc1.bank.example": ["any"]}}
NETWORK = {**WIDE, "stated": {"dc1.bank.example": ["192.0.2.0/24"]}}
MAILING = {**LITERAL, "relay": "192.0.2.25"}
MAILING_WIDE = {**LITERAL, "relay": "relay.bank.example"}
SITES = {
    "named": NAMED,
    "literal": LITERAL,
    "local": LOCAL,
    "unsaid": UNSAID,
    "wide": WIDE,
    "network": NETWORK,
    "mailing": MAILING,
    "mailing-wide": MAILING_WIDE,
}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder with what each site got, and what the playbook said."""
    folder = tmp_path_factory.mktemp("addresses")
    hosts = {
        name: {
            "cloister_directory": {"urls": site["urls"]},
            "cloister_directory_addresses": site["stated"],
            **(
                {"cloister_mail_relay_address": site["relay"]}
                if "relay" in site
                else {}
            ),
        }
        for name, site in SITES.items()
    }
    inventory = {
        "all": {
            "hosts": hosts,
            "vars": {
                **yaml.safe_load((ROLE / "defaults/main.yml").read_text()),
                "ansible_connection": "local",
                "ansible_python_interpreter": sys.executable,
            },
        }
    }
    play = {
        "hosts": "all",
        "gather_facts": False,
        "vars_files": [str(ROLE / "vars/main.yml")],
        "tasks": [
            {"ansible.builtin.import_tasks": str(ROLE / "tasks/addresses.yml")},
            {
                "ansible.builtin.template": {
                    "src": str(ROLE / "templates/addresses.conf.j2"),
                    "dest": f"{folder}/{{{{ inventory_hostname }}}}."
                    "{{ cloister_unit }}.conf",
                },
                "loop": ["web", "worker"],
                "loop_control": {"loop_var": "cloister_unit"},
            },
        ],
    }
    (folder / "hosts.json").write_text(json.dumps(inventory))
    (folder / "play.yml").write_text(json.dumps([play]))
    done = subprocess.run(
        [str(Path(sys.executable).parent / "ansible-playbook"),
         "-i", str(folder / "hosts.json"), str(folder / "play.yml")],
        check=False, capture_output=True, text=True,
        env={**os.environ, "ANSIBLE_NOCOLOR": "1", "ANSIBLE_HOME": str(folder)},
    )  # fmt: skip
    return folder, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("site", "allowed"),
    [
        ("named", "192.0.2.10 192.0.2.11 2001:db8::11"),
        ("literal", "192.0.2.7 2001:db8::7"),
        ("local", "127.0.0.1 ::1"),
    ],
)
def test_only_the_directorys_addresses_are_allowed(
    played: tuple[Path, str], site: str, allowed: str
) -> None:
    folder, said = played

    for unit in ("web", "worker"):
        assert drop_in(folder, site, unit) == allowed, said


def test_the_worker_alone_may_reach_the_mail_relay(played: tuple[Path, str]) -> None:
    folder, said = played

    assert drop_in(folder, "mailing", "web") == "192.0.2.7 2001:db8::7", said
    assert drop_in(folder, "mailing", "worker") == "192.0.2.7 2001:db8::7 192.0.2.25"


def drop_in(folder: Path, site: str, unit: str) -> str:
    """Give the addresses of a unit's drop-in, which says nothing else."""
    lines = (folder / f"{site}.{unit}.conf").read_text().splitlines()
    assert lines[2] == "[Service]"
    assert len(lines) == 4
    return lines[3].removeprefix("IPAddressAllow=")


@pytest.mark.parametrize(
    ("site", "words"),
    [
        ("unsaid", "No address is stated for dc2.bank.example."),
        ("wide", "no names and no networks: any"),
        ("network", "no names and no networks: 192.0.2.0/24"),
        ("mailing-wide", "no networks: 192.0.2.7, 2001:db8::7, relay.bank.example"),
    ],
)
def test_a_site_that_states_no_address_is_told(
    played: tuple[Path, str], site: str, words: str
) -> None:
    folder, said = played

    assert words in " ".join(said.split())
    assert not list(folder.glob(f"{site}.*.conf"))
