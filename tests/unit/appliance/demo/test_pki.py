import ssl
from pathlib import Path

import pytest
from cryptography import x509

from appliance.demo.pki import Authority


def handshake(authority: Path, folder: Path, host: str) -> None:
    """Shake hands in memory, as a client that trusts only this authority."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "server.pem", folder / "server.key")
    client = ssl.create_default_context(cafile=str(authority))
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    one = client.wrap_bio(to_client, to_server, server_hostname=host)
    two = server.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(4):
        for side in (one, two):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    assert one.version() == "TLSv1.3"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    authority = Authority()
    authority.write_certificate(tmp_path / "ca.pem")
    Authority().write_certificate(tmp_path / "other.pem")
    authority.write_server(
        tmp_path / "server.pem", tmp_path / "server.key", common_name="test"
    )
    return tmp_path


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_the_server_is_trusted_under_its_names(made: Path, host: str):
    handshake(made / "ca.pem", made, host)


def test_it_is_not_trusted_under_another_name(made: Path):
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(made / "ca.pem", made, "example.org")


def test_another_demos_authority_does_not_vouch_for_it(made: Path):
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(made / "other.pem", made, "localhost")


def test_the_server_key_is_private_and_cannot_sign_certificates(made: Path):
    assert (made / "server.key").stat().st_mode & 0o777 == 0o600
    certificate = x509.load_pem_x509_certificate((made / "server.pem").read_bytes())
    basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    assert not basic.value.ca
