"""Measure: count and time one exchange; sees its states, keeps no text of it."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from appliance.domain.exchange import Admitted, Checked, Draft
from appliance.domain.finding import Finding
from appliance.domain.guards import MALFORMED
from appliance.domain.outcome import Cause, Figures, Took
from appliance.domain.purpose import Purpose
from appliance.domain.rollout import Arm


@dataclass(frozen=True, slots=True)
class _Written:
    """What one draft took, and how long it was written at."""

    tier: str
    took: Took
    writing_ms: int | None


class Spent:
    """What the drafts of an exchange took of the model, also of one that broke off."""

    def __init__(self, timer: Callable[[], float]) -> None:
        self._timer = timer
        self._ended: list[_Written] = []
        # Of the draft that is under way.
        self._tier = ""
        self._begun_s: float | None = None
        self._first_s = self._last_s = 0.0
        self.loose_tokens = 0

    def ask(self, at_s: float) -> None:
        """The model is asked; who has not to wait begins now."""
        self._begun_s = at_s

    def turn_to(self, tier: str) -> None:
        """It is this tier that is asked."""
        self._tier = tier

    def begin(self) -> None:
        """It has its turn."""
        if not self.loose_tokens:
            self._begun_s = self._timer()

    def take(self) -> None:
        """A token is written."""
        self._last_s = self._timer()
        if not self.loose_tokens:
            self._first_s = self._last_s
        self.loose_tokens += 1

    def end(self, draft: Draft) -> None:
        """A draft is written to its end, and the engine says what it took."""
        finished = draft.answer.finished
        took_ms = self._so_far_ms() if finished.busy_ms is None else finished.busy_ms
        took = Took(finished.prompt_tokens, finished.output_tokens, took_ms)
        self._ended.append(_Written(draft.tier, took, self._writing_ms()))
        self._begun_s, self.loose_tokens = None, 0

    @property
    def tokens(self) -> int:
        """Tokens of the drafts that were written to their end."""
        return sum(
            one.took.prompt_tokens + one.took.output_tokens for one in self._ended
        )

    def each(self) -> list[_Written]:
        """List the drafts; one that broke off has taken the time since its turn."""
        if not self.loose_tokens:
            return self._ended
        took = Took(output_tokens=self.loose_tokens, ms=self._so_far_ms())
        return [*self._ended, _Written(self._tier, took, self._writing_ms())]

    def _so_far_ms(self) -> int:
        return 0 if self._begun_s is None else _ms(self._timer() - self._begun_s)

    def _writing_ms(self) -> int | None:
        return _ms(self._last_s - self._first_s) if self.loose_tokens else None


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
        self._spent = Spent(timer)
        self.arm = Arm.LIVE
        # What was asked for, in the release's words; "" before that is known.
        self.asked = ""
        # Whether it is kept: from then on its end is kept with its row.
        self.began = False
        # Why there is no answer, where whoever runs it knows; else the draft tells.
        self.cause: Cause | None = None

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
        self._spent.ask(asked_s)

        def place(before: int) -> None:
            if before == 0 and self._queue_s is None:
                self._queue_s = self._timer() - asked_s
            if before == 0:
                self._spent.begin()
            on(before)

        return place

    def turn_to(self, tier: str) -> None:
        """A tier is asked; where it cannot take the request the next one is."""
        self._spent.turn_to(tier)

    def take(self, on: Callable[[str], None]) -> Callable[[str], None]:
        """Look at each piece of the draft before it goes on."""

        def take(piece: str) -> None:
            if self._first_s is None:
                self._first_s = self._timer() - self._began_s
                if self._queue_s is None:
                    # The engine tells places only to who has to wait.
                    self._queue_s = 0.0
            self._spent.take()
            on(piece)

        return take

    def write(self, draft: Draft) -> None:
        """A draft is written to its end."""
        self._spent.end(draft)

    def check(self, checked: Checked) -> None:
        """The draft is guarded."""
        self._checked = checked

    @property
    def checked(self) -> Checked | None:
        """The draft as it was guarded; None before there is one."""
        return self._checked

    def withdraw(self, findings: tuple[Finding, ...]) -> None:
        """The draft is taken back while it is written."""
        self._withdrawn = findings

    def figures(self) -> Figures | None:
        """Give the figures as they are now; None if nobody knows what was asked."""
        if self._admitted is None:
            if not self.asked:
                return None
            whole_ms = _ms(self._timer() - self._began_s)
            return Figures(self.asked, "", self.arm, whole_ms, cause=self.cause)
        checked = self._checked
        findings = checked.findings if checked is not None else self._withdrawn
        rules = Counter(finding.rule for finding in findings)
        grave = sum(finding.severity.is_grave for finding in findings)
        seen = checked is not None or self._withdrawn
        each = self._spent.each()
        whole = sum((one.took for one in each), Took())
        timed = [one for one in each if one.writing_ms is not None]
        # What was given again took nothing.
        known = bool(each) or checked is not None
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
            writing_ms=sum(one.writing_ms or 0 for one in timed) if timed else None,
            further_tokens=sum(max(0, one.took.output_tokens - 1) for one in timed)
            if timed
            else None,
            prompt_tokens=whole.prompt_tokens if known else None,
            output_tokens=whole.output_tokens if known else None,
            engine_ms=whole.ms if each else None,
            longest_ms=max((one.took.ms for one in each), default=None),
            tier=each[-1].tier if each else None,
            tiers=_by_tier(each),
            used_tokens=self._spent.tokens,
            loose_tokens=self._spent.loose_tokens,
            cause=self.cause,
            language=self._admitted.exchange.language,
            teams=self._admitted.caller.teams,
            confidence_permille=None
            if checked is None
            else checked.confidence_permille,
            withdrawn=bool(self._withdrawn),
        )

    def gated(self) -> Cause:
        """Tell why the gate refuses what was drafted: its form, a guard or a rule."""
        checked = self._checked
        findings = checked.findings if checked is not None else self._withdrawn
        grave = {finding.rule for finding in findings if finding.severity.is_grave}
        if MALFORMED in grave:
            return Cause.PARSE
        return Cause.GUARD if grave else Cause.POLICY


def _by_tier(written: Sequence[_Written]) -> dict[str, Took]:
    found: dict[str, Took] = {}
    for one in written:
        found[one.tier] = found.get(one.tier, Took()) + one.took
    return found


def _ms(time_s: float) -> int:
    return round(time_s * 1000)
