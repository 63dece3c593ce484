"""A small model guesses the next tokens of an answer that is written alone.

The model that answers reads the guesses in one go and keeps those that it would have
chosen itself, place by place with the answer's own sampler (Leviathan et al. 2023, with
equality in place of their test, so the sequence is the one without guesses). A guess is
drawn as the model would draw it: same seed, grammar and penalties. What is guessed
depends on the answer alone.
"""

import torch

from appliance.engine.answering import Answering
from appliance.engine.batch_cache import STEP_COLUMNS, ColumnCache
from appliance.engine.faults import FAULTS, told
from appliance.engine.forward import forward
from appliance.engine.load import LoadedModel
from appliance.engine.sampling import choose
from appliance.errors import EngineError


class Drafter:
    """Guesses for one answer at a time."""

    def __init__(
        self, draft: LoadedModel, loaded: LoadedModel, *, tokens: int, piece_tokens: int
    ) -> None:
        """Start with no answer.

        Args:
            draft: The model that guesses.
            loaded: The model that answers.
            tokens: Most tokens to guess at a time.
            piece_tokens: Most tokens read at a time before there is a guess.
        """
        self._draft = draft
        self._layers = int(draft.model.config.num_hidden_layers)
        self._tokens = tokens
        self._vocabulary = loaded.vocabulary
        self._ends = loaded.ends
        self._piece_tokens = piece_tokens
        self._answer: Answering | None = None
        self._cache: ColumnCache | None = None
        # Tokens of prompt and answer that the cache holds for sure.
        self._sure = 0
        self.drafts = 0
        self.guessed = 0
        self.accepted = 0

    @property
    def size_bytes(self) -> int:
        """How much memory its keys and values take."""
        return 0 if self._cache is None else self._cache.size_bytes

    def leave(self) -> None:
        """Forget the answer it guessed for."""
        self._answer = self._cache = None

    def guess(self, answer: Answering) -> list[int]:
        """Guess the next tokens; none where it has not read all or cannot."""
        if answer is not self._answer:
            self._answer, self._sure = answer, 0
            columns = len(answer.prompt) + STEP_COLUMNS
            self._cache = ColumnCache(self._layers, columns=columns)
        if self._cache is None:
            return []
        try:
            return self._guess(answer, self._cache)
        except FAULTS as err:
            told(err)
            # It goes on without guesses, and so by other numbers than alone.
            self._cache, answer.exact = None, False
            return []

    def settle(self, *, guessed: int, accepted: int) -> None:
        """Take note of how many guesses stand."""
        if guessed and self._cache is not None:
            self.drafts += 1
            self.guessed += guessed
            self.accepted += accepted
            # The last guess may not have been read.
            self._sure = min(self._cache.width, self._sure + accepted)

    def _guess(self, answer: Answering, cache: ColumnCache) -> list[int]:
        known = [*answer.prompt, *answer.written]
        most = min(self._tokens, answer.left_tokens - 1)
        if most < 1 or len(known) + most > self._draft.context_tokens:
            return []
        cache.crop(cache.width - self._sure)
        unread = known[self._sure :]
        if len(unread) > self._piece_tokens:
            self._read(unread[: self._piece_tokens], cache)
            self._sure = cache.width
            return []
        sampler = answer.sampler.copy()
        guesses: list[int] = []
        while len(guesses) < most:
            scores = self._read(unread, cache)
            self._sure = len(known)
            (choice,) = choose(
                scores, [sampler], tokens=len(self._draft.tokenizer), ends=self._ends
            )
            if isinstance(choice, EngineError) or choice.token in self._ends:
                break
            guesses.append(choice.token)
            unread = [choice.token]
            if sampler.grammar is not None and sampler.grammar.ended:
                break
        return guesses

    def _read(self, ids: list[int], cache: ColumnCache) -> torch.Tensor:
        """Read tokens and score the next as many as the answering model does."""
        cache.make_ready(len(ids), ahead=STEP_COLUMNS)
        logits = forward(self._draft.model, [ids], cache)
        tokens = len(self._draft.tokenizer)
        scores = logits.new_full((1, self._vocabulary), float("-inf"))
        scores[:, :tokens] = logits[:, :tokens]
        return scores
