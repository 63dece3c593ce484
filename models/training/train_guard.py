"""Trains the guard's classifier on a CPU, a given number of steps.

    python -m models.training.train_guard --data DATA --checkpoint /var/tmp/guard.pt

Every text is written anew and never seen twice. The same seed, steps and sets give the
same texts in the same order. `export_guard.py` makes the shipped file.
"""

import argparse
import math
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import torch
from tokenizers import Tokenizer
from torch import nn

from appliance.detect.tagger import TOKENIZER

from .guard_model import GuardModel, Row, batch_of, loss_of, read_table, rows_of
from .guard_texts import GuardWriter

WINDOW = 192
BATCH_PIECES, POOL_BATCHES = 4_096, 16
RATE, WEIGHT_DECAY, WARM_UP_STEPS = 3e-3, 0.02, 20
SAVE_EVERY_STEPS = 50


def draw_batches(
    writer: GuardWriter, tokenizer: Tokenizer, random: Random
) -> Iterator[list[Row]]:
    """Draw batches of rows of about one length for ever."""
    examples = writer.write()
    while True:
        pool: list[Row] = []
        while sum(len(row.ids) for row in pool) < BATCH_PIECES * POOL_BATCHES:
            rows = rows_of(tokenizer, next(examples), WINDOW)
            pool += [row for row in rows if len(row.ids)]
        pool.sort(key=lambda row: len(row.ids))
        batches: list[list[Row]] = [[]]
        for row in pool:
            if (len(batches[-1]) + 1) * len(row.ids) > BATCH_PIECES:
                batches.append([])
            batches[-1].append(row)
        random.shuffle(batches)
        yield from (batch for batch in batches if batch)


def train(
    model: GuardModel,
    batches: Iterator[list[Row]],
    steps: int,
    highest_rate: float,
    checkpoint: Path,
) -> None:
    """Train so many steps, the rate falling to zero, and keep what was learned.

    Raises:
        SystemExit: The gradient is not finite.
    """
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=highest_rate, weight_decay=WEIGHT_DECAY, fused=True
    )
    model.train()
    started, shown, pieces = time.monotonic(), 0.0, 0
    for step in range(steps):
        rate = min(1.0, (step + 1) / WARM_UP_STEPS)
        rate *= 0.5 + 0.5 * math.cos(math.pi * step / steps)
        for group in optimizer.param_groups:
            group["lr"] = highest_rate * rate
        ids, grams, counts, hostile = batch_of(next(batches))
        logits = model(model.words[ids], grams, counts)
        loss = loss_of(logits, counts, hostile)
        optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        if not nn.utils.clip_grad_norm_(model.parameters(), 1.0).isfinite():
            raise SystemExit(f"step {step}: the gradient is not finite")
        optimizer.step()
        pieces += int(counts.sum())
        shown = 0.98 * shown + 0.02 * loss.item() if shown else loss.item()
        if step % 20 == 0:
            elapsed = time.monotonic() - started
            told = f"step {step} {elapsed:.0f} s {pieces:,} pieces loss {shown:.4f}"
            print(told, flush=True)
        if step % SAVE_EVERY_STEPS == 0 or step == steps - 1:
            torch.save(model.state_dict(), checkpoint.with_suffix(".new"))
            checkpoint.with_suffix(".new").replace(checkpoint)


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--names", type=Path, default=Path("models/pii"))
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=900)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--start", type=Path, help="goes on from this checkpoint")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    random = Random(options.seed)
    tokenizer = Tokenizer.from_file(str(options.names / TOKENIZER))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    model = GuardModel(read_table(options.names))
    if options.start:
        model.load_state_dict(torch.load(options.start, weights_only=True))
    writer = GuardWriter(random, options.data)
    batches = draw_batches(writer, tokenizer, random)
    train(model, batches, options.steps, options.rate, options.checkpoint)


if __name__ == "__main__":
    main()
