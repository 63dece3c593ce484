"""Trains the reference model from scratch on a CPU, in a given number of minutes.

    python -m models.training.train_reference --banking77 TRAIN.csv \
        --everyday-talk MTS_DIALOG.csv --out models/reference \
        --checkpoint /var/tmp/reference.pt --minutes 75

Read top to bottom: cases, tokens, batches, model, loss, loop. A run that is broken off
goes on from its checkpoint; `--export-only` writes the checkpoint as it is. The last
step's learning rate is zero whatever the machine's speed, because the schedule follows
the clock; so two runs differ by where the clock stood, not by data or start. It does
not measure quality (`evaluate.py`) and writes no manifest (`write_manifest.py`).
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
from torch import Tensor, nn
from transformers import GenerationConfig, LlamaConfig, LlamaForCausalLM

from .reference_cases import CREDIT, REPLY, TRIAGE, Case, CaseWriter
from .reference_chat import SPECIAL_TOKENS, ChatEncoder, read_prompt
from .reference_messages import read_banking77, split_held_back
from .reference_other import read_everyday_talk
from .reference_tokenizer import CONTEXT_TOKENS, make_tokenizer, save_tokenizer

# Model: Llama, tied embeddings.
HIDDEN, LAYERS, HEADS, FEED_FORWARD = 256, 5, 4, 704

# Regularisation and optimiser; figures of the prototype (LOG.md, first entry).
EMBEDDING_DROPOUT, HIDDEN_DROPOUT = 0.1, 0.05
LABEL_SMOOTHING = 0.05
PEAK_RATE, WARM_UP_STEPS, WEIGHT_DECAY = 1e-3, 100, 0.1
BATCH_TOKENS, POOL_BATCHES = 1_800, 24

# Weight of a token in the loss.
QUESTION_WEIGHT, QUOTE_WEIGHT, INTENT_WEIGHT = 0.1, 0.4, 6.0
REASON_WEIGHT = 3.0

# Shares of the purposes; the rest of the cases are questions to sort.
REPLY_SHARE, CREDIT_SHARE = 0.13, 0.3
OTHER_TRIAGE_SHARE, OTHER_REPLY_SHARE = 0.06, 0.012
DRILL_SHARE = 0.1  # of all sequences

CHECKPOINT_EVERY_S = 300.0


@dataclass(frozen=True, slots=True)
class Sequence:
    """Token ids of a whole chat, and the weight of each as a target."""

    ids: list[int]
    weights: list[float]


def draw_cases(
    writer: CaseWriter, rows: list[tuple[str, str]], random: Random
) -> Iterator[Case]:
    """Draw cases for ever; each row is sorted once in a pass through the data."""
    while True:
        for question, label in random.sample(rows, len(rows)):
            yield writer.triage(question, label)
            mark = random.random() * (
                1 - REPLY_SHARE - CREDIT_SHARE - OTHER_TRIAGE_SHARE
            )
            if mark < REPLY_SHARE:
                yield writer.reply(*random.choice(rows))
            elif mark < REPLY_SHARE + CREDIT_SHARE:
                yield writer.credit()
            elif mark < REPLY_SHARE + CREDIT_SHARE + OTHER_TRIAGE_SHARE:
                yield writer.other_case(TRIAGE)
            if random.random() < OTHER_REPLY_SHARE:
                yield writer.other_case(REPLY)


def encode_case(case: Case, encoder: ChatEncoder, purposes: Path) -> Sequence:
    """Encode a case and weigh its tokens.

    The answer counts in full, the decision about the intent most; a quote, which the
    grammar leads, counts half, and so on. The customer's words count a little, so that
    the model learns the language of customers. Prompt texts do not count.
    """
    prompt = read_prompt(purposes / case.purpose, case.passage)
    ids, start, end = encoder.opening(prompt, case.text)
    weights = [0.0] * len(ids)
    if case.purpose != CREDIT:
        weights[start:end] = [QUESTION_WEIGHT] * (end - start)
    answer = encoder.text(case.answer)
    counted = [1.0] * len(answer)
    if case.purpose == TRIAGE:
        quote = len(encoder.text(case.answer.partition('","quote":"')[0])) + 2
        counted[1] = INTENT_WEIGHT
        counted[quote:] = [QUOTE_WEIGHT] * (len(answer) - quote)
    elif case.purpose == CREDIT:
        facts = len(encoder.text(case.answer.partition('"reasons"')[0]))
        counted[:facts] = [QUOTE_WEIGHT] * facts
        counted[facts:] = [REASON_WEIGHT] * (len(answer) - facts)
    ids += [*answer, encoder.end_id]
    weights += [*counted, 1.0]
    return Sequence(ids[:CONTEXT_TOKENS], weights[:CONTEXT_TOKENS])


def draw_drill(vocabulary: int, digits: list[int], random: Random) -> Sequence:
    """Draw a copying drill, which teaches to copy before texts do.

    Either random tokens that come three times, or random keys with numbers that are
    asked for again in another order. Only what can be copied counts.
    """

    def tokens(count: int) -> list[int]:
        return random.choices(range(len(SPECIAL_TOKENS), vocabulary), k=count)

    if random.random() < 0.5:
        part = tokens(random.randint(5, 16))
        return Sequence(part * 3, [0.0] * (len(part) + 1) + [1.0] * (2 * len(part) - 1))
    keys = [tokens(random.randint(1, 2)) for _ in range(random.randint(2, 6))]
    values = [random.choices(digits, k=random.randint(2, 6)) for _ in keys]
    order = random.sample(range(len(keys)), len(keys))
    ids = [
        number
        for key, value in zip(keys, values, strict=True)
        for number in key + value
    ]
    weights = [0.0] * len(ids)
    for index in order:
        ids += keys[index] + values[index]
        weights += [0.0] * len(keys[index]) + [1.0] * len(values[index])
    return Sequence(ids, weights)


def mix_drills(
    sequences: Iterator[Sequence], vocabulary: int, digits: list[int], random: Random
) -> Iterator[Sequence]:
    """Put drills between sequences."""
    for sequence in sequences:
        yield sequence
        while random.random() < DRILL_SHARE:
            yield draw_drill(vocabulary, digits, random)


def draw_batches(
    sequences: Iterator[Sequence], random: Random
) -> Iterator[list[Sequence]]:
    """Group sequences of like length into batches of about `BATCH_TOKENS` tokens."""
    while True:
        pool: list[Sequence] = []
        tokens = 0
        while tokens < BATCH_TOKENS * POOL_BATCHES:
            pool.append(next(sequences))
            tokens += len(pool[-1].ids)
        pool.sort(key=lambda sequence: len(sequence.ids))
        batches: list[list[Sequence]] = [[]]
        for sequence in pool:
            if (len(batches[-1]) + 1) * len(sequence.ids) > BATCH_TOKENS:
                batches.append([])
            batches[-1].append(sequence)
        random.shuffle(batches)
        yield from (batch for batch in batches if batch)


def make_model(tokenizer: Tokenizer) -> LlamaForCausalLM:
    """Make an untrained model with dropout behind each attention and feed-forward."""
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
    for layer in model.model.layers:
        layer.mlp.register_forward_hook(_drop)
        layer.self_attn.o_proj.register_forward_hook(_drop)
    return model


def _drop(module: nn.Module, _inputs: object, output: Tensor) -> Tensor:
    return nn.functional.dropout(output, HIDDEN_DROPOUT, module.training)


def batch_loss(
    model: LlamaForCausalLM, batch: list[Sequence], pad_id: int
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
    embedded = model.model.embed_tokens(ids)  # (B, T, D)
    embedded = nn.functional.dropout(embedded, EMBEDDING_DROPOUT, model.training)
    states = model.model(inputs_embeds=embedded, use_cache=False).last_hidden_state
    counted = weights[:, 1:] > 0
    logits = model.lm_head(states[:, :-1][counted])  # (N, V)
    losses = nn.functional.cross_entropy(
        logits, ids[:, 1:][counted], reduction="none", label_smoothing=LABEL_SMOOTHING
    )
    chosen = weights[:, 1:][counted]
    tokens = sum(len(sequence.ids) for sequence in batch)
    return (losses * chosen).sum() / chosen.sum(), tokens


def learning_rate(step: int, progress: float) -> float:
    """Warm up over steps, then follow a cosine to zero over the time."""
    warm = min(1.0, (step + 1) / WARM_UP_STEPS)
    return PEAK_RATE * warm * 0.5 * (1 + math.cos(math.pi * min(progress, 1.0)))


def make_optimizer(model: LlamaForCausalLM) -> torch.optim.AdamW:
    """AdamW that decays matrices only."""
    matrices = [p for p in model.parameters() if p.ndim > 1]
    others = [p for p in model.parameters() if p.ndim <= 1]
    groups = [
        {"params": matrices, "weight_decay": WEIGHT_DECAY},
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


def start_run(tokenizer: Tokenizer) -> Run:
    """Start with an untrained model."""
    model = make_model(tokenizer)
    return Run(tokenizer, model, make_optimizer(model))


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
    while run.elapsed_s < budget_s:
        rate = learning_rate(run.step, run.elapsed_s / budget_s)
        for group in run.optimizer.param_groups:
            group["lr"] = rate
        loss, seen = batch_loss(run.model, next(batches), pad_id)
        run.optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(run.model.parameters(), 1.0)
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


def tokenizer_texts(cases: Iterator[Case], count: int, purposes: Path) -> list[str]:
    """Collect texts for the tokenizer: prompts, messages and letters of some cases."""
    texts: list[str] = []
    for _ in range(count):
        case = next(cases)
        prompt = read_prompt(purposes / case.purpose, case.passage)
        texts += [case.text, prompt.system, prompt.before, prompt.after]
        if case.purpose == REPLY:
            texts.append(case.answer)
    return texts


def main() -> None:
    """Read the command line, start or resume a run, export what it gives."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--banking77", type=Path, required=True)
    parser.add_argument("--everyday-talk", type=Path, required=True)
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
    rows, _ = split_held_back(read_banking77(arguments.banking77))
    talk = read_everyday_talk(arguments.everyday_talk)
    run = resume_run(checkpoint) if checkpoint.exists() else None
    random = Random(arguments.seed + (run.step if run else 0))
    writer = CaseWriter(rows, talk, purposes, random)
    cases = draw_cases(writer, rows, random)
    if run is None:
        texts = tokenizer_texts(cases, 2 * len(rows), purposes)
        run = start_run(make_tokenizer(texts))
    if not arguments.export_only:
        encoder = ChatEncoder(run.tokenizer)
        sequences = (encode_case(case, encoder, purposes) for case in cases)
        vocabulary = run.tokenizer.get_vocab_size()
        digits = encoder.text("0123456789")
        mixed = mix_drills(sequences, vocabulary, digits, random)
        batches = draw_batches(mixed, random)
        print(f"{run.model.num_parameters():,} parameters", flush=True)
        train(run, batches, arguments.minutes * 60.0, checkpoint)
    export(run.model, run.tokenizer, arguments.out)


if __name__ == "__main__":
    main()
