"""A log that runs for commands: its verbs behind its socket, in a thread of the test."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from appliance.keys import read_key
from appliance.kinds import RecordKind
from appliance.ledger.alias import AliasKey
from appliance.ledger.server import LedgerVerbs, open_writer
from appliance.release.deployed import DeploymentWriter, deployment_note
from appliance.settings import Settings
from appliance.wire.server import Verb, WireServer


@contextmanager
def running_log(settings: Settings) -> Iterator[None]:
    """Run the log of these settings; whoever runs the test may tell it anything."""
    own = frozenset({os.getuid()})
    writer = open_writer(settings)
    deployment = DeploymentWriter(
        deployment_note(settings.paths.state), writer.sign, writer.deployment
    )
    verbs = LedgerVerbs(
        writer,
        AliasKey(read_key(settings.paths.keys / "ledger" / "alias.key")),
        {os.getuid(): frozenset(RecordKind)},
        operators=own,
        web=own,
        deployment=deployment,
    )
    socket = settings.paths.socket("ledger")
    socket.parent.mkdir(parents=True, exist_ok=True)
    served = {
        "append": verbs.append,
        "checkpoint": verbs.checkpoint,
        "read": verbs.read,
        "releases": verbs.releases,
        "sign_release": verbs.sign_release,
    }
    server = WireServer(
        socket, {name: Verb(verb, own) for name, verb in served.items()}
    )
    accepting = threading.Thread(target=server.serve_forever, name="log")
    accepting.start()
    try:
        yield
    finally:
        server.stop()
        accepting.join()
        writer.close()
        socket.unlink(missing_ok=True)
