"""Presidio's recognizers for the site's countries, on a tokeniser without a model.

spaCy's blank pipeline splits words and gives each word itself as its lemma, so that
context words ("passport number ...") raise a weak match. Nothing is downloaded: no
model is loaded and tldextract keeps to the suffix list it ships. Presidio would skip a
pattern that takes too long and say nothing, so its limit is taken away: whoever runs
this must end the process at a deadline and count the text as not masked.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import presidio_analyzer.predefined_recognizers as predefined
import spacy
import tldextract.tldextract
from presidio_analyzer import (
    AnalyzerEngine,
    EntityRecognizer,
    RecognizerRegistry,
    pattern_recognizer,
)
from presidio_analyzer.nlp_engine import NlpArtifacts, SpacyNlpEngine

from appliance.domain.entity import EntityKind
from appliance.domain.span import Span
from appliance.errors import DetectionError

# ISO 3166 as settings have it, and what Presidio calls the same country.
_COUNTRY_NAMES = {"gb": "uk"}
# Recognizers of no country; e-mail, telephone, IBAN, card, date and web addresses are
# ours, because Presidio's pass over mistyped numbers and internal hosts.
_GENERAL = ("CryptoRecognizer", "UuidRecognizer")
# Forms so loose that any number or word would match; ours need a word before them.
_TOO_LOOSE = frozenset(
    {
        "UsBankRecognizer",
        "UsLicenseRecognizer",
        "DePlzRecognizer",
        "DeFuehrerscheinRecognizer",
        "ZaLicensePlateRecognizer",
        "TrLicensePlateRecognizer",
    }
)
# What `national/` and `reference.py` find as well, mistyped or in small letters.
_OURS = frozenset(
    {
        "AbaRoutingRecognizer",
        "DeBsnrRecognizer",
        "DeHandelsregisterRecognizer",
        "DeHealthInsuranceRecognizer",
        "DeIdCardRecognizer",
        "DeKfzRecognizer",
        "DeLanrRecognizer",
        "DePassportRecognizer",
        "DeSocialSecurityRecognizer",
        "DeTaxIdRecognizer",
        "DeTaxNumberRecognizer",
        "DeVatIdRecognizer",
        "EsNieRecognizer",
        "EsNifRecognizer",
        "EsPassportRecognizer",
        "MedicalLicenseRecognizer",
        "NhsRecognizer",
        "UkDrivingLicenceRecognizer",
        "UkNinoRecognizer",
        "UkPassportRecognizer",
        "UkPostcodeRecognizer",
        "UkVehicleRegistrationRecognizer",
        "UsClaimNumberRecognizer",
        "UsHealthInsuranceMemberIdRecognizer",
        "UsItinRecognizer",
        "UsMbiRecognizer",
        "UsNpiRecognizer",
        "UsPassportRecognizer",
        "UsPrescriptionNumberRecognizer",
        "UsPriorAuthorizationNumberRecognizer",
        "UsProviderTaxIdRecognizer",
        "UsReferralNumberRecognizer",
        "UsSsnRecognizer",
    }
)
_SCORE_FLOOR = 0.4
_LANGUAGE = "en"
_KINDS = {
    "CRYPTO": EntityKind.ACCOUNT,
    "UUID": EntityKind.CODE,
    "UK_POSTCODE": EntityKind.ADDRESS,
    "ABA_ROUTING_NUMBER": EntityKind.ACCOUNT,
    "PHONE_NUMBER": EntityKind.PHONE,
}
_REASONS = {
    "CRYPTO": "has the form of a wallet",
    "UUID": "has the form of a UUID",
    "UK_POSTCODE": "has the form of a postcode",
    "ABA_ROUTING_NUMBER": "has the form of a routing number",
    "PHONE_NUMBER": "has the form of a telephone number",
}
_IDENTITY = "has the form of an identity number"


class _BlankNlp(SpacyNlpEngine):
    """spaCy without a model: words only, each its own lemma."""

    def __init__(self) -> None:
        super().__init__(models=[{"lang_code": _LANGUAGE, "model_name": "blank"}])

    def load(self) -> None:
        """Make the blank pipeline; reads nothing from disk or network."""
        blank = spacy.blank(_LANGUAGE)
        blank.max_length = 100_000_000
        self.nlp = {_LANGUAGE: blank}  # type: ignore[assignment] # declared None, filled at load by design

    def _doc_to_nlp_artifact(self, doc: Any, language: str) -> NlpArtifacts:
        return NlpArtifacts(
            entities=[],
            tokens=doc,
            tokens_indices=[token.idx for token in doc],
            lemmas=[token.lower_ for token in doc],
            nlp_engine=self,
            language=language,
            scores=[],
        )


@dataclass(frozen=True, slots=True)
class PresidioDetector:
    """Presidio's analyzer as one detector among ours."""

    engine: AnalyzerEngine
    name: str = "presidio"

    def find(self, text: str, language: str) -> list[Span]:
        """Find what Presidio finds; every recognizer runs, whatever the language."""
        del language
        return [
            Span(
                result.start,
                result.end,
                _KINDS.get(result.entity_type, EntityKind.ID),
                max(1, min(1000, round(1000 * result.score))),
                "presidio",
                _REASONS.get(result.entity_type, _IDENTITY),
            )
            for result in self.engine.analyze(
                text=text, language=_LANGUAGE, score_threshold=_SCORE_FLOOR
            )
        ]


def load_presidio(countries: Sequence[str]) -> PresidioDetector:
    """Set up Presidio for these countries.

    Raises:
        DetectionError: It would run without any recognizer.
    """
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(
        cache_dir=None, suffix_list_urls=()
    )
    pattern_recognizer.REGEX_TIMEOUT_SECONDS = None  # type: ignore[assignment] # read as "no limit" by regex
    # Presidio's own log lines may quote the text they are about.
    logging.getLogger("presidio-analyzer").setLevel(logging.CRITICAL)
    wanted = {_COUNTRY_NAMES.get(country, country) for country in countries}
    recognizers: list[EntityRecognizer] = [
        # Each predefined class fills in its own entities; the base class does not.
        cls(supported_language=_LANGUAGE)  # type: ignore[call-arg] # see above
        for name in sorted(predefined.__all__)
        if isinstance(cls := getattr(predefined, name), type)
        and issubclass(cls, EntityRecognizer)
        and name not in _TOO_LOOSE | _OURS
        and (name in _GENERAL or getattr(cls, "COUNTRY_CODE", None) in wanted)
    ]
    if not recognizers:
        raise DetectionError("Presidio has no recognizer for these countries")
    registry = RecognizerRegistry(
        recognizers=recognizers, supported_languages=[_LANGUAGE]
    )
    engine = AnalyzerEngine(
        registry=registry,
        nlp_engine=_BlankNlp(),
        supported_languages=[_LANGUAGE],
        log_decision_process=False,
    )
    return PresidioDetector(engine)
