import os
import socket

import pytest

from appliance.errors import SettingsError
from appliance.wire.peers import peer_of, uids_of


def test_the_kernel_names_the_other_end() -> None:
    left, right = socket.socketpair()
    with left, right:
        peer = peer_of(right)
    assert (peer.pid, peer.uid, peer.gid) == (os.getpid(), os.getuid(), os.getgid())


def test_users_become_uids() -> None:
    assert uids_of(["root", "61001", "0"]) == {0, 61001}


def test_an_unknown_user_is_named() -> None:
    with pytest.raises(SettingsError, match="no user 'cloister-nobody-here'"):
        uids_of(["root", "cloister-nobody-here"])
