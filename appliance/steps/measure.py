"""Measure: count and time one exchange; sees its states, keeps no text of it."""

from collections import Counter
from collections.abc import Callable

from appliance.domain.exchange import Admitted, Checked, Draft
from appliance.domain.finding import Finding
from appliance.domain.guards import MALFORMED
from appliance.domain.outcome import Cause, Figures
from appliance.domain.purpose import Purpose
from appliance.domain.rollout import Arm


class Spent:
    """What the drafts of an exchange took of the model, also of one that broke off."""

    def __init__(self, timer: Callable[[], float]) -> None:
        self._timer = timer
        self._begun_s: float | None = None
        # Of each draft that was written to its end.
        self._ended: list[tuple[str, int]] = []
        self.tokens = 0
        self.loose_tokens = 0

    def ask(self, at_s: float) -> None:
        """The model is asked; who has not to wait begins now."""
        self._begun_s = at_s

    def begin(self) -> None:
        """It has its turn."""
        if not self.loose_tokens:
            self._begun_s = self._timer()

    def take(self) -> None:
        """A token is written."""
        self.loose_tokens += 1

    def end(self, draft: Draft) -> None:
        """A draft is written to its end, and the engine says what it took."""
        finished = draft.answer.finished
        took_ms = self._so_far_ms() if finished.busy_ms is None else finished.busy_ms
        self._ended.append((draft.tier, took_ms))
        self._begun_s, self.loose_tokens = None, 0
        self.tokens += finished.prompt_tokens + finished.output_tokens

    @property
    def tier(self) -> str | None:
        """The tier that wrote the last one."""
        return self._ended[-1][0] if self._ended else None

    def tier_ms(self) -> dict[str, int]:
        """Add up the processor time of each tier."""
        found: Counter[str] = Counter()
        for tier, took_ms in self._ended:
            found[tier] += took_ms
        return dict(found)

    def each_ms(self) -> list[int]:
        """List processor times; of a draft that broke off, since its turn came."""
        loose = [self._so_far_ms()] if self.loose_tokens else []
        return [took_ms for _, took_ms in self._ended] + loose

    def _so_far_ms(self) -> int:
        return 0 if self._begun_s is None else _ms(self._timer() - self._begun_s)


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
        self._last_s: float | None = None
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
        # Of several tries, the first word of the one that is read.
        self._first_s = None

        def place(before: int) -> None:
            if before == 0 and self._queue_s is None:
                self._queue_s = self._timer() - asked_s
            if before == 0:
                self._spent.begin()
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
            self._spent.take()
            self._last_s = self._timer() - self._began_s
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
        written = checked.draft.written if checked is not None else ()
        ends = [draft.answer.finished for draft in written]
        findings = checked.findings if checked is not None else self._withdrawn
        rules = Counter(finding.rule for finding in findings)
        grave = sum(finding.severity.is_grave for finding in findings)
        seen = checked is not None or self._withdrawn
        each_ms = self._spent.each_ms()
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
            writing_ms=self._writing_ms(),
            prompt_tokens=sum(one.prompt_tokens for one in ends) if ends else None,
            output_tokens=sum(one.output_tokens for one in ends) if ends else None,
            engine_ms=sum(each_ms) if each_ms else None,
            longest_ms=max(each_ms, default=None),
            tier=self._spent.tier,
            tier_ms=self._spent.tier_ms(),
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

    def _writing_ms(self) -> int | None:
        if self._first_s is None or self._last_s is None:
            return None
        return _ms(self._last_s - self._first_s)


def _ms(time_s: float) -> int:
    return round(time_s * 1000)
