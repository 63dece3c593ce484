import os
import pwd
import socket
from pathlib import Path

import pytest

from appliance.errors import SettingsError
from appliance.wire.peers import Peer, account_of, peer_of, uids_of


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


def account(proc: Path, login: str | None, *, uid: int | None = None) -> object:
    """Name the accounts of a process whose file of the login holds this."""
    process = proc / "42"
    process.mkdir()
    if login is not None:
        (process / "loginuid").write_text(login)
    own = os.getuid() if uid is None else uid
    return account_of(Peer(pid=42, uid=own, gid=own), proc=proc)


OWN = pwd.getpwuid(os.getuid()).pw_name


@pytest.mark.parametrize(
    ("login", "named"),
    [
        ("0", "root"),
        ("61001", "61001"),
        ("4294967295", None),
        ("", None),
        ("anna", None),
        (None, None),
    ],
)
def test_an_account_is_named_with_who_signed_in(
    tmp_path: Path, login: str | None, named: str | None
) -> None:
    assert account(tmp_path, login) == {"login": named, "user": OWN}


def test_a_process_that_took_the_number_of_the_caller_names_nobody(
    tmp_path: Path,
) -> None:
    assert account(tmp_path, "0", uid=61001) == {"login": None, "user": "61001"}


def test_a_caller_that_is_gone_is_named_by_its_uid() -> None:
    gone = Peer(pid=2**22 + 1, uid=0, gid=0)
    assert account_of(gone) == {"login": None, "user": "root"}
