"""A masker in memory: masks the words it is told, with seals and commitments.

It reads surrogates as tolerantly as the real one, since it uses the same reader.
"""

import hashlib
import hmac
import re
import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from appliance.detect.merge import NAMES
from appliance.domain.entity import EntityKind, Treatment
from appliance.domain.masked import MaskedText, Restoration
from appliance.domain.measurement import PROBE, Measurement, Standing
from appliance.domain.ports.clock import Clock
from appliance.domain.ports.ledger import Entry, Ledger
from appliance.domain.ports.masker import VAULT_ITSELF
from appliance.domain.progress import Progress, untold
from appliance.domain.proposal import DictionaryState, Proposal, ProposalAction
from appliance.domain.purpose import Purpose
from appliance.domain.review import Binding
from appliance.domain.seal import issue_seal
from appliance.domain.span import MaskedSpan, Span
from appliance.domain.surrogate import (
    NONCE_ALPHABET,
    Surrogate,
    find_surrogates,
    parse_surrogate,
)
from appliance.domain.text import PersonText
from appliance.errors import (
    BlockedKindError,
    LeakError,
    LookAlikeError,
    MaskingFloorError,
)
from appliance.kinds import RecordKind
from appliance.masker.restore import Named, places, replace_places
from tests.made import SEAL_KEY, FixedClock


class DictionaryMasker:
    """Masks exactly the words it is told, per case, with seals and commitments."""

    def __init__(
        self,
        words: Mapping[str, EntityKind] | None = None,
        *,
        ledger: Ledger | None = None,
        clock: Clock | None = None,
        key: bytes = SEAL_KEY,
        seal_s: int = 900,
        floor_permille: int = 0,
    ) -> None:
        self.words = dict(words or {})
        self.vault: dict[str, dict[str, str]] = defaultdict(dict)
        self.marks: dict[str, dict[str, EntityKind]] = defaultdict(dict)
        self.entries: set[tuple[str, str]] = set()
        self._ledger = ledger
        self._clock = clock or FixedClock()
        self._key = key
        self._seal_s = seal_s
        self._floor_permille = floor_permille
        self._last: Measurement | None = None
        self._case_keys = {VAULT_ITSELF: secrets.token_bytes(32)}

    def mask(
        self,
        text: PersonText,
        *,
        exchange: str,
        case: str,
        purpose: Purpose,
        language: str,  # noqa: ARG002 - the port's; the words know no language
        accept_surrogates: bool = False,
        judged: bool = False,  # noqa: ARG002 - it judges no language
        progress: Progress = untold,  # noqa: ARG002 - done at once
    ) -> MaskedText:
        if purpose.name != PROBE and self.standing().refuses:
            raise MaskingFloorError("below the floor, or never measured")
        self._case_keys.setdefault(case, secrets.token_bytes(32))
        plain, masked, spans, at = text.reveal(), "", [], 0
        words = {**self.words, **self.marks[case]}
        for match in self._pattern(plain, words).finditer(plain):
            found = match.group()
            kind = words.get(found, EntityKind.CUSTOM)
            treatment = purpose.treatments.get(kind, Treatment.MASK)
            if found in self.marks[case]:
                treatment = Treatment.MASK
            if accept_surrogates and found in self.vault[case]:
                continue
            if accept_surrogates and find_surrogates(found):
                raise LookAlikeError(f"a surrogate of no one at {match.start()}")
            if treatment is Treatment.BLOCK:
                raise BlockedKindError(f"the purpose blocks {kind}")
            if treatment is Treatment.KEEP:
                continue
            masked += plain[at : match.start()]
            surrogate = self._surrogate(case, kind, found)
            end = len(masked) + len(surrogate)
            spans.append(MaskedSpan(len(masked), end, kind, surrogate, "a listed word"))
            masked += surrogate
            at = match.end()
        masked += plain[at:]
        seal = issue_seal(
            self._key,
            masked,
            exchange=exchange,
            case=case,
            purpose=purpose.name,
            kinds_kept=purpose.kinds_kept(),
            expires_at_s=int(self._clock.now().timestamp()) + self._seal_s,
        )
        return MaskedText(masked, tuple(spans), seal)

    def restore(
        self, text: str, *, exchange: str, case: str, reader: str
    ) -> Restoration:
        vault = self.vault[case]

        def original_of(named: Named) -> str | None:
            surrogate = self._behind(case, named)
            return vault[surrogate] if surrogate else None

        restored, known, unknown = replace_places(text, _nonce(case), original_of)
        if self._ledger is not None:
            self._ledger.append(
                Entry(
                    kind=RecordKind.VAULT_READ,
                    exchange=exchange,
                    case=case,
                    actor=reader,
                    body={"restored": len(known)},
                )
            )
        return Restoration(
            PersonText(restored),
            len(known),
            tuple(unknown),
            self.commitments(text, case=case),
            tuple(place.filled(original_of(place.named) or "") for place in known),
        )

    def commitments(self, text: str, *, case: str) -> tuple[str, ...]:
        return tuple(
            hmac.digest(
                self._key,
                f"{case}\0{surrogate}\0{self.vault[case][surrogate]}".encode(),
                "sha256",
            ).hex()
            for place in places(text, _nonce(case))
            if (surrogate := self._behind(case, place.named))
        )

    def bind(self, text: str, *, case: str) -> Binding:
        key = self._case_keys.get(case) or secrets.token_bytes(32)
        digest = hmac.digest(key, text.encode(), "sha256").hex()
        return Binding(digest, self.commitments(text, case=case))

    def check_outgoing(
        self, texts: Sequence[str], *, case: str, kinds_kept: Sequence[EntityKind]
    ) -> int:
        originals = [
            original
            for surrogate, original in self.vault[case].items()
            if (parsed := parse_surrogate(surrogate)) and parsed.kind not in kinds_kept
        ]
        readable = "|".join(map(re.escape, originals)) or r"(?!)"
        for text in texts:
            if re.search(rf"(?<!\w)(?:{readable})(?!\w)", text):
                raise LeakError("a listed word is readable")
        return len(originals)

    def find_names(self, draft: str, *, language: str) -> tuple[Span, ...]:
        del language
        return tuple(
            Span(*match.span(), kind, 1000, "listed", "a listed word")
            for match in self._pattern(draft, self.words).finditer(draft)
            if (kind := self.words.get(match[0])) in NAMES
        )

    def erase(self, cases: Sequence[str], *, why: str) -> int:
        for case in cases:
            if case != VAULT_ITSELF:
                self._case_keys.pop(case, None)
        erased = [case for case in cases if self.vault.pop(case, None)]
        if erased and self._ledger is not None:
            body = {"cases": len(erased), "why": why}
            self._ledger.append(
                Entry(
                    kind=RecordKind.VAULT_ERASED,
                    exchange=None,
                    case=None,
                    actor=None,
                    body=body,
                )
            )
        return len(erased)

    def measured(self, measurement: Measurement) -> None:
        self._last = measurement

    def standing(self) -> Standing:
        last, floor = self._last, self._floor_permille
        below = last is None or last.weakest_permille() < floor
        return Standing(last, floor, refuses=bool(floor) and below)

    def mark(self, words: str, *, kind: EntityKind, case: str) -> None:
        self.marks[case][words] = kind

    def change(self, proposal: Proposal, *, actor: str) -> DictionaryState:
        entry = (proposal.listed, proposal.words)
        wanted = set(self.entries)
        if proposal.action is ProposalAction.ADD:
            wanted.add(entry)
        else:
            wanted.discard(entry)
        before, self.entries = self.dictionary(), wanted
        if self._ledger is not None:
            body = {
                "digest_before": before.digest,
                "digest_after": self.dictionary().digest,
                "proposal": proposal.id,
            }
            kind = RecordKind.DICTIONARY_CHANGED
            self._ledger.append(Entry(kind, None, None, actor, body), durable=True)
        return self.dictionary()

    def dictionary(self) -> DictionaryState:
        listed = sorted(self.entries)
        digest = hashlib.sha256(repr(listed).encode()).hexdigest()
        return DictionaryState(Counter(name for name, _ in listed), digest)

    def change_row(self, case: str, surrogate: str, original: str) -> None:
        """Make a surrogate stand for somebody else, as tampering would."""
        self.vault[case][surrogate] = original

    def _behind(self, case: str, named: Named) -> str | None:
        """Find the one surrogate that a place of the text reads as."""
        kind, number = named
        fits = [
            surrogate
            for surrogate in self.vault[case]
            if (parsed := parse_surrogate(surrogate))
            and parsed.number == number
            and kind in (parsed.kind, None)
        ]
        return fits[0] if len(fits) == 1 else None

    def _pattern(self, text: str, known: Iterable[str]) -> re.Pattern[str]:
        words = {*known, *find_surrogates(text)}
        longest_first = sorted(words, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def _surrogate(self, case: str, kind: EntityKind, original: str) -> str:
        vault = self.vault[case]
        for surrogate, known in vault.items():
            if known == original and surrogate.startswith(f"[{kind}_"):
                return surrogate
        number = 1 + sum(surrogate.startswith(f"[{kind}_") for surrogate in vault)
        surrogate = str(Surrogate(kind, _nonce(case), number))
        vault[surrogate] = original
        return surrogate


def _nonce(case: str) -> str:
    raw = hashlib.sha256(case.encode()).digest()[:4]
    return "".join(NONCE_ALPHABET[byte % len(NONCE_ALPHABET)] for byte in raw)
