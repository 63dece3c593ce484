"""How a draft comes to be: written at once, or in parts that are combined.

    generate -> guard (-> retry)                                  a text at once
    divide -> (compose -> generate -> guard) ... -> combine -> guard      in parts

Each try and each part has a prompt, an intent and a draft of its own on record. Part of
the one way through (pipeline.py), which everything written here goes back to.
"""

from collections.abc import Callable
from dataclasses import dataclass

from appliance.domain.bulk import ORIGIN as BULK
from appliance.domain.exchange import Checked, Divided, Draft, Inspected, Prompt
from appliance.domain.guards import lacks_form
from appliance.domain.late import is_late
from appliance.domain.ports.halts import check_not_halted
from appliance.domain.ports.watch import Watch
from appliance.domain.ports.wired import Ports
from appliance.domain.purpose import AnswerForm
from appliance.errors import (
    EngineBusyError,
    OverBudgetError,
    StoppedError,
    TooLateError,
)
from appliance.steps.combine import combine
from appliance.steps.compose import compose, compose_combining
from appliance.steps.generate import generate
from appliance.steps.guard import guard, has_form, refuse_part
from appliance.steps.measure import Measuring
from appliance.steps.reseal import reseal
from appliance.steps.reserve import reserve, reserve_parts
from appliance.steps.retry import next_try
from appliance.steps.stream import LiveAnswer


@dataclass(frozen=True, slots=True)
class Writing:
    """Writes the drafts of one exchange.

    Args:
        ports: Bound to the release that answers.
        watch: Whoever looks on.
        measuring: Told of every draft.
        sets_aside: Whether it counts for a budget; what the appliance does for itself
            does not.
    """

    ports: Ports
    watch: Watch
    measuring: Measuring
    sets_aside: bool = True

    def at_once(self, prompt: Prompt, live: LiveAnswer | None = None) -> Checked:
        """Write a draft, again where it has not its form, and guard it.

        Raises:
            StoppedError: Somebody stopped it before it had its form.
        """
        while True:
            draft = self._write(prompt, live.take if live else _unseen)
            self.watch.stage("guard")
            checked = guard(draft, self.ports)
            self.measuring.check(checked)
            # What somebody reads already is not written again; no purpose does both.
            again = None if live else self._again(checked)
            if again is None or not self._is_affordable(again):
                return checked
            prompt = again
            self.watch.stage("generate")

    def in_parts(self, divided: Divided) -> Checked:
        """Write a draft for each part of a text, then one of them all.

        A part that has not its form after its last try ends it: nothing else is
        written, and the gate refuses, since no draft of a part answers the whole.

        Raises:
            OverBudgetError: A budget does not hold all of it; nothing is written.
            HaltedError: People have halted the purpose meanwhile.
            TooLateError: Somebody waits for it, and what is left could outlast it.
            StoppedError: Somebody stopped it; half an answer is none.
        """
        if self.sets_aside:
            reserve_parts(divided, self.ports)
        drafts: list[Draft] = []
        for part in divided.parts:
            self._check_goes_on(divided.inspected)
            self.watch.part(part.place)
            sealed = reseal(part.inspected, self.ports)
            prompt = compose(sealed, self.ports, place=part.place)
            self.watch.stage("generate")
            checked = self._whole(prompt)
            if lacks_form(checked.findings):
                return self._unanswered(checked)
            drafts.append(checked.draft)
        self._check_not_halted(divided.inspected)
        self.watch.stage("combine")
        return self._combined(divided, tuple(drafts))

    def _combined(self, divided: Divided, drafts: tuple[Draft, ...]) -> Checked:
        inspected = divided.inspected
        purpose = inspected.sourced.masked.admitted.purpose
        if purpose.answer is AnswerForm.TEXT:
            self._check_goes_on(inspected)
            sealed = reseal(inspected, self.ports, is_read=False)
            return self._whole(compose_combining(sealed, drafts, self.ports))
        draft = combine(divided, drafts, self.ports)
        self.watch.stage("guard")
        checked = guard(draft, self.ports)
        self.measuring.check(checked)
        return checked

    def _unanswered(self, checked: Checked) -> Checked:
        refused = refuse_part(checked, self.ports)
        self.measuring.check(refused)
        return refused

    def _whole(self, prompt: Prompt) -> Checked:
        checked = self.at_once(prompt)
        if checked.draft.answer.finished.reason == "cancelled":
            raise StoppedError("stopped while it was answered in parts")
        return checked

    def _write(self, prompt: Prompt, take: Callable[[str], None]) -> Draft:
        exchange = prompt.admitted.exchange
        gives_way = exchange.gives_way

        def wrote(text: str) -> None:
            self.watch.wrote()
            take(text)

        draft = generate(
            prompt,
            self.ports,
            self.measuring.take(wrote),
            self.measuring.place(self.watch.place),
            gives_way=gives_way,
            turn_to=self.measuring.turn_to,
        )
        self.measuring.write(draft)
        if draft.answer.finished.reason == "cancelled":
            # Of a list nobody ends a text but who stops the worker: half of it is no
            # answer.
            if gives_way or exchange.origin == BULK:
                raise EngineBusyError("it gave way to somebody")
            # Half a form is no answer either, and no fault of the model's.
            if not has_form(draft):
                raise StoppedError("stopped before the answer had its form")
        return draft

    def _again(self, checked: Checked) -> Prompt | None:
        """Lay out the next try at an answer that has not the form that is needed."""
        number = next_try(checked)
        if number is None:
            return None
        prompt, ports = checked.draft.prompt, self.ports
        self._check_not_halted(prompt.inspected)
        drafts = prompt.combines
        sealed = reseal(prompt.inspected, ports, is_read=not drafts)
        if drafts:
            return compose_combining(sealed, drafts, ports, number=number)
        return compose(sealed, ports, number=number, place=prompt.place)

    def _is_affordable(self, prompt: Prompt) -> bool:
        """Tell whether a budget holds one more try; if not, the last one is judged."""
        if not self.sets_aside:
            return True
        try:
            reserve(prompt, self.ports)
        except OverBudgetError:
            return False
        return True

    def _check_goes_on(self, inspected: Inspected) -> None:
        """Check that one more draft may be written for a text in parts."""
        self._check_not_halted(inspected)
        if is_late(inspected.sourced.masked.admitted.exchange, self.ports):
            raise TooLateError("an answer in parts would outlast its exchange")

    def _check_not_halted(self, inspected: Inspected) -> None:
        purpose = inspected.sourced.masked.admitted.purpose
        check_not_halted(self.ports.halts, purpose.name)


def _unseen(piece: str) -> None:
    """Drop a piece of an answer that nobody may see before the gate."""
