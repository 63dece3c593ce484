"""An engine in memory: writes what it is told and checks seals as the engine does."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from appliance.domain.answer import Finished, Token, Waiting, Weights
from appliance.domain.ports.clock import Clock
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.prompt import MaskedPart, TemplatePart, digest_of, house_text
from appliance.domain.scoring import Scored, ScoreEnded, ScoreRequest, sealed_texts
from appliance.domain.seal import check_seal
from appliance.errors import SealError
from tests.made import SEAL_KEY, FixedClock

WEIGHTS = Weights("scripted", "5" * 64, "float32", "cpu", "scripted 1")


class ScriptedEngine:
    """Writes the answer it is told, in pieces, and checks seals as the engine does."""

    def __init__(
        self,
        script: str | Callable[[GenerateRequest], str] = "An answer.",
        *,
        logprob: float = -0.05,
        finish: str = "stop",
        piece_chars: int = 5,
        places: Iterable[int] = (),
        clock: Clock | None = None,
        templates: Mapping[str, str] | None = None,
        key: bytes = SEAL_KEY,
        prefers: str | Callable[[ScoreRequest], str] = "",
    ) -> None:
        self.script = script
        self.logprob = logprob
        self.finish = finish
        self.piece_chars = piece_chars
        self.places = places
        self.requests: list[GenerateRequest] = []
        self.closed: list[str] = []
        self._running: set[str] = set()
        self._cancelled: set[str] = set()
        self._clock = clock or FixedClock()
        self._templates = templates
        self._key = key
        # Among targets that are scored, this one is by far the likeliest.
        self.prefers = prefers
        self.scored: list[ScoreRequest] = []
        # So many characters of sealed texts fit it.
        self.room_chars = 100_000

    def generate(
        self, request: GenerateRequest
    ) -> Iterator[Waiting | Token | Finished]:
        self._check_parts(request)
        self.requests.append(request)
        self._running.add(request.exchange)
        whole = self.script if isinstance(self.script, str) else self.script(request)
        return self._pieces(request, whole)

    def score(self, request: ScoreRequest) -> Iterator[Waiting | Scored | ScoreEnded]:
        """Each text left out makes every target as much less likely as it is long."""
        self._check_parts(request)
        self.scored.append(request)
        prefers = self.prefers
        liked = prefers if isinstance(prefers, str) else prefers(request)
        worse = [5.0 if liked and one != liked else 0.0 for one in request.targets]
        cut = [self._cut(target) for target in request.targets]

        def items() -> Iterator[Waiting | Scored | ScoreEnded]:
            spans = ((), *request.drop_spans)
            for variant, dropped in enumerate(spans):
                value = self.logprob - sum(s.end - s.start for s in dropped) / 1000
                logprobs = tuple(
                    (value - less,) * len(pieces)
                    for less, pieces in zip(worse, cut, strict=True)
                )
                yield Scored(variant, logprobs)
            yield ScoreEnded("stop", 10, tuple(cut), WEIGHTS)

        return items()

    def _cut(self, text: str) -> tuple[str, ...]:
        size = self.piece_chars
        return tuple(text[at : at + size] for at in range(0, len(text), size))

    def fits(self, request: GenerateRequest) -> bool:
        self._check_parts(request)
        chars = sum(len(masked.text) for masked in sealed_texts(request.messages))
        return chars <= self.room_chars

    def cancel(self, exchange: str) -> bool:
        if exchange not in self._running:
            return False
        self._cancelled.add(exchange)
        return True

    def _pieces(
        self, request: GenerateRequest, whole: str
    ) -> Iterator[Waiting | Token | Finished]:
        written, reason = 0, self.finish
        try:
            yield from map(Waiting, self.places)
            for at in range(0, len(whole), self.piece_chars):
                if request.exchange in self._cancelled:
                    reason = "cancelled"
                    break
                if written == request.max_output_tokens:
                    reason = "length"
                    break
                yield Token(whole[at : at + self.piece_chars], self.logprob)
                written += 1
            yield Finished(reason, 10, written, WEIGHTS, request.seed, "exact")
        finally:
            self.closed.append(request.exchange)
            self._running.discard(request.exchange)

    def _check_parts(self, request: GenerateRequest | ScoreRequest) -> None:
        now_s = int(self._clock.now().timestamp())
        for part in (part for message in request.messages for part in message.parts):
            if isinstance(part, MaskedPart):
                check_seal(
                    self._key,
                    part.masked.text,
                    part.masked.seal,
                    exchange=request.exchange,
                    purpose=request.purpose,
                    now_s=now_s,
                )
            elif not self._in_release(part):
                raise SealError(f"{part.template} is not in the release")

    def _in_release(self, part: TemplatePart) -> bool:
        house = house_text(part.template)
        if house is not None:
            return part.digest == digest_of(house)
        if self._templates is None:
            return True
        return part.digest == digest_of(self._templates.get(part.template, ""))
