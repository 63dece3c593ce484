"""Mail about an alert through the site's own relay (RFC 5321, 3207, 8314).

Names and figures only: no text, and nobody is named. The relay must show a certificate
for its name; to one that does not nothing is sent.
"""

import logging
import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from email.utils import format_datetime

from appliance.alert_settings import AlertSettings
from appliance.domain.alert import NOT_SHARES, Alert, Signal
from appliance.errors import MailError

log = logging.getLogger(__name__)

# What a relay that is there says of one message; its other errors are of itself.
_REFUSED = (
    smtplib.SMTPSenderRefused,
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPDataError,
)
_WORDS = {
    Signal.COST: "processor time of the models",
    Signal.LATENCY: "time within which 95 % of the answers came",
    Signal.ERRORS: "share of exchanges that broke",
    Signal.HELD: "share of drafts that wait for a second person",
    Signal.THUMBS_DOWN: "share of ratings that are a thumb down",
    Signal.FINDINGS: "share of drafts in which a guard saw something grave",
    Signal.WAITING: "texts that wait for the model for more than 15 minutes",
}


class Relay:
    """The site's mail relay; a connection for each message."""

    def __init__(self, settings: AlertSettings, site: str, host_name: str) -> None:
        """Take where it is.

        Args:
            site: The site's name, for the subject.
            host_name: The appliance's, for its pages.
        """
        self._settings = settings
        self._site = site
        self._host_name = host_name

    def send(self, alert: Alert) -> None:
        """Mail that an alert was raised or has ended.

        It is told where anybody gets it. Whom else the relay refuses it will refuse the
        next time too, and the others would read the same again and again.

        Raises:
            MailError: The relay did not take it for anybody, or is not who it should
                be.
        """
        settings = self._settings
        try:
            relay = self._connected()
            try:
                if settings.smtp_password_file is not None:
                    password = settings.smtp_password_file.read_text("utf-8").strip()
                    relay.login(settings.smtp_user, password)
                refused = relay.send_message(self._message(alert))
            finally:
                # It is taken or not; how they part changes nothing.
                with suppress(OSError):
                    relay.quit()
                relay.close()
        # smtplib's own errors are OSErrors too; what a relay says is not repeated.
        except (OSError, ValueError) as err:
            raise MailError(
                f"alert {alert.id}: {type(err).__name__}",
                refused=isinstance(err, _REFUSED),
            ) from err
        if refused:
            # Whom it refuses is not told: an address is a person's.
            log.warning(
                "alert %s: %d of %d addresses refused",
                alert.id,
                len(refused),
                len(settings.mail_to),
            )

    def _connected(self) -> smtplib.SMTP:
        settings = self._settings
        context = ssl.create_default_context(cafile=settings.smtp_ca_file)
        host, port, timeout_s = (
            settings.smtp_host,
            settings.smtp_port,
            settings.smtp_timeout_s,
        )
        if settings.smtp_tls == "tls":
            return smtplib.SMTP_SSL(host, port, timeout=timeout_s, context=context)
        relay = smtplib.SMTP(host, port, timeout=timeout_s)
        try:
            # It raises where the relay does not offer it: nothing goes in the clear.
            relay.starttls(context=context)
        except BaseException:
            with suppress(OSError):
                relay.close()
            raise
        return relay

    def _message(self, alert: Alert) -> EmailMessage:
        signal, over = alert.series.signal, alert.ended_at is not None
        whose = alert.series.purpose or "all purposes"
        unit = "ms" if signal in NOT_SHARES else "of 1000"
        message = EmailMessage()
        state = "over" if over else "unusual"
        message["Subject"] = f"[{self._site}] {state}: {signal} of {whose}"
        message["From"] = self._settings.mail_from
        message["To"] = ", ".join(self._settings.mail_to)
        message["Date"] = format_datetime(alert.ended_at or alert.raised_at)
        # The same again where nobody knows whether the first arrived.
        place = "ended" if over else "raised"
        message["Message-ID"] = f"<{alert.id}.{place}@{self._host_name}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(
            f"What:    {_WORDS[signal]}\n"
            f"Purpose: {whose}\n"
            f"Since:   {alert.raised_at.isoformat(timespec='minutes')}\n"
            f"Seen:    {alert.seen} {unit}, from {alert.count}\n"
            f"Usually: {alert.usual} {unit} at this time of day\n"
            + (f"Over at: {alert.ended_at:%Y-%m-%d %H:%M} UTC\n" if over else "")
            + f"\nhttps://{self._host_name}/figures\n"
        )
        return message
