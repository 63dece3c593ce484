"""Measure masking as it is now: made-up texts through the live masker, every day.

The texts go the way of every text, through the masker's socket, its detectors and its
vault; each is in a case of its own, which is erased after the run. Where a word of a
value can still be read, the value counts as missed. The outcome is a record of counts,
and the masker is told: below the site's floor it takes no text until a run is above it.
"""

import re
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from appliance.domain.entity import EntityKind
from appliance.domain.measurement import (
    PROBE,
    PROBE_CASE,
    KindCount,
    Measurement,
    to_body,
)
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.domain.surrogate import EXACT
from appliance.errors import BlockedKindError, DetectionError, LookAlikeError
from appliance.kinds import RecordKind
from appliance.observe.made_texts import MadeText, made_texts

_WORD = re.compile(r"[^\W_]{2,}")
_ONE_AT_A_TIME = threading.Lock()


def probe(ports: Ports) -> Measurement:
    """Measure masking, record it and let it count.

    The seed is the day, so every day has other people and any day's can be made again.

    Raises:
        MaskerError: The masker is not there, or a detector failed.
        LedgerError: The log did not take the record, so nothing counts.
    """
    with _ONE_AT_A_TIME:
        measurement = _measure(ports, ports.clock.now().toordinal())
        ports.ledger.append(
            Entry(
                kind=RecordKind.MASKING_PROBED,
                exchange=None,
                case=None,
                actor=None,
                body=to_body(measurement),
            ),
            durable=True,
        )
        ports.masker.measured(measurement)
    return measurement


def found_of(measurement: Measurement) -> Mapping[str, Any]:
    """Say in the job's record what a probe found."""
    return {
        "recall_permille": measurement.recall_permille(),
        "weakest_permille": measurement.weakest_permille(),
        "leak_permille": measurement.leak_permille(),
    }


def _measure(ports: Ports, seed: int) -> Measurement:
    texts = list(made_texts(seed))
    cases = [f"{PROBE_CASE}{number}" for number in range(len(texts))]
    # What a run that was killed left behind would help this one.
    ports.masker.erase(cases, why="probe")
    values: Counter[tuple[str, EntityKind]] = Counter()
    masked: Counter[tuple[str, EntityKind]] = Counter()
    leaking = refused = plain_words = plain_readable = 0
    try:
        for case, text in zip(cases, texts, strict=True):
            readable = _mask(text, case, ports)
            if readable is None:
                refused += 1
                continue
            missed = readable_values(text, readable)
            plain = words_of(text.rest)
            plain_words += plain.total()
            plain_readable += (plain & words_of(readable)).total()
            values.update((text.language, kind) for kind, _ in text.values)
            masked.update(
                (text.language, kind)
                for kind, value in text.values
                if value not in missed
            )
            leaking += bool(missed)
    finally:
        ports.masker.erase(cases, why="probe")
    if refused == len(texts):
        raise DetectionError(f"the masker refused all {refused} texts of the probe")
    counts = tuple(
        KindCount(language, kind, values[language, kind], masked[language, kind])
        for language, kind in sorted(values)
    )
    return Measurement(
        at=ports.clock.now(),
        seed=seed,
        texts=len(texts) - refused,
        leaking=leaking,
        refused=refused,
        plain_words=plain_words,
        plain_readable=plain_readable,
        counts=counts,
        judged=_judged({count.language for count in counts}, ports),
    )


def _judged(measured: set[str], ports: Ports) -> tuple[str, ...]:
    """Name the languages that people here use, of those that can be measured."""
    used = {one for purpose in ports.purposes.all() for one in purpose.languages}
    return tuple(sorted(used & measured or measured))


def _mask(text: MadeText, case: str, ports: Ports) -> str | None:
    """Mask a text as for a purpose that keeps nothing; None if it was refused."""
    purpose = replace(
        ports.purposes.all()[0], name=PROBE, treatments=MappingProxyType({})
    )
    try:
        return ports.masker.mask(
            text.text,
            exchange=PROBE,
            case=case,
            purpose=purpose,
            language=text.language,
        ).text
    except (BlockedKindError, LookAlikeError):
        # Nothing of it would have left; it is counted apart.
        return None


def readable_values(text: MadeText, masked: str) -> frozenset[str]:
    """Name the values of a text of which a word can be read in its masked form.

    A word that the text says of its own accord as well ("of", "plc") is readable only
    where it stands more often than that.
    """
    seen = words_of(masked) - words_of(text.rest)
    return frozenset(
        value for _, value in text.values if any(seen[w] for w in words_of(value))
    )


def words_of(text: str) -> Counter[str]:
    """Count the words outside of surrogates, folded; a lone letter or digit is none."""
    plain = EXACT.sub(" ", text)
    return Counter(word.casefold() for word in _WORD.findall(plain))
