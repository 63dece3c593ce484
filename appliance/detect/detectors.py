"""All detectors of a site, loaded once, and the one function that runs them.

Every detector runs on every text, and again on its plain reading where that differs;
one that fails fails the text. The result is disjoint spans without the kinds that the
purpose keeps readable.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from appliance.detect.account import ACCOUNTS
from appliance.detect.address import ADDRESSES
from appliance.detect.age import AGES
from appliance.detect.bic import BICS
from appliance.detect.card import CARDS
from appliance.detect.counted import COUNTED, find_counted
from appliance.detect.court import DOCKETS
from appliance.detect.date import DATES
from appliance.detect.detector import Detector, Finder
from appliance.detect.dictionary import Dictionary, load_dictionary
from appliance.detect.email import EMAILS
from appliance.detect.iban import IBANS
from appliance.detect.identifier import IDENTIFIERS
from appliance.detect.merge import NAMES, merge, says_what_it_is
from appliance.detect.names import NameDetector, load_names
from appliance.detect.national import national_of
from appliance.detect.network import NETWORK
from appliance.detect.phone import PhoneDetector
from appliance.detect.phrases import Phrase
from appliance.detect.plain import read_plainly
from appliance.detect.presidio import load_presidio
from appliance.detect.quick import find_structured
from appliance.detect.reference import REFERENCES
from appliance.detect.script import SCRIPT, find_unread
from appliance.detect.secret import SECRETS
from appliance.detect.user import USER_NAMES
from appliance.domain.entity import EntityKind
from appliance.domain.progress import Progress, untold
from appliance.domain.span import Span
from appliance.domain.surrogate import EXACT
from appliance.errors import DetectionError

NAMES_FOLDER = "pii"
# The engine's second look over every sealed text: what it would refuse is masked here.
# Of a text's time the model for names takes most.
_NAMES_PERMILLE = 700
_COUNTED = Finder(COUNTED, find_counted)
_SCRIPTS = Finder(SCRIPT, find_unread)
_SECOND_LOOK = Finder("quick", lambda text: iter(find_structured(text)))
# What needs no more proof: a check digit that holds, an entry of the dictionary.
_CERTAIN_PERMILLE = 1000
_PHONE_HEADS = "+0("
# Words that begin a sentence in German, and name nobody.
_GERMAN_WORDS = frozenset(
    """
    ab aber alle als am an auch auf aus bei beim bis bitte da damit danach dann das dem
    den der des die diese dieser dieses durch ein eine einem einen einer es falls für
    gegen guten herr frau hallo heute hiermit ich ihm ihn ihr ihre ihrem ihren ihrer im
    in ist ja jede jeder kein keine laut liebe lieber mein meine mit nach nein noch nun
    nur ob oder ohne schritt sehr seit sein seine sie sobald sollte sollten tag über
    um und uns unser unsere unter vielen vom von vor während wann warum was weil wenn
    wer werden wie wir wird wo zu zudem zum zur zwischen
    """.split()  # noqa: SIM905 - a list would take a line for each
)
_NAMED = frozenset({EntityKind.PERSON, EntityKind.ORG, EntityKind.LOCATION})
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Detectors:
    """What looks at every text.

    Args:
        all: Every detector; at least one.
        dictionary: The customer dictionary, which is also one of them.
        names: The name detector, which is also one of them.
        phones: The detector of telephone numbers, which is also one of them.
    """

    all: tuple[Detector, ...]
    dictionary: Dictionary
    names: NameDetector
    phones: PhoneDetector

    def __post_init__(self) -> None:
        if not self.all:
            raise DetectionError("no detector is loaded")

    def with_dictionary(self, dictionary: Dictionary) -> "Detectors":
        """Give the same detectors with another dictionary."""
        others = tuple(one for one in self.all if one is not self.dictionary)
        return replace(self, all=(dictionary, *others), dictionary=dictionary)

    def detect(
        self,
        text: str,
        language: str,
        *,
        kept: frozenset[EntityKind] = frozenset(),
        known: Sequence[Phrase] = (),
        progress: Progress = untold,
    ) -> tuple[Span, ...]:
        """Find the personal data in a text.

        Args:
            language: Language of the text as its sender says; a hint only.
            kept: Kinds that the purpose leaves readable.
            known: Names that the case has already given a surrogate.
            progress: Told how much of the work is done.

        Returns:
            Disjoint spans in order of place.
        """
        found = _without_kept(self._everything(text, language, progress), kept)
        spans = merge(
            text,
            found,
            allowed=self.dictionary.allowed,
            known=[phrase for phrase in known if phrase.kind not in kept],
            ordinary=self.names.is_ordinary,
        )
        return tuple(span for span in spans if span.kind not in kept)

    def find_names(
        self, text: str, language: str, progress: Progress = untold
    ) -> tuple[Span, ...]:
        """Find who and what a draft names: people, organisations and places.

        A draft is no text of a person: a name in it has a capital, and is not made of
        words that texts use for anything alone. How sure each is, its score tells.
        Surrogates name nobody.
        """
        blank = EXACT.sub(lambda match: "\n" * len(match[0]), text)
        return tuple(
            span
            for span in self.detect(blank, language, progress=progress)
            if span.kind in _NAMED
            and any(
                word[0].isupper()
                and word.lower() not in _GERMAN_WORDS
                and not self.names.is_ordinary(word.lower())
                for word in _LETTERS.findall(blank, span.start, span.end)
            )
        )

    def _everything(self, text: str, language: str, progress: Progress) -> list[Span]:
        """Collect what every detector sees in a text, read as it is and plainly."""
        plain = read_plainly(text)
        # The words are the same in most plain readings, and so are their names.
        twice = plain.text != text and plain.has_other_words
        share = _NAMES_PERMILLE // (2 if twice else 1)
        found = self.names.find(text, language, _part(progress, 0, share))
        if twice:
            again = _part(progress, share, share)
            found += map(
                plain.in_original, self.names.find(plain.text, language, again)
            )
        left = (1000 - _NAMES_PERMILLE) // 2
        found += self._of_forms(text, language, _part(progress, 1000 - 2 * left, left))
        if plain.text != text:
            again = _part(progress, 1000 - left, left)
            found += map(plain.in_original, self._of_forms(plain.text, language, again))
        wrapped = plain.over_line_ends()
        if wrapped.text != plain.text:
            # Only where it is certain: the numbers of two lines are no one number.
            found += [
                wrapped.in_original(span)
                for detector in (IBANS, CARDS, _SECOND_LOOK, self.phones)
                for span in detector.find(wrapped.text, language)
                if span.score_permille >= _CERTAIN_PERMILLE
                or wrapped.text[span.start] in _PHONE_HEADS
            ]
        return found

    def _of_forms(self, text: str, language: str, progress: Progress) -> list[Span]:
        found: list[Span] = []
        for number, detector in enumerate(self.all):
            if detector is not self.names:
                found += detector.find(text, language)
                progress(1000 * number // len(self.all))
        return found


def _part(progress: Progress, start: int, length: int) -> Progress:
    """Tell of a part of the work, which begins at `start` thousandths of the whole."""
    return lambda permille: progress(start + permille * length // 1000)


def _without_kept(spans: Sequence[Span], kept: frozenset[EntityKind]) -> list[Span]:
    """Take out the kinds that stay readable, before spans are joined.

    So a kept kind never hides another beneath it. The digits inside a kept number may
    look like a lesser number as well; that is what the kept one already explains. A
    name or a secret inside it is masked all the same. What only reads like an amount
    explains nothing: no guess may keep a number readable that has a form.
    """
    explained = [
        span for span in spans if span.kind in kept and span.detector != "names"
    ]
    never = NAMES | {EntityKind.SECRET}
    return [
        span
        for span in spans
        if span.kind not in kept
        and not any(
            whole.start <= span.start
            and span.end <= whole.end
            and (
                span.score_permille <= whole.score_permille
                or (span.detector == "names" and says_what_it_is(whole))
            )
            and span.kind not in never
            and whole.kind not in never
            for whole in explained
        )
    ]


def load_detectors(
    models: Path, countries: Sequence[str], dictionary: Path | None
) -> Detectors:
    """Load every detector.

    Args:
        models: The folder that holds `pii/`.
        countries: ISO 3166 codes in lower case.
        dictionary: The customer dictionary's folder.

    Raises:
        DetectionError: A detector cannot be loaded; nothing may run without it.
        SettingsError: The dictionary cannot be used.
    """
    names = load_names(models / NAMES_FOLDER)
    own = load_dictionary(dictionary, names.is_ordinary)
    phones = PhoneDetector(tuple(country.upper() for country in countries))
    return Detectors(
        (
            own,
            SECRETS,
            IBANS,
            BICS,
            CARDS,
            ACCOUNTS,
            EMAILS,
            NETWORK,
            phones,
            DATES,
            AGES,
            ADDRESSES,
            national_of(countries),
            REFERENCES,
            USER_NAMES,
            DOCKETS,
            IDENTIFIERS,
            _COUNTED,
            _SCRIPTS,
            names,
            _SECOND_LOOK,
            load_presidio(countries),
        ),
        own,
        names,
        phones,
    )
