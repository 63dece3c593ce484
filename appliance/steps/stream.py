"""Stream: show an answer while it is written, through guard and restore, revocably.

Policy has said yes and `answer.opened` is on disk before a `LiveAnswer` exists. Pieces
are restored and guarded on a window that never splits a surrogate, and shown only then.
A late finding stops the stream and leaves `answer.withdrawn`; the end leaves
`answer.closed` with a keyed digest of all that was shown.
"""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from appliance.detect.moved import tells_moved_date
from appliance.domain.draft_rules import MOVED_DATE, UNISSUED, names_others
from appliance.domain.exchange import Prompt
from appliance.domain.finding import Finding, Sighting
from appliance.domain.masked import Restoration
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.watch import Watch
from appliance.domain.ports.wired import Ports
from appliance.domain.surrogate import may_name, safe_length
from appliance.domain.text import PersonText
from appliance.errors import ApplianceError, LedgerAwayError
from appliance.guards.answer import Part, ground_of, repeats_in, seen_in
from appliance.guards.sentences import finished_length
from appliance.kinds import RecordKind

# Long enough that a restore call per window is rare, short enough to look fluent.
WINDOW_CHARS = 12


class WithdrawnError(ApplianceError):
    """A streamed answer had to be taken back; carries why, and the record of it."""

    def __init__(self, findings: tuple[Finding, ...], record: int) -> None:
        super().__init__(f"withdrawn, record {record}")
        self.findings = findings
        self.record = record

    @property
    def reasons(self) -> tuple[str, ...]:
        """Say why, in plain sentences."""
        return tuple(finding.sentence for finding in self.findings)


class LiveAnswer:
    """An answer on its way to the person who asked.

    As a context it takes the answer back if an error leaves it, whichever step it was.
    """

    def __init__(
        self,
        prompt: Prompt,
        ports: Ports,
        watch: Watch,
        check_reader: Callable[[], None],
    ) -> None:
        """Open it.

        Args:
            check_reader: Raises where no name may be put back for them any more.
        """
        self._prompt = prompt
        self._check_reader = check_reader
        self._ports = ports
        self._watch = watch
        self._text = ""
        self._shown = 0
        self._withdrawn = False
        self._issued: frozenset[str] | None = None
        self._looked_at = 0
        self._ground = ground_of(prompt)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind is None or self._withdrawn:
            return
        reasons = ("The answer could not be finished.",)
        if isinstance(error, LedgerAwayError):
            # Not asked again; an answer that was opened and never closed is no answer.
            self._watch.withdrawn(reasons)
            return
        self.withdraw(reasons)

    def take(self, piece: str) -> None:
        """Take a piece as it is written, and show what is safe to show.

        Raises:
            WithdrawnError: A guard found something; nothing of this window was shown.
            MaskerError: It could not be restored, so it is not shown.
            RevokedError, DirectoryError: As `check_reader` says; nothing more is shown.
        """
        self._text += piece
        if safe_length(self._text) - self._shown >= WINDOW_CHARS:
            self._show(safe_length(self._text))

    def close(self) -> None:
        """Show the rest and record that the answer is whole, with its digest.

        Raises:
            MaskerError: It could not be restored or bound.
            LedgerError: The record could not be written.
        """
        self._show(len(self._text))
        case = self._prompt.admitted.exchange.case
        binding = self._ports.masker.bind(self._text, case=case)
        body = {"chars_shown": self._shown, "draft_digest": binding.draft_digest}
        self._append(RecordKind.ANSWER_CLOSED, body)

    def withdraw(
        self, reasons: tuple[str, ...], findings: tuple[Finding, ...] = ()
    ) -> int:
        """Take back what was shown, and record it; the record's number is returned.

        Args:
            findings: What was seen before there was a whole draft to guard.
        """
        self._withdrawn = True
        self._watch.withdrawn(reasons)
        body: dict[str, object] = {"chars_shown": self._shown}
        if findings:
            body["findings"] = [finding.record() for finding in findings]
        return self._append(RecordKind.ANSWER_WITHDRAWN, body)

    def _show(self, end: int) -> None:
        if end <= self._shown:
            return
        chunk = self._text[self._shown : end]
        admitted = self._prompt.admitted
        self._check_reader()
        shown = self._restored(chunk)
        given = self._prompt.given
        seen: list[str | Sighting] = []
        if names_others(
            given,
            self._text[:end],
            bound=shown.commitments,
            issued=self._issued_by_prompt(),
        ):
            seen.append(UNISSUED)
        if tells_moved_date(given, self._text[:end]):
            seen.append(MOVED_DATE)
        # Whole sentences; names in plain words are looked for once it is all there.
        done = finished_length(self._text[:end])
        if done > self._looked_at:
            part = Part(self._text[self._looked_at : done], self._looked_at)
            seen += seen_in([part], self._ground)
            seen += repeats_in(self._text[:done])
            self._looked_at = done
        found = map(admitted.purpose.guards.finding, seen)
        # What is only to be read with the answer is found again in the whole of it.
        findings = tuple(finding for finding in found if finding.severity.is_grave)
        if findings:
            record = self.withdraw(tuple(f.sentence for f in findings), findings)
            raise WithdrawnError(findings, record)
        self._shown = end
        self._watch.piece(shown.text)

    def _restored(self, chunk: str) -> Restoration:
        """Put the people of a window back; one that can name nobody is as it is."""
        if not may_name(chunk):
            return Restoration(PersonText(chunk), 0, (), ())
        admitted = self._prompt.admitted
        return self._ports.masker.restore(
            chunk,
            exchange=admitted.exchange.id,
            case=admitted.exchange.case,
            reader=admitted.caller.person,
        )

    def _issued_by_prompt(self) -> frozenset[str]:
        """Ask, for the first window only, whom the prompt's own text names."""
        if self._issued is None:
            text = self._prompt.given
            case = self._prompt.admitted.exchange.case
            self._issued = frozenset(self._ports.masker.commitments(text, case=case))
        return self._issued

    def _append(self, kind: RecordKind, body: dict[str, object]) -> int:
        exchange = self._prompt.admitted.exchange
        return self._ports.ledger.append(
            Entry(
                kind=kind,
                exchange=exchange.id,
                case=exchange.case,
                actor=None,
                body=body,
            ),
            durable=True,
        ).seq
