"""The masker as others see it: the ports Masker and Inspector over its socket.

Holds no key and detects nothing. Texts that no frame can carry are refused here.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from appliance.domain.entity import EntityKind
from appliance.domain.finding import Sighting
from appliance.domain.masked import MaskedText, Restoration
from appliance.domain.measurement import Measurement, Standing, to_body
from appliance.domain.progress import Progress, untold
from appliance.domain.proposal import DictionaryState, Proposal, ProposalAction
from appliance.domain.purpose import Purpose
from appliance.domain.review import Binding
from appliance.domain.span import Span
from appliance.domain.text import PersonText
from appliance.errors import (
    MaskerError,
    TextTooLongError,
    UnreadableTextError,
    WireError,
)
from appliance.masker.codec import (
    decode_binding,
    decode_masked,
    decode_restoration,
    decode_spans,
    decode_standing,
    encode_order,
)
from appliance.masker.lanes import read_seen
from appliance.masker.room import MaskOrder
from appliance.settings import Settings
from appliance.wire.client import WireClient

# Fits a frame even if every code point is escaped in JSON and comes back longer.
MAX_TEXT_CHARS = 1_000_000
HEALTH_TIMEOUT_S = 10.0
# Waiting for a free child takes at most three of the masker's deadlines, detecting one.
_DEADLINES = 4
_VAULT_S = 15.0

_Read = TypeVar("_Read")


class MaskerClient:
    """Calls the masker; safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        """Name the masker's socket; connects at the first call."""
        self._wire = WireClient(
            settings.paths.socket("masker"),
            MaskerError,
            _DEADLINES * settings.masker.deadline_s + _VAULT_S,
        )

    def mask(
        self,
        text: PersonText,
        *,
        exchange: str,
        case: str,
        purpose: Purpose,
        language: str,
        accept_surrogates: bool = False,
        judged: bool = False,
        progress: Progress = untold,
    ) -> MaskedText:
        """Pseudonymise a text for one exchange of one case.

        Raises:
            UnreadableTextError: It holds code points that no encoding can carry.
            TextTooLongError: It is longer than `MAX_TEXT_CHARS`.
            UnknownLanguageError: No detector reads its language.
            LookAlikeError: It cannot be masked so that it restores without doubt.
            BlockedKindError: It holds a kind that the purpose blocks.
            DetectionError: A detector failed; the text counts as not masked.
            MaskingFloorError: Masking was last measured below the site's floor.
            MaskerError: The masker is not there.
        """
        plain = text.reveal()
        _check_carried(plain)
        order = MaskOrder(
            text=plain,
            exchange=exchange,
            case=case,
            purpose=purpose.name,
            kinds_kept=purpose.kinds_kept(),
            kinds_blocked=kinds_blocked(purpose),
            kinds_hinted=purpose.kinds_hinted(),
            language=language,
            accept_surrogates=accept_surrogates,
            judged=judged,
        )
        return self._ask(
            "mask",
            encode_order(order),
            decode_masked,
            heard=lambda event: progress(int(event["done"])),
        )

    def inspect(
        self, masked: str, passages: Sequence[str]
    ) -> tuple[tuple[Sighting, ...], ...]:
        """Look for orders to the model in a masked text and the passages with it.

        Raises:
            DetectionError: A detector failed; the texts count as not looked at.
            MaskerError: The masker is not there.
        """
        _check_carried(masked)
        body = {"text": masked, "passages": list(passages)}
        lengths = [len(masked), *map(len, passages)]
        return self._ask("inspect", body, lambda reply: read_seen(reply, lengths))

    def restore(
        self, text: str, *, exchange: str, case: str, reader: str
    ) -> Restoration:
        """Put the people back; leaves a `vault.read` record naming the reader.

        Raises:
            LedgerError: The masker could not leave its record.
            MaskerError: The masker is not there.
        """
        _check_carried(text)
        body = {"text": text, "exchange": exchange, "case": case, "reader": reader}
        return self._ask("restore", body, decode_restoration)

    def commitments(self, text: str, *, case: str) -> tuple[str, ...]:
        """Commit to what a restore of this text would put back, without doing it.

        Raises:
            MaskerError: The masker is not there.
        """
        _check_carried(text)
        body = {"text": text, "case": case}
        return self._ask(
            "commitments", body, lambda reply: tuple(map(str, reply["commitments"]))
        )

    def bind(self, text: str, *, case: str) -> Binding:
        """Commit to a masked text as a whole, and to whom it names.

        Raises:
            MaskerError: The masker is not there.
        """
        _check_carried(text)
        return self._ask("bind", {"text": text, "case": case}, decode_binding)

    def check_outgoing(
        self, texts: Sequence[str], *, case: str, kinds_kept: Sequence[EntityKind]
    ) -> int:
        """Check that nothing the case masks can be read in what is about to leave.

        Raises:
            LeakError: Something can.
            MaskerError: The masker is not there.
        """
        for text in texts:
            _check_carried(text)
        body = {
            "texts": list(texts),
            "case": case,
            "kinds_kept": [str(kind) for kind in kinds_kept],
        }
        return self._ask("check_outgoing", body, lambda reply: int(reply["looked_for"]))

    def find_names(self, draft: str, *, language: str) -> tuple[Span, ...]:
        """Find who and what a draft names in plain words; surrogates name nobody.

        Raises:
            DetectionError: A detector failed.
            MaskerError: The masker is not there.
        """
        _check_carried(draft)
        body = {"draft": draft, "language": language}
        return self._ask("find_names", body, decode_spans)

    def erase(self, cases: Sequence[str], *, why: str) -> int:
        """Erase cases from the vault; leaves a `vault.erased` record.

        Raises:
            LedgerError: The masker could not leave its record; nothing is erased.
            MaskerError: The masker is not there.
        """
        body = {"cases": list(cases), "why": why}
        return self._ask("erase", body, lambda reply: int(reply["cases"]))

    def measured(self, measurement: Measurement) -> None:
        """Let a measurement count against the site's floor.

        Raises:
            MaskerError: The masker is not there.
        """
        self._ask("measured", {"measurement": to_body(measurement)}, dict)

    def standing(self) -> Standing:
        """Ask where masking stands against the site's floor.

        Raises:
            MaskerError: The masker is not there.
        """
        return self._ask("standing", {}, decode_standing, timeout_s=HEALTH_TIMEOUT_S)

    def mark(self, words: str, *, kind: EntityKind, case: str) -> None:
        """Have words masked in every text of a case from now on.

        Raises:
            MaskerError: The masker is not there.
        """
        body = {"words": words, "kind": str(kind), "case": case}
        self._ask("mark", body, dict)

    def change(self, proposal: Proposal, *, actor: str) -> DictionaryState:
        """Carry out what two people agreed on; leaves a `dictionary.changed` record.

        Raises:
            LedgerError: The masker could not leave its record; nothing changed.
            MaskerError: The masker is not there, or no detector took it.
        """
        body = {
            "adds": proposal.action is ProposalAction.ADD,
            "listed": proposal.listed,
            "words": proposal.words,
            "actor": actor,
            "proposal": proposal.id,
        }
        return self._ask("change_dictionary", body, _dictionary_of)

    def dictionary(self) -> DictionaryState:
        """Ask which dictionary is in force: counts and digest, no entry.

        Raises:
            MaskerError: The masker is not there.
        """
        return self._ask("dictionary", {}, _dictionary_of)

    def health(self) -> dict[str, Any]:
        """Have the masker mask a sentence of its own and say how it is."""
        return self._ask("health", {}, dict, timeout_s=HEALTH_TIMEOUT_S)

    def close(self) -> None:
        """Close kept connections."""
        self._wire.close()

    def _ask(
        self,
        verb: str,
        body: Mapping[str, Any],
        read: Callable[[dict[str, Any]], _Read],
        *,
        timeout_s: float | None = None,
        heard: Callable[[dict[str, Any]], None] = lambda _: None,
    ) -> _Read:
        try:
            reply = self._wire.call(verb, body, timeout_s=timeout_s, heard=heard)
            return read(reply)
        except WireError as err:
            # A frame cut short is how a killed masker looks from here.
            raise MaskerError(f"{verb}: the masker broke off") from err
        except (KeyError, TypeError, ValueError) as err:
            raise MaskerError(f"{verb}: a reply nobody can read") from err


def kinds_blocked(purpose: Purpose) -> tuple[EntityKind, ...]:
    """Name the kinds a purpose refuses; secrets too, unless it says otherwise."""
    blocked = set(purpose.kinds_blocked())
    if EntityKind.SECRET not in purpose.treatments:
        blocked.add(EntityKind.SECRET)
    return tuple(sorted(blocked))


def _dictionary_of(reply: Mapping[str, Any]) -> DictionaryState:
    counts = {str(listed): int(count) for listed, count in reply["counts"].items()}
    return DictionaryState(counts, str(reply["digest"]))


def _check_carried(text: str) -> None:
    if len(text) > MAX_TEXT_CHARS:
        raise TextTooLongError(f"{len(text)} code points, at most {MAX_TEXT_CHARS}")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as err:
        raise UnreadableTextError(f"code point {err.start} is half a pair") from None
