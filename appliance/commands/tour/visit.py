"""What the journeys share: the running appliance, and asking it as a person would."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from appliance.commands.client import AnsweredError, StaffClient
from appliance.commands.tour.transcript import TourError, Transcript
from appliance.demo.supervisor import Supervisor
from appliance.domain.surrogate import find_surrogates

LETTER = """\
Dear Sir or Madam,

My name is Marta Kowalczyk. I was charged twice for the same purchase on my card.
My IBAN is GB33BUKB20201555555555. Please write to marta.kowalczyk@example.org.

Kind regards,
Marta Kowalczyk
"""
# What must not reach the model.
PERSONAL = (
    "Marta",
    "Kowalczyk",
    "GB33BUKB20201555555555",
    "marta.kowalczyk@example.org",
)
APPLICANT = "Jonathan Abernathy"
APPLICATION = f"""\
Applicant: {APPLICANT}
Amount: EUR 18,500
Monthly income: EUR 3,650
Debt ratio: 24 %
Years employed: 6 years
Defaults: 0
"""


@dataclass(slots=True)
class Asked:
    """What came of a text that was sent.

    Args:
        masked: The text as the model saw it.
        pieces: What was shown while it was written.
        last: The name of the event that ended it.
        body: That event's content.
    """

    masked: str = ""
    pieces: list[str] = field(default_factory=list)
    last: str = ""
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def exchange(self) -> str:
        """The exchange's id."""
        return str(self.body["exchange"])


@dataclass(slots=True)
class Tour:
    """A tour: the appliance it walks through and what it found so far.

    Args:
        running: The appliance.
        transcript: Where it is told.
        letter: The exchange of the streamed letter, once it is there.
        memo: The exchange of the held memo, once it is there.
    """

    running: Supervisor
    transcript: Transcript
    letter: str = ""
    memo: str = ""

    @contextlib.contextmanager
    def signed_in(self, login: str) -> Iterator[StaffClient]:
        """Sign a person in over HTTPS, with the directory's password."""
        site = self.running.site
        with StaffClient(site.front.url, site.ca) as client:
            client.sign_in(login, site.password)
            yield client
            client.sign_out()

    def ask(self, client: StaffClient, purpose: str, text: str) -> Asked:
        """Send a text and follow it to its end."""
        asked = Asked()
        for event in client.ask(purpose, text):
            match event.name:
                case "masked":
                    asked.masked = str(event.body["masked"])
                case "piece":
                    asked.pieces.append(str(event.body["text"]))
                case _ if event.is_last:
                    asked.last, asked.body = event.name, dict(event.body)
                case _:
                    continue
        return asked

    def must_end(self, asked: Asked, last: str) -> None:
        """Check how an exchange ended.

        Raises:
            TourError: It ended otherwise; the reasons are told.
        """
        if asked.last != last:
            told = asked.body.get("message") or asked.body.get("reasons") or ""
            raise TourError(f"expected it to be {last}, it is {asked.last}: {told}")


def refusal_of(act: Any) -> AnsweredError | None:
    """Try something that must be refused; None if it was not."""
    try:
        act()
    except AnsweredError as refused:
        return refused
    return None


def names_nobody(text: str) -> bool:
    """Tell whether no surrogate is left in a text for people."""
    return not list(find_surrogates(text))
