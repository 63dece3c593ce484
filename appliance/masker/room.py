"""What the masker does: mask a text and seal it, restore one, commit to one.

Ties detection, the vault and the seal together. Before a masked text leaves it is
restored once as a trial: unless that gives the very text back, nothing leaves.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from appliance.detect.language import Languages
from appliance.detect.marked import find_marked
from appliance.detect.merge import NAMES, join
from appliance.detect.phrases import Phrase
from appliance.detect.script import check_language
from appliance.detect.written_date import order_of
from appliance.domain.entity import EntityKind
from appliance.domain.finding import Sighting
from appliance.domain.masked import MaskedText, Restoration
from appliance.domain.measurement import PROBE
from appliance.domain.progress import Progress, untold
from appliance.domain.review import Binding
from appliance.domain.seal import issue_seal
from appliance.domain.span import Span
from appliance.domain.surrogate import EXACT, find_surrogates, parse_surrogate
from appliance.domain.text import PersonText
from appliance.errors import BlockedKindError, DetectionError, LeakError, LookAlikeError
from appliance.masker.children import Children
from appliance.masker.hints import Hints
from appliance.masker.marks import CaseMarks
from appliance.masker.measured import Measured
from appliance.masker.outgoing import blank_surrogates, find_elsewhere, find_readable
from appliance.masker.reads import VaultReads
from appliance.masker.replaced import blanked, check_restores, escaped, replaced
from appliance.masker.restore import Named, places, replace_places
from appliance.masker.vault import Pseudonym, Vault

_PROBE = "My name is Anna Weber and my e-mail address is anna.weber@example.com."
_PROBE_KINDS = {EntityKind.PERSON, EntityKind.EMAIL}


@dataclass(frozen=True, slots=True)
class MaskOrder:
    """What to mask and for what.

    Args:
        exchange: The exchange the seal is for.
        case: The case whose surrogates are used.
        purpose: Name of the purpose the seal is for.
        kinds_kept: Kinds that stay readable.
        kinds_blocked: Kinds whose presence refuses the text.
        kinds_hinted: Masked kinds whose surrogates may carry a hint.
        language: Language of the text.
        accept_surrogates: Surrogates this case has issued stand as they are.
        judged: It is of a masked text whose language was judged as a whole.
    """

    text: str = field(repr=False)
    exchange: str
    case: str
    purpose: str
    kinds_kept: tuple[EntityKind, ...]
    kinds_blocked: tuple[EntityKind, ...]
    language: str
    accept_surrogates: bool = False
    kinds_hinted: tuple[EntityKind, ...] = ()
    judged: bool = False


class MaskerRoom:
    """The masker's work on its parts; safe to share between threads."""

    def __init__(
        self,
        vault: Vault,
        children: Children,
        reads: VaultReads,
        measured: Measured,
        *,
        seal_key: bytes,
        seal_s: int,
        countries: Collection[str],
        now_s: Callable[[], int],
    ) -> None:
        """Take over the opened parts.

        Args:
            countries: The site's; they may settle how dates in figures are read.
            now_s: Tells the Unix time.
        """
        self._vault = vault
        self._marks = CaseMarks(vault)
        self._children = children
        self._reads = reads
        self._measured = measured
        self._seal_key = seal_key
        self._seal_s = seal_s
        self._countries = countries
        self._now_s = now_s
        self._languages = Languages()

    @property
    def refuses(self) -> bool:
        """Whether texts are refused for the site's floor."""
        return self._measured.standing().refuses

    def mask(self, order: MaskOrder, progress: Progress = untold) -> MaskedText:
        """Pseudonymise and seal a text.

        Raises:
            UnknownLanguageError: No detector reads its language.
            MaskingFloorError: Masking was last measured below the site's floor.
            BlockedKindError: It holds a kind that may not be sent.
            LookAlikeError: It would not restore without doubt.
            DetectionError: A detector failed.
            MaskerError: The vault failed.
        """
        judges = "" if order.judged else order.text
        check_language(judges, order.language, self._languages)
        is_probe = order.purpose == PROBE
        if not is_probe:
            self._measured.check()
        nonce = self._vault.nonce_of(order.case)
        standing = self._standing(order, nonce)
        text = blanked(order.text, standing)
        known = self._originals(order.case)
        spans = self._detect(order, text, known, progress)
        _check_blocked(spans, order)
        marked = find_marked(text, self._marks.of(order.case))
        spans = join([*spans, *marked, *escaped(text, nonce)])
        looked_for = [phrase for phrase in known if phrase.kind not in order.kinds_kept]
        elsewhere = tuple(find_elsewhere(text, spans, looked_for, standing))
        _check_blocked(elsewhere, order)
        spans = join([*spans, *elsewhere])
        issued = self._vault.assign(
            order.case, [(s.kind, order.text[s.start : s.end]) for s in spans]
        )
        hints = self._hints(order)
        masked, shown = replaced(order.text, spans, standing, issued, hints)
        originals = [*issued.values(), *standing.values()]
        check_restores(order.text, masked, nonce, standing, originals)
        seal = issue_seal(
            self._seal_key,
            masked,
            exchange=order.exchange,
            case=order.case,
            purpose=order.purpose,
            kinds_kept=order.kinds_kept,
            # Nothing of a probe may ever reach the model.
            expires_at_s=0 if is_probe else self._now_s() + self._seal_s,
        )
        return MaskedText(masked, shown, seal)

    def inspect(
        self, text: str, passages: Sequence[str]
    ) -> tuple[tuple[Sighting, ...], ...]:
        """Look for orders to the model in a masked text and its passages.

        Raises:
            DetectionError: A detector failed.
        """
        return self._children.inspect(text, passages)

    def restore(
        self, text: str, *, exchange: str, case: str, reader: str
    ) -> Restoration:
        """Put the people back, once the log knows who reads them.

        Raises:
            LedgerError: The log did not take the record.
            MaskerError: The vault failed.
        """
        self._reads.record(exchange=exchange, case=case, reader=reader)
        nonce = self._vault.known_nonce(case)
        if nonce is None:
            return Restoration(PersonText(text), 0, find_surrogates(text), ())
        behind = self._behind(text, case, nonce)
        restored, done, unknown = replace_places(
            text, nonce, lambda named: _original(behind.get(named))
        )
        commitments = self._vault.commit(case, [behind[p.named] for p in done])
        return Restoration(
            PersonText(restored),
            len(done),
            tuple(unknown),
            commitments,
            tuple(place.filled(behind[place.named].original) for place in done),
        )

    def commitments(self, text: str, case: str) -> tuple[str, ...]:
        """Commit to what a restore of this text would put back, in order.

        Raises:
            MaskerError: The vault failed.
        """
        nonce = self._vault.known_nonce(case)
        if nonce is None:
            return ()
        behind = self._behind(text, case, nonce)
        known = [place.named for place in places(text, nonce)]
        return self._vault.commit(case, [behind[n] for n in known if n in behind])

    def bind(self, text: str, case: str) -> Binding:
        """Commit to a masked text as a whole, and to whom it names.

        Raises:
            MaskerError: The vault failed.
        """
        return Binding(self._vault.digest(case, text), self.commitments(text, case))

    def check_outgoing(
        self, texts: Sequence[str], *, case: str, kinds_kept: Collection[EntityKind]
    ) -> int:
        """Check that nothing the case masks can be read in what is about to leave.

        Args:
            texts: Masked texts of this case.
            kinds_kept: Kinds that the purpose leaves readable.

        Returns:
            How many originals were looked for.

        Raises:
            LeakError: Something can; names kinds and counts only.
            MaskerError: The vault failed.
        """
        looked_for = [p for p in self._originals(case) if p.kind not in kinds_kept]
        seen = [
            found.kind
            for text in texts
            for found in find_readable(blank_surrogates(text), looked_for)
        ]
        if seen:
            kinds = ", ".join(sorted(set(seen)))
            raise LeakError(f"{len(seen)} places of {kinds} are readable")
        return len(looked_for)

    def find_names(self, draft: str, language: str) -> tuple[Span, ...]:
        """Find who and what a draft names in plain words; surrogates name nobody.

        Raises:
            DetectionError: A detector failed.
        """
        return self._children.find_names(draft, language)

    def mark(self, case: str, phrase: Phrase) -> None:
        """Have a phrase masked in every text of a case from now on.

        Raises:
            MaskerError: The vault failed.
        """
        self._marks.add(case, phrase)

    def check(self) -> None:
        """Check that detection works, on a sentence of ours.

        Raises:
            DetectionError: It does not find what is in it.
        """
        found = self._children.detect(_PROBE, "en", kept=(), known=())
        missing = _PROBE_KINDS - {span.kind for span in found}
        if missing:
            raise DetectionError(f"the probe's {', '.join(sorted(missing))} is missed")

    def _standing(
        self, order: MaskOrder, nonce: str
    ) -> dict[tuple[int, int], Pseudonym]:
        """Find the surrogates that may stand as they are; any other is refused."""
        if not order.accept_surrogates:
            return {}
        behind = self._behind(order.text, order.case, nonce)
        standing = {}
        for match in EXACT.finditer(order.text):
            surrogate = parse_surrogate(match.group())
            if surrogate is None:
                continue
            known = behind.get((surrogate.kind, surrogate.number))
            if surrogate.nonce != nonce or known is None:
                raise LookAlikeError(f"a surrogate of no one at {match.start()}")
            standing[match.span()] = known
        return standing

    def _hints(self, order: MaskOrder) -> Hints:
        if not order.kinds_hinted:
            return Hints()
        return Hints(
            frozenset(order.kinds_hinted),
            self._vault.weeks_of(order.case),
            order_of(order.language, self._countries),
            datetime.fromtimestamp(self._now_s(), UTC).year,
        )

    def _originals(self, case: str) -> list[Phrase]:
        return [
            Phrase(pseudonym.original, pseudonym.surrogate.kind)
            for pseudonym in self._vault.names(case, tuple(EntityKind))
        ]

    def _detect(
        self,
        order: MaskOrder,
        text: str,
        known: Sequence[Phrase],
        progress: Progress,
    ) -> tuple[Span, ...]:
        names = [phrase for phrase in known if phrase.kind in NAMES]
        return self._children.detect(
            text, order.language, kept=order.kinds_kept, known=names, progress=progress
        )

    def _behind(self, text: str, case: str, nonce: str) -> dict[Named, Pseudonym]:
        """Look up who stands behind every place of a text.

        A kind's word that is in no list is taken for the one kind that has its number;
        where several have it nobody is restored.
        """
        named = {place.named for place in places(text, nonce)}
        wanted = {
            (one, number)
            for kind, number in named
            for one in ([kind] if kind is not None else EntityKind)
        }
        found = self._vault.look_up(case, wanted) if wanted else {}
        behind: dict[Named, Pseudonym] = {}
        for kind, number in named:
            fits = [
                pseudonym
                for (one, other), pseudonym in found.items()
                if other == number and kind in (one, None)
            ]
            if len(fits) == 1:
                behind[kind, number] = fits[0]
        return behind


def _original(pseudonym: Pseudonym | None) -> str | None:
    return None if pseudonym is None else pseudonym.original


def _check_blocked(spans: Sequence[Span], order: MaskOrder) -> None:
    found = {span.kind for span in spans} & set(order.kinds_blocked)
    if found:
        raise BlockedKindError(f"the purpose takes no {', '.join(sorted(found))}")
