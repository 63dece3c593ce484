"""Checks that every part of a request is either of the signed release or sealed.

This is the wall: what passes here reaches the model. The order of the checks is
structure, template digests, seals, then the cheap detectors once more on every sealed
text (DESIGN.md §2, "Sealed parts").
"""

import hmac
from collections.abc import Iterable, Mapping
from typing import Protocol

from appliance.detect.quick import find_structured
from appliance.domain.entity import EntityKind
from appliance.domain.masked import MaskedText
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.prompt import (
    MaskedPart,
    Message,
    TemplatePart,
    digest_of,
    house_text,
)
from appliance.domain.purpose import Purpose
from appliance.domain.scoring import sealed_texts
from appliance.domain.seal import check_seal
from appliance.domain.surrogate import surrogates_in
from appliance.errors import SealError

MAX_PARTS = 1_000


class SealedRequest(Protocol):
    """What every request to the model has."""

    @property
    def exchange(self) -> str:
        """The exchange every seal must name."""
        ...

    @property
    def case(self) -> str:
        """The case every seal must name."""
        ...

    @property
    def purpose(self) -> str:
        """The purpose every seal must name."""
        ...

    @property
    def messages(self) -> tuple[Message, ...]:
        """The prompt's parts."""
        ...


def check_request(
    request: SealedRequest,
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
    if isinstance(request, GenerateRequest):
        for form in (request.schema_template, request.pattern_template):
            if form and form not in templates:
                raise SealError("the output's form is not in the release")
    for part in parts_of(request):
        if isinstance(part, TemplatePart):
            text_of(part, templates)
        else:
            _check_masked(part.masked, request, key, now_s)


def check_purpose(request: SealedRequest, purposes: Iterable[Purpose]) -> Purpose:
    """Hold a request to what its purpose leaves readable, whatever was asked for.

    The masker seals what its caller said may stay readable; only the signed release
    says what may.

    Raises:
        SealError: The purpose is not in the release, or allows less.
    """
    purpose = next((p for p in purposes if p.name == request.purpose), None)
    if purpose is None:
        raise SealError("the purpose is not in the release")
    turns = sum(message.role == "assistant" for message in request.messages)
    if turns > purpose.conversation.turns:
        raise SealError(f"{turns} earlier turns, at most {purpose.conversation.turns}")
    kept, hinted = set(purpose.kinds_kept()), set(purpose.kinds_hinted())
    for masked in sealed_texts(request.messages):
        if set(masked.seal.kinds_kept) != kept:
            raise SealError("a seal keeps other kinds than its purpose")
        if any(s.hint and s.kind not in hinted for s in surrogates_in(masked.text)):
            raise SealError("a surrogate hints at more than its purpose allows")
    return purpose


def check_form(request: GenerateRequest, purpose: Purpose) -> None:
    """Hold a request to a schema or pattern of its purpose, whatever was asked for.

    Raises:
        SealError: It asks for another form.
    """
    asked = (request.schema_template, request.pattern_template)
    tries = range(1, purpose.retry.tries + 2)
    if asked not in {purpose.form_of(number) for number in tries}:
        raise SealError("the output's form is not the purpose's")


def parts_of(request: SealedRequest) -> list[TemplatePart | MaskedPart]:
    """List a request's parts in the order the model reads them."""
    return [part for message in request.messages for part in message.parts]


def text_of(part: TemplatePart, templates: Mapping[str, str]) -> str:
    """Look up a template slice in the signed release.

    Raises:
        SealError: It is not there, or is not the text the digest names.
    """
    text = house_text(part.template)
    text = templates.get(part.template) if text is None else text
    if text is None:
        raise SealError("a template is not in the release")
    if not hmac.compare_digest(digest_of(text), part.digest):
        raise SealError("a template is not the release's text")
    return text


def _check_shape(request: SealedRequest) -> None:
    # Instructions, then turns and their answers, then the person's turn.
    roles = [message.role for message in request.messages]
    talk = roles[1:] if roles[:1] == ["system"] else roles
    if talk != ["user", "assistant"] * (len(talk) // 2) + ["user"]:
        raise SealError(
            f"{len(roles)} messages, expected [system,] (user, assistant)..., user"
        )
    if any(not message.parts for message in request.messages):
        raise SealError("a message has no parts")
    parts = parts_of(request)
    if len(parts) > MAX_PARTS:
        raise SealError(f"{len(parts)} parts, at most {MAX_PARTS}")
    for message in request.messages:
        if message.role == "user" and not any(map(_is_sealed, message.parts)):
            raise SealError("a user message holds no sealed text")
        if message.role == "assistant" and not all(map(_is_sealed, message.parts)):
            raise SealError("an earlier answer is not a sealed text")


def _is_sealed(part: TemplatePart | MaskedPart) -> bool:
    return isinstance(part, MaskedPart)


def _check_masked(
    masked: MaskedText, request: SealedRequest, key: bytes, now_s: int
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
    check_plain(masked.text, masked.seal.kinds_kept, "a sealed text")


def check_plain(text: str, kinds_kept: Iterable[EntityKind], what: str) -> None:
    """Run the cheap detectors once more.

    Raises:
        SealError: They find more than may stay readable.
    """
    seen = {span.kind for span in find_structured(text)} - set(kinds_kept)
    if seen:
        kinds = ", ".join(sorted(seen))
        raise SealError(f"{what} still holds {kinds}")
