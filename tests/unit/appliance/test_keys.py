from pathlib import Path

import pytest

from appliance.errors import SettingsError
from appliance.keys import FOLDERS, create_keys, read_key, write_service_password
from audit.note import parse_vkey
from audit.signer import Signer

ORIGIN = "bank.example/log"
RANDOM = {
    "masker/vault.key",
    "seal/seal.key",
    "ledger/signing.key",
    "ledger/alias.key",
    "web/bodies.key",
    "web/session.key",
    "release/signing.key",
}
PUBLIC = {"public/log.vkey", "public/release.vkey"}


def files(keys: Path) -> set[str]:
    return {str(p.relative_to(keys)) for p in keys.rglob("*") if p.is_file()}


def test_these_keys_are_made_and_no_more(tmp_path: Path):
    made = create_keys(tmp_path / "keys", origin=ORIGIN)
    assert set(made) == RANDOM | PUBLIC == files(tmp_path / "keys")


def test_each_key_is_32_bytes_and_none_is_like_another(tmp_path: Path):
    create_keys(tmp_path, origin=ORIGIN)
    keys = {(tmp_path / name).read_bytes() for name in RANDOM}
    assert {32} == {len(key) for key in keys}
    assert len(RANDOM) == len(keys)


def test_only_circles_of_readers_share_a_file_by_group(tmp_path: Path):
    create_keys(tmp_path, origin=ORIGIN)
    for folder in FOLDERS:
        shared = len(folder.readers) > 1
        path = tmp_path / folder.name
        assert path.stat().st_mode & 0o777 == (0o550 if shared else 0o500)
        for file in path.iterdir():
            assert file.stat().st_mode & 0o777 == (0o440 if shared else 0o400)


def test_verifier_lines_belong_to_the_signing_keys(tmp_path: Path):
    create_keys(tmp_path, origin=ORIGIN)
    for name, folder, file in (
        (ORIGIN, "ledger", "log.vkey"),
        (f"{ORIGIN}/release", "release", "release.vkey"),
    ):
        key = parse_vkey((tmp_path / "public" / file).read_text().strip())
        seed = (tmp_path / folder / "signing.key").read_bytes()
        assert Signer(name, seed).key == key


def test_a_second_time_changes_nothing(tmp_path: Path):
    create_keys(tmp_path, origin=ORIGIN)
    before = {name: (tmp_path / name).read_bytes() for name in files(tmp_path)}
    assert create_keys(tmp_path, origin=ORIGIN) == ()
    assert before == {name: (tmp_path / name).read_bytes() for name in files(tmp_path)}


def test_a_missing_key_is_made_beside_the_others(tmp_path: Path):
    create_keys(tmp_path, origin=ORIGIN)
    old = (tmp_path / "web" / "bodies.key").read_bytes()
    (tmp_path / "web").chmod(0o700)
    (tmp_path / "web" / "session.key").unlink()
    (tmp_path / "web").chmod(0o550)
    assert create_keys(tmp_path, origin=ORIGIN) == ("web/session.key",)
    assert (tmp_path / "web" / "bodies.key").read_bytes() == old


def test_the_service_password_is_kept_and_replaced(tmp_path: Path):
    create_keys(tmp_path, origin=ORIGIN)
    write_service_password(tmp_path, "one")
    write_service_password(tmp_path, "two")
    path = tmp_path / "directory" / "service-password"
    assert path.read_text() == "two\n"
    assert path.stat().st_mode & 0o777 == 0o440


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path):
    (tmp_path / "keys").write_text("in the way")
    with pytest.raises(SettingsError, match="keys: "):
        create_keys(tmp_path / "keys", origin=ORIGIN)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, r"vault\.key: No such file"),
        *(
            (b"k" * size, rf"vault\.key: {size} bytes, expected 32")
            for size in (0, 31, 33)
        ),
    ],
)
def test_a_key_file_that_is_none_is_named(
    tmp_path: Path, content: bytes | None, message: str
):
    path = tmp_path / "vault.key"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match=message):
        read_key(path)


def test_a_key_file_is_read_as_it_was_made(tmp_path: Path):
    create_keys(tmp_path / "keys", origin=ORIGIN)
    assert len(read_key(tmp_path / "keys" / "seal" / "seal.key")) == 32
