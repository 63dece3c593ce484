"""Find names of people, organisations and places with a small trained tagger.

A sum of hashed features, one hidden layer and four labels, in numpy; weights are eight
bits wide and their digest is checked at load. It leans to recall: a word passes as
ordinary only if the model is sure of it. Knows words in context, not who exists.
"""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from appliance.detect.name_features import Token, WordLists, features_of, tokens_of
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span
from appliance.errors import DetectionError

LABELS = (None, EntityKind.PERSON, EntityKind.ORG, EntityKind.LOCATION)
WEIGHTS_NAME = "names.npz"
MANIFEST_NAME = "manifest.json"
# Tokens worked on at once: bounds memory on long texts.
_BLOCK = 4_096
# An ordinary word in lower case names somebody only if the model says so clearly; a
# word beside a name passes only if the model is almost certain.
_ORDINARY_COUNT = 4
_PASS_ORDINARY = 0.5
_PASS_BESIDE_NAME = 0.995


def _words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


_GLUE = frozenset("-'\u2019.&\u2010\u2011")
# Words that join the parts of one name when names stand on both sides of them.
_PARTICLES = _words_of(
    "de del della der den di da do dos du la le van von zu of bin ibn al el y e und"
)
# Words that name nobody in any company they keep, however they are written.
_NEVER = _words_of(
    "i a an the my your his her its our their we you he she it they this that "
    "these those what why how when where who which can could will would should "
    "may might do does did is are was were has have had if and or but so not "
    "no yes to in on at by for from with as please thanks thank dear hello hi "
    "hey regards sincerely faithfully mr mrs ms miss mx sir madam team "
    "customer all everyone iban bic swift nhs pin atm sepa vat gbp eur usd chf "
    "aud cad isa apr cvv pdf sms uk us usa eu ceo cfo hr gp dob ssn nino id "
    "ref mrn visa mastercard monday tuesday wednesday thursday friday saturday "
    "sunday january february march april june july august september october "
    "november december herr frau monsieur madame señor señora sehr geehrte "
    "geehrter ich wir sie der die das je nous vous yo applicant amount "
    "employment employer income debt ratio default defaults loan term purpose address "
    "phone telephone mobile email occupation nationality reference subject status"
)
_REASONS = {
    EntityKind.PERSON: "reads like the name of a person",
    EntityKind.ORG: "reads like the name of an organisation",
    EntityKind.LOCATION: "reads like the name of a place",
}

_Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class NameTagger:
    """The trained tagger.

    Args:
        lists: The word lists it was trained with.
        table: Buckets x hidden, eight bits; `scale` per column makes them floats.
        pass_above: A word counts as ordinary only above this probability.
    """

    lists: WordLists
    table: NDArray[np.int8]
    scale: _Floats
    hidden_bias: _Floats
    output: _Floats
    output_bias: _Floats
    pass_above: float
    name: str = "names"

    def probabilities(self, tokens: Sequence[Token]) -> _Floats:
        """Give each token its probability of each label of `LABELS`."""
        features = features_of(tokens, self.lists)
        parts = []
        for start in range(0, len(tokens), _BLOCK):
            rows = self.table[features[start : start + _BLOCK]]
            summed = rows.sum(axis=1, dtype=np.int32).astype(np.float32) * self.scale
            hidden = np.maximum(summed + self.hidden_bias, 0.0)
            logits = hidden @ self.output + self.output_bias
            logits -= logits.max(axis=1, keepdims=True)
            raised = np.exp(logits)
            parts.append(raised / raised.sum(axis=1, keepdims=True))
        return np.concatenate(parts).astype(np.float32)

    def find(self, text: str, language: str) -> list[Span]:
        """Find the names in a text; the language is not needed."""
        del language
        tokens = tokens_of(text)
        if not tokens:
            return []
        chances = self.probabilities(tokens)
        best = chances[:, 1:].argmax(axis=1) + 1
        labels = [
            int(label) if chance[0] <= self._limit(token) else 0
            for token, chance, label in zip(tokens, chances, best, strict=True)
        ]
        for index, token in enumerate(tokens):
            if token.text.lower() in _NEVER and not _is_initial(tokens, index):
                labels[index] = 0
        self._widen(tokens, chances, labels)
        _join_particles(tokens, labels)
        return [
            _span(tokens, chances, labels, first, last)
            for first, last in _runs(tokens, labels)
        ]

    def is_ordinary(self, word: str) -> bool:
        """Tell whether a lower-case word is one that texts use for anything."""
        return self.lists.common.get(word, 0) >= _ORDINARY_COUNT

    def _limit(self, token: Token) -> float:
        """Say how sure the model must be that a word names nobody."""
        letters = sum(char.isalpha() for char in token.text)
        if letters * 2 <= len(token.text):
            # Numbers are what the other detectors are for.
            return -1.0
        if token.text.islower() and self.is_ordinary(token.text):
            return _PASS_ORDINARY
        return self.pass_above

    def _widen(
        self, tokens: Sequence[Token], chances: _Floats, labels: list[int]
    ) -> None:
        """Let a name take its neighbour that is almost one: rare given names."""
        steps = [(i, i - 1) for i in range(1, len(tokens))]
        steps += [(i, i + 1) for i in range(len(tokens) - 2, -1, -1)]
        for index, beside in steps:
            text = tokens[index].text
            if labels[index] or not labels[beside] or text.islower():
                continue
            if text.lower() in _NEVER and not _is_initial(tokens, index):
                continue
            surer = _PASS_BESIDE_NAME if not self.is_ordinary(text.lower()) else 0.0
            if text[0].isalpha() and chances[index][0] <= surer:
                labels[index] = labels[beside]


def _is_initial(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a word may be a name's initial: one capital before a full stop."""
    text, after = tokens[index].text, index + 1
    return (
        len(text) == 1
        and text.isupper()
        and after < len(tokens)
        and tokens[after].text == "."
    )


def _join_particles(tokens: Sequence[Token], labels: list[int]) -> None:
    """Let a particle or glued mark between two words of one name belong to it."""
    for index in range(1, len(tokens) - 1):
        before, after = labels[index - 1], labels[index + 1]
        if labels[index] or not before or before != after:
            continue
        text = tokens[index].text
        glued = tokens[index].end == tokens[index + 1].start
        initial = text == "." and len(tokens[index - 1].text) <= 2
        if text.lower() in _PARTICLES or initial or (text in _GLUE and glued):
            labels[index] = before


def _runs(tokens: Sequence[Token], labels: Sequence[int]) -> list[tuple[int, int]]:
    """Group neighbouring words of one name; an organisation swallows its places."""
    runs: list[tuple[int, int]] = []
    person = LABELS.index(EntityKind.PERSON)
    start = -1
    for index, label in enumerate([*labels, 0]):
        changed = start >= 0 and (label == person) != (labels[start] == person)
        if start >= 0 and (label == 0 or changed):
            runs.append((start, index - 1))
            start = -1
        if label and start < 0:
            start = index
    trimmed = (_trimmed(tokens, first, last) for first, last in runs)
    return [(first, last) for first, last in trimmed if first <= last]


def _trimmed(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """Take ordinary small words off the end of a run: "Gill of" is "Gill"."""
    while last >= first and tokens[last].text in _PARTICLES:
        last -= 1
    return first, last


def _span(
    tokens: Sequence[Token],
    chances: _Floats,
    labels: Sequence[int],
    first: int,
    last: int,
) -> Span:
    weights = np.zeros(len(LABELS), np.float32)
    for index in range(first, last + 1):
        weights[labels[index]] += chances[index][labels[index]]
    weights[0] = 0
    kind = LABELS[int(weights.argmax())]
    assert kind is not None  # noqa: S101 - label 0 was zeroed in the line above
    sure = 1.0 - float(chances[first : last + 1, 0].min())
    return Span(
        tokens[first].start,
        tokens[last].end,
        kind,
        max(1, min(1000, round(1000 * sure))),
        "names",
        _REASONS[kind],
    )


def load_names(folder: Path) -> NameTagger:
    """Load the shipped tagger after checking its digest against the manifest.

    Raises:
        DetectionError: The files are missing, changed or not what they should be.
    """
    try:
        manifest = json.loads((folder / MANIFEST_NAME).read_text(encoding="utf-8"))
        raw = (folder / WEIGHTS_NAME).read_bytes()
        expected = str(manifest["sha256"][WEIGHTS_NAME])
        pass_above = float(manifest["pass_above"])
    except (OSError, KeyError, TypeError, ValueError) as err:
        raise DetectionError(
            f"name detector in {folder}: {type(err).__name__}"
        ) from err
    if not hmac.compare_digest(hashlib.sha256(raw).hexdigest(), expected):
        raise DetectionError(f"name detector in {folder}: digest is not the manifest's")
    with np.load(folder / WEIGHTS_NAME, allow_pickle=False) as arrays:
        names = _words(arrays["names"])
        common = _words(arrays["common"])
        return NameTagger(
            lists=WordLists(
                dict(zip(names, map(int, arrays["name_bits"]), strict=True)),
                dict(zip(common, map(int, arrays["common_counts"]), strict=True)),
            ),
            table=arrays["table"],
            scale=arrays["scale"],
            hidden_bias=arrays["hidden_bias"],
            output=arrays["output"],
            output_bias=arrays["output_bias"],
            pass_above=pass_above,
        )


def _words(raw: NDArray[np.uint8]) -> list[str]:
    return raw.tobytes().decode("utf-8").split("\n")
