"""Trains the reference model from scratch on a CPU, in a given number of minutes.

    python -m models.training.train_reference --data DATA --taught intents.jsonl \
        --encoder MINILM_FOLDER --out models/reference \
        --checkpoint /var/tmp/reference.pt --minutes 75

Read top to bottom: model, loss, loop, export. A run that is broken off goes on from its
checkpoint; `--export-only` writes the checkpoint as it is. The last step's learning
rate is zero whatever the machine's speed, because the schedule follows the clock; so
two runs differ by where the clock stood, not by data or start. It does not measure
quality (`evaluate.py`) and writes no manifest (`write_manifest.py`).
"""

import argparse
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import GenerationConfig, LlamaConfig, LlamaForCausalLM

from .reference_cases import CaseWriter, Corpora, read_taught
from .reference_chat import ChatEncoder
from .reference_corpora import read_remarks, read_requests
from .reference_sequences import (
    INTENT_WEIGHT,
    Sequence,
    SequenceMaker,
    draw_batches,
    draw_cases,
)
from .reference_tokenizer import CONTEXT_TOKENS, continue_tokenizer, save_tokenizer

# Model: Llama, tied embeddings.
HIDDEN, LAYERS, HEADS, FEED_FORWARD = 256, 5, 4, 704

# Regularisation and optimiser (LOG.md).
EMBEDDING_DROPOUT = 0.1
LABEL_SMOOTHING = 0.02
PEAK_RATE, WARM_UP_STEPS, WEIGHT_DECAY = 8e-4, 60, 0.1

CHECKPOINT_EVERY_S = 240.0


def make_model(tokenizer: Tokenizer) -> LlamaForCausalLM:
    """Make an untrained model."""
    encoder = ChatEncoder(tokenizer)
    config = LlamaConfig(
        vocab_size=math.ceil(tokenizer.get_vocab_size() / 8) * 8,
        hidden_size=HIDDEN,
        intermediate_size=FEED_FORWARD,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        num_key_value_heads=HEADS,
        max_position_embeddings=CONTEXT_TOKENS,
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=encoder.end_id,
        pad_token_id=encoder.pad_id,
    )
    model = LlamaForCausalLM(config)
    model.set_attn_implementation("eager")  # the fused one's gradient is slow on a CPU
    return model


def batch_loss(
    model: LlamaForCausalLM,
    layers: Callable[..., tuple[Tensor, ...]],
    batch: list[Sequence],
    pad_id: int,
) -> tuple[Tensor, int]:
    """Weighted cross-entropy of a batch, and its number of tokens.

    Padding stands at the end, where causal attention never looks back from, so no
    attention mask is needed.
    """
    length = max(len(sequence.ids) for sequence in batch)
    ids = torch.full((len(batch), length), pad_id)  # (B, T)
    weights = torch.zeros((len(batch), length))  # (B, T)
    for row, sequence in enumerate(batch):
        ids[row, : len(sequence.ids)] = torch.tensor(sequence.ids)
        weights[row, : len(sequence.ids)] = torch.tensor(sequence.weights)
    with torch.autocast("cpu", torch.bfloat16):
        embedded = model.model.embed_tokens(ids)  # (B, T, D)
        embedded = nn.functional.dropout(embedded, EMBEDDING_DROPOUT, model.training)
        states = layers(inputs_embeds=embedded, use_cache=False)[0]  # (B, T, D)
        counted = weights[:, 1:] > 0
        logits = model.lm_head(states[:, :-1][counted]).float()  # (N, V)
    losses = nn.functional.cross_entropy(
        logits, ids[:, 1:][counted], reduction="none", label_smoothing=LABEL_SMOOTHING
    )
    chosen = weights[:, 1:][counted]
    total = (losses * chosen).sum() / chosen.sum()
    tokens = sum(len(sequence.ids) for sequence in batch)
    return total + _decision_loss(logits, counted, batch) / chosen.sum(), tokens


def _decision_loss(logits: Tensor, counted: Tensor, batch: list[Sequence]) -> Tensor:
    """Cross-entropy with the teacher's targets, summed over the batch's decisions."""
    place = counted.flatten().cumsum(0).view(counted.shape) - 1  # (B, T-1)
    rows: list[int] = []
    columns: list[int] = []
    shares: list[float] = []
    for row, sequence in enumerate(batch):
        if sequence.decision:
            at = int(place[row, sequence.decision - 1])
            rows += [at] * len(sequence.targets)
            columns += sequence.targets.keys()
            shares += sequence.targets.values()
    if not rows:
        return torch.zeros(())
    decided = sorted(set(rows))
    likely = logits[decided].log_softmax(-1)[
        [decided.index(row) for row in rows], columns
    ]
    return -INTENT_WEIGHT * (likely * torch.tensor(shares)).sum()


def learning_rate(step: int, progress: float) -> float:
    """Warm up over steps, hold, then go down to zero over the time."""
    warm = min(1.0, (step + 1) / WARM_UP_STEPS)
    return PEAK_RATE * warm * 0.5 * (1 + math.cos(math.pi * min(progress, 1.0)))


def make_optimizer(model: LlamaForCausalLM) -> torch.optim.AdamW:
    """AdamW that decays the matrices of the layers only."""
    layers = [p for p in model.model.layers.parameters() if p.ndim > 1]
    others = [p for p in model.parameters() if all(p is not q for q in layers)]
    groups = [
        {"params": layers, "weight_decay": WEIGHT_DECAY},
        {"params": others, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=PEAK_RATE, betas=(0.9, 0.98), fused=True)


def export(model: LlamaForCausalLM, tokenizer: Tokenizer, folder: Path) -> None:
    """Write the model as an ordinary Hugging Face folder, weights as bf16."""
    shipped = LlamaForCausalLM(model.config)
    shipped.load_state_dict(model.state_dict())
    nn.Module.to(shipped, torch.bfloat16)
    shipped.generation_config = GenerationConfig(  # type: ignore[no-untyped-call] # transformers leaves its constructor untyped
        do_sample=False,
        eos_token_id=model.config.eos_token_id,
        pad_token_id=model.config.pad_token_id,
    )
    shipped.save_pretrained(folder)
    save_tokenizer(tokenizer, folder)
    for path in folder.iterdir():
        path.chmod(0o644)  # safetensors writes 0600: no service user could read it


@dataclass(slots=True)
class Run:
    """A training run, as far as it has come."""

    tokenizer: Tokenizer
    model: LlamaForCausalLM
    optimizer: torch.optim.AdamW
    step: int = 0
    tokens: int = 0
    elapsed_s: float = 0.0

    def save(self, path: Path) -> None:
        """Write a checkpoint; a broken write leaves the one before."""
        state = {
            "tokenizer": self.tokenizer.to_str(),
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
            "tokens": self.tokens,
            "elapsed_s": self.elapsed_s,
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        torch.save(state, path.with_suffix(".new"))
        path.with_suffix(".new").replace(path)


def start_run(tokenizer: Tokenizer, start: Path | None = None) -> Run:
    """Start untrained, or from a model whose tokenizer this one continues."""
    model = make_model(tokenizer)
    if start is not None:
        earlier = LlamaForCausalLM.from_pretrained(start, dtype=torch.float32)
        known = Tokenizer.from_file(str(start / "tokenizer.json"))
        _continue_embeddings(earlier, known, tokenizer)
        model.load_state_dict(earlier.state_dict())
    return Run(tokenizer, model, make_optimizer(model))


def _continue_embeddings(
    model: LlamaForCausalLM, known: Tokenizer, tokenizer: Tokenizer
) -> None:
    """Give each token that is new the mean of the tokens it was written with before."""
    before, after = known.get_vocab_size(), tokenizer.get_vocab_size()
    model.resize_token_embeddings(math.ceil(after / 8) * 8, mean_resizing=False)
    table = model.model.embed_tokens.weight
    with torch.no_grad():
        for number in range(before, after):
            text = tokenizer.decode([number], skip_special_tokens=False)
            table[number] = table[known.encode(text).ids].mean(0)


def resume_run(checkpoint: Path) -> Run:
    """Go on from a checkpoint."""
    saved = torch.load(checkpoint, weights_only=True)
    run = start_run(Tokenizer.from_str(saved["tokenizer"]))
    run.model.load_state_dict(saved["model"])
    run.optimizer.load_state_dict(saved["optimizer"])
    run.step, run.tokens = saved["step"], saved["tokens"]
    run.elapsed_s = saved["elapsed_s"]
    return run


def train(
    run: Run, batches: Iterator[list[Sequence]], budget_s: float, checkpoint: Path
) -> None:
    """Train until the run has used its time, writing checkpoints on the way."""
    pad_id = ChatEncoder(run.tokenizer).pad_id
    before_s, started = run.elapsed_s, time.monotonic()
    saved_s, shown = before_s, 0.0
    run.model.train()
    layers = torch.compile(run.model.model, dynamic=True)
    while run.elapsed_s < budget_s:
        rate = learning_rate(run.step, run.elapsed_s / budget_s)
        for group in run.optimizer.param_groups:
            group["lr"] = rate
        loss, seen = batch_loss(run.model, layers, next(batches), pad_id)
        run.optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        norm = nn.utils.clip_grad_norm_(run.model.parameters(), 1.0)
        if not norm.isfinite():
            raise SystemExit(f"step {run.step}: the gradient is not finite")
        run.optimizer.step()
        run.step += 1
        run.tokens += seen
        run.elapsed_s = before_s + time.monotonic() - started
        shown = 0.98 * shown + 0.02 * loss.item() if shown else loss.item()
        if run.step % 20 == 0:
            print(
                f"step {run.step} {run.elapsed_s:.0f} s {run.tokens:,} tokens"
                f" loss {shown:.3f} rate {rate:.2e}",
                flush=True,
            )
        if run.elapsed_s - saved_s > CHECKPOINT_EVERY_S:
            run.save(checkpoint)
            saved_s = run.elapsed_s
    run.save(checkpoint)


def main() -> None:
    """Read the command line, start or resume a run, export what it gives."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--taught", type=Path, required=True)
    parser.add_argument("--start", type=Path, required=True)
    parser.add_argument("--purposes", type=Path, default=Path("policies/purposes"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=75.0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--export-only", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    checkpoint: Path = arguments.checkpoint
    purposes: Path = arguments.purposes
    run = resume_run(checkpoint) if checkpoint.exists() else None
    if not arguments.export_only:
        questions = read_taught(arguments.taught)
        corpora = Corpora(read_remarks(arguments.data), read_requests(arguments.data))
        random = Random(arguments.seed + (run.step if run else 0))
        writer = CaseWriter(corpora, purposes, random)
        if run is None:
            run = start_run(continue_tokenizer(arguments.start), arguments.start)
        maker = SequenceMaker(ChatEncoder(run.tokenizer), purposes, random)
        cases = draw_cases(writer, questions, random)
        batches = draw_batches(map(maker.make, cases), random)
        print(f"{run.model.num_parameters():,} parameters", flush=True)
        train(run, batches, arguments.minutes * 60.0, checkpoint)
    if run is None:
        raise SystemExit("nothing to export: no checkpoint")
    export(run.model, run.tokenizer, arguments.out)


if __name__ == "__main__":
    main()
