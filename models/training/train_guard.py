"""Trains the guard's classifier on a CPU, a given number of steps or minutes.

    python -m models.training.train_guard --data DATA --encoder MINILM_FOLDER \
        --checkpoint /var/tmp/guard.pt --steps 3000

Every text is written anew and never seen twice. The same seed, steps and sets give the
same texts in the same order; by the clock the rate falls as the time passes.
`export_guard.py` makes the shipped file.
"""

import argparse
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import torch
from tokenizers import Tokenizer
from torch import nn

from appliance.detect.tagger import TOKENIZER

from .guard_graph import take_shipped
from .guard_model import LAYERS, GuardModel, Row, batch_of, loss_of, read_table, rows_of
from .guard_texts import GuardWriter

WINDOWS = (64, 96, 96, 128)
BATCH_PIECES, POOL_BATCHES = 2_048, 24
RATE, HEAD_RATE, WEIGHT_DECAY, WARM_UP_STEPS = 2e-4, 1e-3, 0.01, 40
WORD_DROPOUT = 0.06
SAVE_EVERY_STEPS = 100
_MOST_ROWS = 2


@dataclass(frozen=True, slots=True)
class Plan:
    """How long to train, whichever is over first, and the highest rate of the body."""

    steps: int
    minutes: float
    rate: float


def draw_batches(
    writer: GuardWriter, tokenizer: Tokenizer, random: Random
) -> Iterator[list[Row]]:
    """Draw batches of rows of about one length for ever; long texts give few rows."""
    examples = writer.write()
    while True:
        pool: list[Row] = []
        while sum(len(row.ids) for row in pool) < BATCH_PIECES * POOL_BATCHES:
            rows = rows_of(tokenizer, next(examples), random.choice(WINDOWS))
            rows = [row for row in rows if len(row.ids)]
            random.shuffle(rows)
            rows.sort(key=lambda row: -abs(row.hostile).max())
            pool += rows[:_MOST_ROWS]
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
    table: torch.Tensor,
    batches: Iterator[list[Row]],
    plan: Plan,
    checkpoint: Path,
) -> None:
    """Train so many steps or minutes, the rate falling to zero; keep what was learned.

    Raises:
        SystemExit: The gradient is not finite.
    """
    heads = [*model.mix.parameters(), *model.head.parameters()]
    known = {id(one) for one in heads}
    body = [one for one in model.parameters() if id(one) not in known]
    optimizer = torch.optim.AdamW(
        [
            {"params": body, "most": plan.rate},
            {"params": heads, "most": HEAD_RATE},
        ],
        weight_decay=WEIGHT_DECAY,
        fused=True,
    )
    model.train()
    started, shown, pieces = time.monotonic(), 0.0, 0
    for step in range(plan.steps):
        elapsed = time.monotonic() - started
        share = max(step / plan.steps, elapsed / (60 * plan.minutes))
        rate = min(1.0, (step + 1) / WARM_UP_STEPS)
        rate *= 0.5 + 0.5 * math.cos(math.pi * min(1.0, share))
        for group in optimizer.param_groups:
            group["lr"] = group["most"] * rate
        ids, counts, hostile = batch_of(next(batches))
        words = table[ids]
        words = words * (torch.rand(words.shape[:2]) >= WORD_DROPOUT)[..., None]
        with torch.autocast("cpu", torch.bfloat16):
            logits = model(words, counts)
        loss = loss_of(logits.float(), counts, hostile)
        optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        if not nn.utils.clip_grad_norm_(model.parameters(), 1.0).isfinite():
            raise SystemExit(f"step {step}: the gradient is not finite")
        optimizer.step()
        pieces += int(counts.sum())
        if loss.isfinite():  # no text of the batch may tell as a whole
            shown = 0.98 * shown + 0.02 * loss.item() if shown else loss.item()
        if step % 20 == 0:
            told = f"step {step} {elapsed:.0f} s {pieces:,} pieces loss {shown:.4f}"
            print(told, flush=True)
        if step % SAVE_EVERY_STEPS == 0 or share >= 1 or step == plan.steps - 1:
            torch.save(model.state_dict(), checkpoint.with_suffix(".new"))
            checkpoint.with_suffix(".new").replace(checkpoint)
        if share >= 1:
            return


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--names", type=Path, default=Path("models/pii"))
    parser.add_argument("--encoder", type=Path, help="MiniLM, to begin with")
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--layers", type=int, default=LAYERS)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--minutes", type=float, default=math.inf)
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument(
        "--start", type=Path, help="goes on from this checkpoint or shipped folder"
    )
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    random = Random(options.seed)
    tokenizer = Tokenizer.from_file(str(options.names / TOKENIZER))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    table = read_table(options.names)
    model = GuardModel(table, options.layers)
    if options.start and options.start.is_dir():
        take_shipped(model, options.start)
    elif options.start:
        model.load_state_dict(torch.load(options.start, weights_only=True))
    elif options.encoder:
        model.begin(options.encoder)
    else:
        parser.error("one of --encoder and --start is needed")
    words = torch.from_numpy((table.rows.astype("float32") - table.zero) * table.scale)
    writer = GuardWriter(random, options.data)
    batches = draw_batches(writer, tokenizer, random)
    plan = Plan(options.steps, options.minutes, options.rate)
    train(model, words, batches, plan, options.checkpoint)


if __name__ == "__main__":
    main()
