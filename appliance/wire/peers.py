"""Who is at the other end of a Unix socket, by SO_PEERCRED (unix(7)).

The kernel fills in the credentials at connect time, so the caller cannot lie.
Units that listen never set PrivateUsers=, or every peer would look like uid 65534.
"""

import pwd
import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from appliance.errors import SettingsError

_UCRED = struct.Struct("3i")


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
