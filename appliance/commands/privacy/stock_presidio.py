"""Presidio as it comes, with its English patterns and no language model.

A yardstick for speed: it changes with Presidio's version only, and not with ours. It
masks nothing here.
"""

import logging
from collections.abc import Callable

import tldextract.tldextract
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NlpEngineProvider

_LANGUAGE = "en"
_NO_MODEL = {
    "nlp_engine_name": "no_op",
    "models": [{"lang_code": _LANGUAGE, "model_name": "no_op"}],
}


def load_stock() -> Callable[[str], None]:
    """Set Presidio up; what comes back runs it over one text."""
    # It would fetch a list of suffixes, and its log lines may quote the text.
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())
    logging.getLogger("presidio-analyzer").setLevel(logging.CRITICAL)
    engine = AnalyzerEngine(
        nlp_engine=NlpEngineProvider(nlp_configuration=_NO_MODEL).create_engine(),
        supported_languages=[_LANGUAGE],
    )

    def run(text: str) -> None:
        engine.analyze(text=text, language=_LANGUAGE)

    return run
