"""Tell systemd that a unit is ready, by the sd_notify(3) datagram; else do nothing."""

import os
import socket


def notify_ready() -> None:
    """Send READY=1 to the socket that systemd names, if it started this process."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    # A leading @ means the abstract namespace, spelled with a NUL on the wire.
    target = "\0" + address[1:] if address.startswith("@") else address
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.sendto(b"READY=1", target)
