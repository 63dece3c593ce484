"""What the site declares of a remote model, and the digest that a release signs.

The digest is over all that decides where a text goes and what answers it: the address
in the certificate, the authority that vouches for it, the model's name there, and what
its operator says the weights are. That the server really runs them is that operator's
word; the records say so.
"""

import hashlib
import re
from pathlib import Path

from appliance.engine_settings import RemoteSettings
from appliance.errors import SettingsError

FORMAT = "cloister-remote/1"
_LINE = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]{1,200}")


def declaration(remote: RemoteSettings) -> str:
    """Say what is declared, one thing a line.

    Raises:
        SettingsError: A value is not one line, or the CA's file cannot be read.
    """
    said = {
        "url": remote.url,
        "authority": f"sha256 {_digest_of(remote.ca_file)}",
        "model": remote.model,
        "server": remote.server,
        "weights": remote.weights,
        "quantisation": remote.quantisation,
        "context": f"{remote.context_tokens} tokens",
        "system message": "yes" if remote.system_message else "no",
    }
    for key, value in said.items():
        if _LINE.fullmatch(value) is None:
            raise SettingsError(
                f"[engine.remote]: {key} is not one line of 1 to 200 characters"
            )
    return "\n".join((FORMAT, *(f"{key}: {value}" for key, value in said.items()), ""))


def digest_of(remote: RemoteSettings) -> str:
    """Digest the declaration: SHA-256 hex of its UTF-8 bytes.

    Raises:
        SettingsError: It cannot be made.
    """
    return hashlib.sha256(declaration(remote).encode("utf-8")).hexdigest()


def _digest_of(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as err:
        raise SettingsError(f"{path}: {err.strerror}") from err
