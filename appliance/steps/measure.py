"""Measure: count and time one exchange; sees its states, keeps no text of it."""

from collections import Counter
from collections.abc import Callable

from appliance.domain.exchange import Admitted, Checked
from appliance.domain.finding import Finding
from appliance.domain.outcome import Figures
from appliance.domain.purpose import Purpose
from appliance.domain.rollout import Arm

MALFORMED = "answer.malformed"


class Measuring:
    """The figures of an exchange on its way; whoever runs it tells how far it is."""

    def __init__(self, timer: Callable[[], float]) -> None:
        """Begin to count the time.

        Args:
            timer: Tells seconds, and never goes back.
        """
        self._timer = timer
        self._began_s = timer()
        self._queue_s: float | None = None
        self._first_s: float | None = None
        self._admitted: Admitted | None = None
        self._checked: Checked | None = None
        self._withdrawn: tuple[Finding, ...] = ()
        self.arm = Arm.LIVE

    def admit(self, admitted: Admitted) -> None:
        """It is let in: from here on it counts for its release."""
        self._admitted = admitted

    @property
    def purpose(self) -> Purpose | None:
        """The purpose as the release has it that answers; None before it is let in."""
        return None if self._admitted is None else self._admitted.purpose

    def place(self, on: Callable[[int], None]) -> Callable[[int], None]:
        """Look at each place in the model's line before it goes on; asks it now."""
        asked_s = self._timer()

        def place(before: int) -> None:
            if before == 0 and self._queue_s is None:
                self._queue_s = self._timer() - asked_s
            on(before)

        return place

    def take(self, on: Callable[[str], None]) -> Callable[[str], None]:
        """Look at each piece of the draft before it goes on."""

        def take(piece: str) -> None:
            if self._first_s is None:
                self._first_s = self._timer() - self._began_s
                if self._queue_s is None:
                    # The engine tells places only to who has to wait.
                    self._queue_s = 0.0
            on(piece)

        return take

    def check(self, checked: Checked) -> None:
        """The draft is guarded."""
        self._checked = checked

    def withdraw(self, findings: tuple[Finding, ...]) -> None:
        """The draft is taken back while it is written."""
        self._withdrawn = findings

    def figures(self) -> Figures | None:
        """Give the figures as they are now; None if it was never let in."""
        if self._admitted is None:
            return None
        checked = self._checked
        finished = checked.draft.answer.finished if checked is not None else None
        findings = checked.findings if checked is not None else self._withdrawn
        rules = Counter(finding.rule for finding in findings)
        grave = sum(finding.severity.is_grave for finding in findings)
        seen = checked is not None or self._withdrawn
        return Figures(
            purpose=self._admitted.purpose.name,
            release=self._admitted.purpose.release,
            arm=self.arm,
            total_ms=_ms(self._timer() - self._began_s),
            findings=dict(sorted(rules.items())),
            grave=grave if seen else None,
            well_formed=None if checked is None else MALFORMED not in rules,
            queue_ms=None if self._queue_s is None else _ms(self._queue_s),
            first_token_ms=None if self._first_s is None else _ms(self._first_s),
            prompt_tokens=None if finished is None else finished.prompt_tokens,
            output_tokens=None if finished is None else finished.output_tokens,
        )


def _ms(time_s: float) -> int:
    return round(time_s * 1000)
