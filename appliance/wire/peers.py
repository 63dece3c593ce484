"""Who is at the other end of a Unix socket, by SO_PEERCRED (unix(7)).

The kernel fills in the credentials at connect time, so the caller cannot lie. Who
signed in to the machine for a process stays with it through sudo: /proc/PID/loginuid
(pam_loginuid(8)); units that read it leave ProtectProc= at its default. Units that
listen never set PrivateUsers=, or every peer would look like uid 65534.
"""

import pwd
import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from appliance.errors import SettingsError

_UCRED = struct.Struct("3i")
_NO_LOGIN = 2**32 - 1  # what the kernel says where nobody signed in: a service, say
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Peer:
    """The process that connected: pid, user and group ids as the kernel saw them."""

    pid: int
    uid: int
    gid: int


def peer_of(sock: socket.socket) -> Peer:
    """Read the credentials of the process that opened this connection."""
    raw = sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _UCRED.size)
    pid, uid, gid = _UCRED.unpack(raw)
    return Peer(pid=pid, uid=uid, gid=gid)


def account_of(peer: Peer, *, proc: Path = _PROC) -> dict[str, str | None]:
    """Name the accounts behind a process, as a record's `operator` does.

    Returns:
        `user`, the account it runs as; `login`, the one that signed in to the machine
        for it, or None where nobody did or it cannot be told.
    """
    return {"login": _login_of(peer, proc / str(peer.pid)), "user": _name_of(peer.uid)}


def _login_of(peer: Peer, process: Path) -> str | None:
    try:
        # The number may have gone to another process since the call.
        if process.stat().st_uid != peer.uid:
            return None
        uid = int((process / "loginuid").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    return None if uid == _NO_LOGIN else _name_of(uid)


def _name_of(uid: int) -> str:
    """Name an account, or give its number where it has no name that can be shown."""
    try:
        name = pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
    return name if name.isascii() and name.isprintable() else str(uid)


def uids_of(users: Iterable[str]) -> frozenset[int]:
    """Turn user names (or decimal uids) of the settings into uids.

    Raises:
        SettingsError: A user does not exist on this machine; the message names it.
    """
    uids = set()
    for user in users:
        if user.isdecimal():
            uids.add(int(user))
            continue
        try:
            uids.add(pwd.getpwnam(user).pw_uid)
        except KeyError as err:
            raise SettingsError(f"no user {user!r} on this machine") from err
    return frozenset(uids)
