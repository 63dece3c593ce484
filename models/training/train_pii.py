"""Trains the neural name detector on a CPU, in a given number of minutes.

    python -m models.training.train_pii --data DATA --encoder MINILM_FOLDER \
        --checkpoint /var/tmp/pii.pt --minutes 60

Half of what it reads are public sets, half generated texts that are never seen twice.
A run that is broken off goes on from its checkpoint; the learning rate follows the
clock down to zero. `export_pii.py` makes the shipped files, `tune_pii.py` the limits.
"""

import argparse
import math
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from random import Random

import torch
from tokenizers import Tokenizer
from torch import nn

from appliance.detect.pieces import WINDOW

from .pii_corpora import Document, training_documents
from .pii_model import NameModel, Tagged, batch_of, loss_of, tag
from .pii_noise import roughen
from .pii_texts import write_documents

BATCH_PIECES, POOL_BATCHES = 2_048, 24
BODY_RATE, HEAD_RATE, WEIGHT_DECAY, WARM_UP_STEPS = 2.5e-4, 1.5e-3, 0.01, 60
GENERATED_SHARE, ROUGH_SHARE = 0.5, 0.25
CHECKPOINT_EVERY_S = 240.0
# Sets of few or noisy texts count for more or less than their size.
TIMES = {"tab": 3, "echr_fr": 3, "echr_es": 3, "btc": 1}


def draw_documents(
    public: list[Document], generated: Iterator[Document], random: Random
) -> Iterator[Document]:
    """Draw documents for ever: public ones in turn, generated ones between."""
    often = [one for one in public for _ in range(TIMES.get(one.source, 1))]
    # By length, so that each half of the pieces and not of the documents is generated.
    turn: Iterator[Document] = iter(())
    read, written = 0, 0
    while True:
        if written < GENERATED_SHARE * (read + written + 1):
            document = next(generated)
            written += len(document.text)
        else:
            found = next(turn, None)
            if found is None:
                turn = iter(random.sample(often, len(often)))
                continue
            document = found
            read += min(len(document.text), 4 * WINDOW)
        yield roughen(document, random) if random.random() < ROUGH_SHARE else document


def draw_parts(
    documents: Iterator[Document], tokenizer: Tokenizer, random: Random
) -> Iterator[Tagged]:
    """Cut documents into windows, one window of a long one at a time."""
    for document in documents:
        # Four code points to a piece; a long text is cut before it is read.
        room = 8 * WINDOW
        rest = len(document.text) - room
        part = _cut(document, random.randrange(rest), room) if rest > 0 else document
        tagged = tag(tokenizer, part)
        if not len(tagged.ids):
            continue
        start = random.randrange(max(1, len(tagged.ids) - WINDOW + 1))
        window = tagged.part(start, start + WINDOW)
        if window.allowed.any():
            yield window


def _cut(document: Document, start: int, length: int) -> Document:
    """Take part of a long text, from a space to a space."""
    start = document.text.find(" ", start) + 1
    end = document.text.rfind(" ", start, start + length)
    spans = tuple(
        (max(s, start) - start, min(e, end) - start, label)
        for s, e, label in document.spans
        if s < end and e > start
    )
    unsure = tuple(
        (max(s, start) - start, min(e, end) - start)
        for s, e in document.unsure
        if s < end and e > start
    )
    return Document(
        document.text[start:end],
        spans,
        unsure,
        document.annotated,
        document.source,
        document.language,
    )


def draw_batches(parts: Iterator[Tagged], random: Random) -> Iterator[list[Tagged]]:
    """Group parts of like length into batches of about `BATCH_PIECES`."""
    while True:
        pool: list[Tagged] = []
        size = 0
        while size < BATCH_PIECES * POOL_BATCHES:
            pool.append(next(parts))
            size += len(pool[-1].ids)
        pool.sort(key=lambda part: len(part.ids))
        batches: list[list[Tagged]] = [[]]
        for part in pool:
            if (len(batches[-1]) + 1) * len(part.ids) > BATCH_PIECES:
                batches.append([])
            batches[-1].append(part)
        random.shuffle(batches)
        yield from (batch for batch in batches if batch)


def make_optimizer(model: NameModel) -> torch.optim.AdamW:
    """AdamW with a higher rate for what is new."""
    body = [p for p in model.bert.parameters() if p.requires_grad]
    new = [
        *model.shapes.parameters(), *model.gaps.parameters(), *model.head.parameters()
    ]  # fmt: skip
    groups = [{"params": body, "peak": BODY_RATE}, {"params": new, "peak": HEAD_RATE}]
    return torch.optim.AdamW(groups, weight_decay=WEIGHT_DECAY, fused=True)


def train(
    model: NameModel,
    batches: Iterator[list[Tagged]],
    budget_s: float,
    checkpoint: Path,
) -> None:
    """Train until the time is used, writing checkpoints on the way.

    Raises:
        SystemExit: The gradient is not finite.
    """
    optimizer = make_optimizer(model)
    step, pieces, before_s, shown = 0, 0, 0.0, 0.0
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        step, pieces, before_s = saved["step"], saved["pieces"], saved["elapsed_s"]
    started = saved_at = time.monotonic()
    model.train()
    compiled = torch.compile(model, dynamic=True)
    elapsed_s = before_s
    while elapsed_s < budget_s:
        progress = min(1.0, elapsed_s / budget_s)
        rate = min(1.0, (step + 1) / WARM_UP_STEPS) * (
            0.5 + 0.5 * math.cos(math.pi * progress)
        )
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * rate
        batch = next(batches)
        ids, shapes, gaps, mask, allowed = batch_of(batch)
        with torch.autocast("cpu", torch.bfloat16):
            logits = compiled(ids, shapes, gaps, mask)
        loss = loss_of(logits, allowed)
        optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        norm = nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        if not norm.isfinite():
            raise SystemExit(f"step {step}: the gradient is not finite")
        optimizer.step()
        step += 1
        pieces += sum(len(part.ids) for part in batch)
        shown = 0.98 * shown + 0.02 * loss.item() if shown else loss.item()
        now = time.monotonic()
        elapsed_s = before_s + now - started
        if step % 20 == 0:
            print(
                f"step {step} {elapsed_s:.0f} s {pieces:,} pieces loss {shown:.4f}",
                flush=True,
            )
        if now - saved_at > CHECKPOINT_EVERY_S or elapsed_s >= budget_s:
            saved_at = now
            state = {
                "model": model.state_dict(),
                "optimizer": optimizer.state_dict(),
                "step": step,
                "pieces": pieces,
                "elapsed_s": elapsed_s,
            }
            torch.save(state, checkpoint.with_suffix(".new"))
            checkpoint.with_suffix(".new").replace(checkpoint)


def main() -> None:
    """Read the command line, start or resume a run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=120.0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=11)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    random = Random(options.seed + int(time.time()) * options.checkpoint.exists())
    tokenizer = Tokenizer.from_file(str(options.encoder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    public = training_documents(options.data)
    sizes = dict.fromkeys(sorted({one.source for one in public}), 0)
    for one in public:
        sizes[one.source] += len(one.text)
    print(" ".join(f"{name} {size:,}" for name, size in sizes.items()), flush=True)
    generated = chain.from_iterable(
        write_documents(random, 1_000, options.data) for _ in iter(int, 1)
    )
    documents = draw_documents(public, generated, random)
    batches = draw_batches(draw_parts(documents, tokenizer, random), random)
    train(NameModel(options.encoder), batches, options.minutes * 60, options.checkpoint)


if __name__ == "__main__":
    main()
