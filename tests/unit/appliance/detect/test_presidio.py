"""Presidio beside our own recognizers: nothing leaves, and nothing is skipped."""

import socket
from typing import Any, NoReturn

import pytest
import tldextract.tldextract
from presidio_analyzer import pattern_recognizer

from appliance.detect.presidio import PresidioDetector, load_presidio

COUNTRIES = ("gb", "us", "de", "fr", "es", "it", "kr", "th")
TEXT = (
    "Mail anna@mail.bank.example or see www.bank.co.uk; wallet"
    " 16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ."
)


@pytest.fixture(scope="module")
def detector() -> PresidioDetector:
    return load_presidio(COUNTRIES)


def test_detection_asks_the_network_for_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def refuse(*args: Any, **_: Any) -> NoReturn:
        asked.append(repr(args))
        raise OSError("no network")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)

    spans = load_presidio(COUNTRIES).find(TEXT, "en")
    extracted = tldextract.tldextract.TLD_EXTRACTOR("www.bank.co.uk")

    assert spans
    assert extracted.suffix == "co.uk"
    assert asked == []


def test_no_pattern_is_skipped_for_the_time_it_takes(
    detector: PresidioDetector, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Presidio passes its limit to every pattern; ours passes none."""
    limits: list[Any] = []

    class Watched:
        def __init__(self, pattern: Any) -> None:
            self.pattern = pattern

        def finditer(self, text: str, timeout: Any) -> Any:
            limits.append(timeout)
            return self.pattern.finditer(text, timeout=timeout)

    recognizer = next(
        one
        for one in detector.engine.registry.recognizers
        if isinstance(one, pattern_recognizer.PatternRecognizer)
    )
    detector.find(TEXT, "en")
    for pattern in recognizer.patterns:
        monkeypatch.setattr(pattern, "compiled_regex", Watched(pattern.compiled_regex))
    detector.find(TEXT, "en")

    assert limits
    assert set(limits) == {None}


def test_a_pattern_that_fails_fails_the_text(
    detector: PresidioDetector, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def finditer(self, *_: Any, **__: Any) -> NoReturn:
            raise ValueError("broken")

    recognizer = next(
        one
        for one in detector.engine.registry.recognizers
        if isinstance(one, pattern_recognizer.PatternRecognizer)
    )
    detector.find(TEXT, "en")
    for pattern in recognizer.patterns:
        monkeypatch.setattr(pattern, "compiled_regex", Broken())

    with pytest.raises(ValueError, match="broken"):
        detector.find(TEXT, "en")
