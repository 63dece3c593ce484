"""Checks that every part of a request is either of the signed release or sealed.

This is the wall: what passes here reaches the model. The order of the checks is
structure, template digests, seals, then the cheap detectors once more on every sealed
text (DESIGN.md §2, "Sealed parts").
"""

import hmac
from collections.abc import Mapping

from appliance.detect.quick import find_structured
from appliance.domain.masked import MaskedText
from appliance.domain.ports import GenerateRequest
from appliance.domain.prompt import (
    BREAK,
    SECTION_BREAK,
    MaskedPart,
    TemplatePart,
    digest_of,
)
from appliance.domain.seal import check_seal
from appliance.errors import SealError

# A conversation of the appliance is one question: instructions, then the person's turn.
_SHAPES = (("user",), ("system", "user"))
MAX_PARTS = 1_000


def check_request(
    request: GenerateRequest,
    *,
    key: bytes,
    templates: Mapping[str, str],
    now_s: int,
) -> None:
    """Check a request before anything of it is rendered.

    Args:
        key: The seal key.
        templates: Texts of the signed release, by id.
        now_s: Unix time.

    Raises:
        SealError: A part is not sealed for this exchange or not in the release.
    """
    _check_shape(request)
    if request.schema_template and request.schema_template not in templates:
        raise SealError("the output schema is not in the release")
    for part in parts_of(request):
        if isinstance(part, TemplatePart):
            text_of(part, templates)
        else:
            _check_masked(part.masked, request, key, now_s)


def parts_of(request: GenerateRequest) -> list[TemplatePart | MaskedPart]:
    """List a request's parts in the order the model reads them."""
    return [part for message in request.messages for part in message.parts]


def masked_of(request: GenerateRequest) -> tuple[MaskedText, ...]:
    """List a request's sealed texts."""
    return tuple(p.masked for p in parts_of(request) if isinstance(p, MaskedPart))


def text_of(part: TemplatePart, templates: Mapping[str, str]) -> str:
    """Look up a template slice in the signed release.

    Raises:
        SealError: It is not there, or is not the text the digest names.
    """
    text = SECTION_BREAK if part == BREAK else templates.get(part.template)
    if text is None:
        raise SealError("a template is not in the release")
    if not hmac.compare_digest(digest_of(text), part.digest):
        raise SealError("a template is not the release's text")
    return text


def _check_shape(request: GenerateRequest) -> None:
    roles = tuple(message.role for message in request.messages)
    if roles not in _SHAPES:
        raise SealError(f"{len(roles)} messages, expected [system,] user")
    if any(not message.parts for message in request.messages):
        raise SealError("a message has no parts")
    parts = parts_of(request)
    if len(parts) > MAX_PARTS:
        raise SealError(f"{len(parts)} parts, at most {MAX_PARTS}")
    if not any(isinstance(p, MaskedPart) for p in request.messages[-1].parts):
        raise SealError("the user message holds no sealed text")


def _check_masked(
    masked: MaskedText, request: GenerateRequest, key: bytes, now_s: int
) -> None:
    check_seal(
        key,
        masked.text,
        masked.seal,
        exchange=request.exchange,
        purpose=request.purpose,
        now_s=now_s,
    )
    if masked.seal.case != request.case:
        raise SealError("the seal is of another case")
    kept = set(masked.seal.kinds_kept)
    seen = {span.kind for span in find_structured(masked.text)} - kept
    if seen:
        kinds = ", ".join(sorted(seen))
        raise SealError(f"a sealed text still holds {kinds}")
