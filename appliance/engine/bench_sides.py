"""The two sides of the measurement: our running batch, and `transformers` generate."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import torch

from appliance.domain.answer import Token
from appliance.engine.answering import Work
from appliance.engine.batch import Batch
from appliance.engine.bench_shapes import SEED
from appliance.engine.bench_work import Ask, Run, Took
from appliance.engine.load import LoadedModel
from appliance.engine.sampling import Sampler, Sampling
from appliance.engine.written import Written
from appliance.errors import ApplianceError


def batched(loaded: LoadedModel, rows: int) -> Run:
    """Ours: the running batch as the line drives it."""

    def run(asks: Sequence[Ask]) -> Took:
        batch = Batch(loaded, max_rows=rows)
        waiting = list(asks)
        firsts: list[float] = []
        clock = Clock(loaded)
        while waiting or len(batch):
            while waiting and waiting[0].at_s <= clock.wall_s():
                ask = waiting[0]
                sampling = Sampling(ask.output_tokens, 0.0, SEED, 0)
                work = Work(ask.prompt, Sampler(sampling, None, ask.prompt))
                if not batch.fits(work):
                    break
                batch.begin(work, _go_on, _FirstToken(ask, clock, firsts).heard)
                waiting.pop(0)
            if len(batch):
                batch.step()
        return clock.took(sum(ask.output_tokens for ask in asks), firsts)

    return run


def static(loaded: LoadedModel, rows: int) -> Run:
    """Theirs: `generate` on padded groups, in the order the requests come."""

    def run(asks: Sequence[Ask]) -> Took:
        firsts: list[float] = []
        clock = Clock(loaded)
        for at in range(0, len(asks), rows):
            group = asks[at : at + rows]
            while clock.wall_s() < max(ask.at_s for ask in group):
                time.sleep(0.001)
            _generate(loaded, group)
            # `generate` gives all tokens at once.
            firsts += [clock.wall_s() - ask.at_s for ask in group]
        return clock.took(sum(ask.output_tokens for ask in asks), firsts)

    return run


@torch.inference_mode()
def _generate(loaded: LoadedModel, group: Sequence[Ask]) -> None:
    wide = max(len(ask.prompt) for ask in group)
    device = loaded.model.device
    ids = torch.tensor(
        [[0] * (wide - len(a.prompt)) + list(a.prompt) for a in group], device=device
    )
    mask = torch.tensor(
        [[0] * (wide - len(a.prompt)) + [1] * len(a.prompt) for a in group],
        device=device,
    )
    loaded.model.generate(
        ids,
        attention_mask=mask,
        max_new_tokens=max(ask.output_tokens for ask in group),
        do_sample=False,
        eos_token_id=None,
        pad_token_id=0,
    )


@dataclass(slots=True)
class _FirstToken:
    """Notes when the first token of a request comes."""

    ask: Ask
    clock: "Clock"
    firsts: list[float]
    seen: bool = False

    def heard(self, item: Written | ApplianceError) -> None:
        if isinstance(item, ApplianceError):
            raise item
        if isinstance(item, Token) and not self.seen:
            self.seen = True
            self.firsts.append(self.clock.wall_s() - self.ask.at_s)


class Clock:
    """Time since a run began."""

    def __init__(self, loaded: LoadedModel) -> None:
        """Begin once the device has done what it was given before."""
        self._cuda = loaded.model.device.type == "cuda"
        self._wait()
        self._cpu_s = time.process_time()
        self._wall_s = time.perf_counter()

    def wall_s(self) -> float:
        """Tell how long it has run."""
        return time.perf_counter() - self._wall_s

    def took(self, tokens: int, firsts: list[float]) -> Took:
        """End it."""
        self._wait()
        return Took(self.wall_s(), time.process_time() - self._cpu_s, tokens, firsts)

    def _wait(self) -> None:
        if self._cuda:
            torch.cuda.synchronize()


def _go_on() -> str:
    return ""
