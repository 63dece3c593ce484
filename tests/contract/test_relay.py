"""Mail about alerts, to a relay that speaks SMTP over real TLS."""

import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.alert_settings import AlertSettings, check_alerts
from appliance.demo.pki import Authority
from appliance.domain.alert import Alert, Series, Signal
from appliance.errors import MailError, SettingsError
from appliance.observe.relay import Relay
from tests.fakes import NOON

ALERT = Alert("a" * 32, Series(Signal.HELD, "reply-draft"), NOON, 300, 20, 50)


@dataclass
class Server:
    """A relay for one connection after another; tells what reached it."""

    folder: Path
    offers: bool = True
    takes: bool = True
    rude: bool = False
    unknown: str = "-"
    heard: list[str] = field(default_factory=list)
    listener: socket.socket = field(
        default_factory=lambda: socket.create_server(("127.0.0.1", 0))
    )

    @property
    def port(self) -> int:
        port: int = self.listener.getsockname()[1]
        return port

    def serve(self) -> None:
        while True:
            try:
                plain, _ = self.listener.accept()
            except OSError:
                return
            with plain:
                try:
                    plain.settimeout(10)
                    plain.sendall(b"220 relay\r\n")
                    self._hear(plain)
                except OSError:
                    continue

    def _hear(self, sock: socket.socket) -> None:
        in_data = False
        for line in sock.makefile("rb"):
            said = line.decode("ascii").rstrip("\r\n")
            self.heard.append(said)
            if said == "quit" and self.rude:
                return
            if in_data:
                in_data = said != "."
                reply = b"" if in_data else b"250 taken\r\n"
            elif said.startswith(("EHLO", "ehlo")):
                reply = (
                    b"250-relay\r\n250 STARTTLS\r\n" if self.offers else b"250 x\r\n"
                )
            elif said == "STARTTLS":
                sock.sendall(b"220 go on\r\n")
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(
                    self.folder / "server.pem", self.folder / "server.key"
                )
                with context.wrap_socket(sock, server_side=True) as private:
                    self._hear(private)
                return
            elif said.startswith("rcpt") and self.unknown in said:
                reply = b"550 no such person\r\n"
            elif said == "data":
                in_data, reply = self.takes, b"354 go on\r\n"
                if not self.takes:
                    reply = b"554 no: Anna Hale\r\n"
            else:
                reply = b"221 bye\r\n" if said == "quit" else b"250 yes\r\n"
            if reply:
                sock.sendall(reply)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    authority = Authority()
    authority.write_certificate(tmp_path / "ca.pem")
    authority.write_server(
        tmp_path / "server.pem", tmp_path / "server.key", common_name="relay"
    )
    opened = Server(tmp_path)
    serving = threading.Thread(target=opened.serve)
    serving.start()
    yield opened
    opened.listener.shutdown(socket.SHUT_RDWR)
    opened.listener.close()
    serving.join(10)


def settings_of(server: Server, *, host: str = "localhost") -> AlertSettings:
    settings = AlertSettings(
        mail_to=("it@bank.example", "dpo@bank.example"),
        mail_from="cloister@bank.example",
        smtp_host=host,
        smtp_port=server.port,
        smtp_ca_file=server.folder / "ca.pem",
    )
    check_alerts(settings)
    return settings


def send(server: Server, alert: Alert = ALERT, **changed: object) -> None:
    settings = replace(settings_of(server), **changed)  # type: ignore[arg-type] # any key
    Relay(settings, "Demo Bank", "cloister.test").send(alert)


def test_a_mail_says_what_is_unusual_in_names_and_figures(server: Server) -> None:
    send(server)
    assert server.heard[1] == "STARTTLS"
    assert "rcpt TO:<it@bank.example>" in server.heard
    assert "rcpt TO:<dpo@bank.example>" in server.heard
    assert "Subject: [Demo Bank] unusual: held of reply-draft" in server.heard
    assert "Seen:    300 of 1000, from 50" in server.heard
    assert "Usually: 20 of 1000 at this time of day" in server.heard
    assert f"Message-ID: <{'a' * 32}.raised@cloister.test>" in server.heard


def test_what_is_taken_is_sent_however_the_relay_parts(server: Server) -> None:
    server.rude = True
    send(server)
    assert server.heard[-2:] == [".", "quit"]


def test_that_it_is_over_is_a_mail_of_its_own(server: Server) -> None:
    send(server, replace(ALERT, ended_at=NOON + timedelta(hours=1)))
    assert "Subject: [Demo Bank] over: held of reply-draft" in server.heard
    assert f"Message-ID: <{'a' * 32}.ended@cloister.test>" in server.heard


def test_to_a_relay_without_tls_nothing_is_sent(server: Server) -> None:
    server.offers = False
    with pytest.raises(MailError, match="SMTPNotSupportedError"):
        send(server)
    assert not any(said.lower().startswith("mail") for said in server.heard)


def test_to_a_relay_that_is_not_who_it_should_be_nothing_is_sent(
    server: Server, tmp_path: Path
) -> None:
    other = tmp_path / "other.pem"
    Authority().write_certificate(other)
    with pytest.raises(MailError, match="SSLCertVerificationError"):
        send(server, smtp_ca_file=other)
    assert not any(said.lower().startswith("mail") for said in server.heard)


def test_what_a_relay_says_is_not_repeated(server: Server) -> None:
    server.takes = False
    with pytest.raises(MailError) as told:
        send(server)
    assert str(told.value) == f"alert {'a' * 32}: SMTPDataError"


def test_that_some_did_not_get_it_is_told_without_their_addresses_and_is_no_error(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    server.unknown = "dpo@"
    send(server)
    assert "Subject: [Demo Bank] unusual: held of reply-draft" in server.heard
    assert caplog.messages == [f"alert {'a' * 32}: 1 of 2 addresses refused"]


@pytest.mark.parametrize("what", ["nobody gets it", "its words"])
def test_what_a_relay_refuses_is_told_apart_from_one_that_is_not_there(
    server: Server, what: str
) -> None:
    server.offers = False
    with pytest.raises(MailError) as away:
        send(server)
    server.offers = True
    if what == "its words":
        server.takes = False
    else:
        server.unknown = "@bank.example"
    with pytest.raises(MailError) as refused:
        send(server)
    assert (away.value.refused, refused.value.refused) == (False, True)


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"mail_to": ("no address",)}, "mail_to"),
        ({"mail_to": ("a@b.example\nBcc: c@d.example",)}, "mail_to"),
        ({"mail_from": ""}, "mail_from"),
        ({"smtp_host": "two hosts"}, "smtp_host"),
        ({"smtp_port": 0}, "smtp_port"),
        ({"smtp_timeout_s": 0.0}, "smtp_timeout_s"),
        ({"smtp_user": "me"}, "smtp_user"),
        ({"mail_to": ("a@b.example",) * 21}, "mail_to"),
    ],
)
def test_settings_that_cannot_be_used_stop_the_start(
    changed: dict[str, object], key: str
) -> None:
    usual = AlertSettings(("a@b.example",), "c@b.example", "relay.b.example")
    check_alerts(usual)
    check_alerts(AlertSettings())
    with pytest.raises(SettingsError, match=rf"^alerts\.{key}: "):
        check_alerts(replace(usual, **changed))  # type: ignore[arg-type] # any key
