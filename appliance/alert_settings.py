"""The alerts' settings: who gets mail when something is unusual, and through whom.

Part of settings.py, which reads the file. Without `mail_to` nobody is mailed; alerts
stand on pages, in the log and in the system log all the same.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from appliance.errors import SettingsError

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}")
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}")
_MOST_ADDRESSES = 20
_LAST_PORT = 65_535
_MOST_TIMEOUT_S = 60.0


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """Mail about alerts.

    Args:
        mail_to: Addresses that get it.
        mail_from: The address it comes from.
        smtp_host: The site's relay, by the name in its certificate and in /etc/hosts.
        smtp_port: Its port.
        smtp_tls: "starttls" (RFC 3207), or "tls" from the first byte (RFC 8314).
        smtp_ca_file: PEM of the CA that signs its certificate; the host's without.
        smtp_user: Whom to sign in as; nobody without.
        smtp_password_file: One line.
        smtp_timeout_s: Longest wait for each reply.
    """

    mail_to: tuple[str, ...] = ()
    mail_from: str = ""
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_tls: Literal["starttls", "tls"] = "starttls"
    smtp_ca_file: Path | None = None
    smtp_user: str = ""
    smtp_password_file: Path | None = None
    smtp_timeout_s: float = 10.0


def check_alerts(alerts: AlertSettings) -> None:
    """Refuse mail without a relay, and addresses that are none.

    Raises:
        SettingsError: A key cannot be used; it is named.
    """
    if len(alerts.mail_to) > _MOST_ADDRESSES:
        raise SettingsError(f"alerts.mail_to: at most {_MOST_ADDRESSES}")
    for address in alerts.mail_to:
        _check("mail_to", address, _ADDRESS, "an address")
    if not 1 <= alerts.smtp_port <= _LAST_PORT:
        raise SettingsError(f"alerts.smtp_port: expected 1 to {_LAST_PORT}")
    if not 0 < alerts.smtp_timeout_s <= _MOST_TIMEOUT_S:
        raise SettingsError(f"alerts.smtp_timeout_s: at most {_MOST_TIMEOUT_S:.0f}")
    if bool(alerts.smtp_user) != (alerts.smtp_password_file is not None):
        raise SettingsError("alerts.smtp_user: goes with smtp_password_file")
    if alerts.mail_to:
        _check("mail_from", alerts.mail_from, _ADDRESS, "an address")
        _check("smtp_host", alerts.smtp_host, _HOST, "the name of a host")


def _check(key: str, value: str, form: re.Pattern[str], what: str) -> None:
    if form.fullmatch(value) is None:
        raise SettingsError(f"alerts.{key}: expected {what}")
