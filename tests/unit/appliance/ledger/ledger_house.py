"""The log's verbs over a throwaway log, and who calls them, for its tests."""

from pathlib import Path
from typing import Any

from appliance.domain.deployment import Deployment
from appliance.kinds import RecordKind
from appliance.ledger.alias import AliasKey
from appliance.ledger.server import LedgerVerbs
from appliance.ledger.tellers import kinds_by_uid
from appliance.ledger.writer import LedgerWriter
from appliance.release.deployed import DeploymentFile, DeploymentWriter, deployment_note
from appliance.settings import Settings, parse_settings
from appliance.wire.peers import Peer, uids_of
from appliance.wire.server import Request
from audit.signer import Signer

SIGNER = Signer("log.example/ledger", bytes(range(32)))
WEB, MASKER, ENGINE, LEDGER, WORKER, OPERATOR = 1001, 1002, 1003, 1004, 1005, 1006
LOG_S_OWN = {
    RecordKind.LEDGER_STARTED,
    RecordKind.LEDGER_STOPPED,
    RecordKind.LEDGER_RECOVERED,
}


def settings_of(folder: Path, **users: Any) -> Any:
    names = {
        "web": str(WEB),
        "masker": str(MASKER),
        "engine": str(ENGINE),
        "ledger": str(LEDGER),
        "worker": str(WORKER),
        "operators": [str(OPERATOR)],
        **users,
    }
    return parse_settings(
        {
            "site": {"name": "Test"},
            "paths": {
                name: str(folder / name)
                for name in ("state", "run", "keys", "models", "policies")
            },
            "users": names,
            "web": {"host_name": "localhost"},
            "directory": {
                "urls": [],
                "ca_file": "ca",
                "schema": "rfc2307",
                "base_dn": "",
                "group_base_dn": "",
                "service_dn": "",
                "roles": {},
            },
            "database": {"url": "", "vault_url": ""},
            "ledger": {"origin": "log.example/ledger"},
        }
    )


def verbs_with(writer: LedgerWriter, settings: Settings) -> LedgerVerbs:
    return LedgerVerbs(
        writer,
        AliasKey(b"k" * 32),
        kinds_by_uid(settings),
        operators=uids_of(settings.users.operators),
        web=uids_of((settings.users.web,)),
        deployment=DeploymentWriter(
            deployment_note(settings.paths.state), writer.sign, writer.deployment
        ),
    )


def ask(body: Any, uid: int = WEB) -> Any:
    return Request(body=body, peer=Peer(pid=1, uid=uid, gid=uid))


def entry(kind: str = "request.received", **fields: Any) -> Any:
    return {
        "kind": kind,
        "exchange": None,
        "case": None,
        "actor": None,
        "body": {},
        "durable": True,
        **fields,
    }


OPERATOR_S = sorted(
    kinds_by_uid(settings_of(Path("/nowhere")))[OPERATOR],
)


def standing(settings: Settings) -> Deployment:
    """Read the deployment as every process does."""
    vkey = settings.paths.state / "log.vkey"
    settings.paths.state.mkdir(parents=True, exist_ok=True)
    vkey.write_text(SIGNER.key.vkey + "\n")
    return DeploymentFile(deployment_note(settings.paths.state), vkey).now()


def last_body(verbs: LedgerVerbs) -> Any:
    size = verbs.checkpoint(ask({}))["size"]
    return verbs.read(ask({"first": size - 1, "count": 1}))["records"][0]["body"]
