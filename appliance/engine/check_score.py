"""Checks what is to be scored, before it is laid out.

Leaving spans out makes texts that nobody has sealed, and a target is sealed by nobody:
so both are held to what the seals of the request let through.
"""

from collections.abc import Iterable

from appliance.domain.scoring import DroppedSpan, ScoreRequest, sealed_texts
from appliance.domain.surrogate import find_surrogates
from appliance.engine.check import check_plain
from appliance.errors import SealError


def check_score(request: ScoreRequest) -> None:
    """Check targets and variants of a request whose seals hold.

    Raises:
        SealError: A span is not one of a sealed text, or a target or what is left of a
            sealed text names somebody or holds something that the seals do not let
            through.
    """
    sealed = sealed_texts(request.messages)
    lengths = [len(masked.text) for masked in sealed]
    for spans in request.drop_spans:
        _check_spans(spans, lengths)
    texts = [*request.targets]
    for messages in request.variants()[1:]:
        texts += [masked.text for masked in sealed_texts(messages)]
    issued = {s for masked in sealed for s in find_surrogates(masked.text)}
    kept = {kind for masked in sealed for kind in masked.seal.kinds_kept}
    for text in dict.fromkeys(texts):
        if not issued.issuperset(find_surrogates(text)):
            raise SealError("a text to be scored names whom the sealed texts do not")
        check_plain(text, kept, "a text to be scored")


def _check_spans(spans: Iterable[DroppedSpan], lengths: list[int]) -> None:
    """Check that spans lie within their texts, in order, and that none is empty."""
    last = (0, 0)
    for span in spans:
        within = 0 <= span.part < len(lengths) and span.end <= lengths[span.part]
        if not within or not last <= (span.part, span.start) < (span.part, span.end):
            raise SealError("a dropped span is not one of a sealed text, in order")
        last = (span.part, span.end)
