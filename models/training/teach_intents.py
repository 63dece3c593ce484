"""Fine-tunes a sentence encoder on the intents and writes what it thinks of questions.

    python -m models.training.teach_intents --encoder MINILM_FOLDER \
        --data DATA --out intents.jsonl

The encoder is the teacher of the reference model (Hinton, Vinyals and Dean 2015): each
line of the file is a question, or one made from questions, with the teacher's
probabilities. The encoder is used in training only. The held-back tenth of BANKING77 is
not read but for the accuracy that is printed last.
"""

import argparse
import json
import math
from collections.abc import Iterator
from pathlib import Path
from random import Random

import torch
from torch import Tensor, nn
from transformers import AutoModel, AutoTokenizer

from .reference_corpora import read_remarks, read_talk
from .reference_labels import INTENTS, OUT_OF_SCOPE
from .reference_messages import read_banking77, roughen, sentences_of, split_held_back
from .reference_other import write_other

Rows = list[tuple[str, str]]

BATCH, ENCODER_RATE, HEAD_RATE, SMOOTHING = 48, 2e-4, 4e-3, 0.05
MADE_PER_QUESTION = 4
KEPT = 6
"""How many probabilities of a question are written."""
LEADS = (
    "Hello.", "Hi,", "Can you help me?", "I have a question.", "Please help.", "OK,",
    "Just wondering,", "Hey there.", "So", "Quick question:", "I need some help.",
)  # fmt: skip


class Teacher(nn.Module):
    """A sentence encoder with one linear layer for the labels."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.encoder = AutoModel.from_pretrained(folder)
        self.encoder.embeddings.word_embeddings.weight.requires_grad_(False)  # noqa: FBT003 - torch's own signature
        self.head = nn.Linear(self.encoder.config.hidden_size, len(INTENTS))

    def forward(self, texts: list[str]) -> Tensor:
        """Give each text's logits, (B, labels)."""
        batch = self.tokenizer(
            texts, padding=True, truncation=True, max_length=64, return_tensors="pt"
        )
        with torch.autocast("cpu", torch.bfloat16):
            states = self.encoder(**batch).last_hidden_state  # (B, T, D)
        mask = batch["attention_mask"][..., None]
        mean = (states.float() * mask).sum(1) / mask.sum(1)
        spread = 8.0 * nn.functional.normalize(mean, dim=-1)
        logits: Tensor = self.head(nn.functional.dropout(spread, 0.1, self.training))
        return logits


def train(teacher: Teacher, rows: Rows, epochs: int, random: Random) -> None:
    """Fine-tune on hard labels."""
    names = list(INTENTS)
    encoder = [p for p in teacher.encoder.parameters() if p.requires_grad]
    groups = [{"params": encoder}, {"params": list(teacher.head.parameters())}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    steps = math.ceil(epochs * len(rows) / BATCH)
    for step, batch in zip(range(steps), _batches(rows, random), strict=False):
        rate = min(1.0, step / 60) * (1 - step / steps)
        for group, peak in zip(
            optimizer.param_groups, (ENCODER_RATE, HEAD_RATE), strict=True
        ):
            group["lr"] = peak * rate
        texts = [roughen(t, random) if random.random() < 0.3 else t for t, _ in batch]
        loss = nn.functional.cross_entropy(
            teacher(texts),
            torch.tensor([names.index(label) for _, label in batch]),
            label_smoothing=SMOOTHING,
        )
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(encoder, 1.0)
        optimizer.step()
        if step % 20 == 0:
            print(f"step {step} of {steps} loss {loss.item():.3f}", flush=True)


def _batches(rows: Rows, random: Random) -> Iterator[Rows]:
    """Batches of questions of like length, for ever."""
    while True:
        drawn = random.sample(rows, len(rows))
        batches: list[Rows] = []
        for start in range(0, len(drawn), 16 * BATCH):
            pool = sorted(drawn[start : start + 16 * BATCH], key=lambda r: len(r[0]))
            batches += [pool[i : i + BATCH] for i in range(0, len(pool), BATCH)]
        yield from random.sample(batches, len(batches))


def neighbours(teacher: Teacher) -> dict[str, list[str]]:
    """For each whole word of the encoder, up to four words of near embedding."""
    words = [
        (word, number)
        for word, number in teacher.tokenizer.get_vocab().items()
        if word.isalpha() and word.isascii() and len(word) > 2
    ]
    table = teacher.encoder.embeddings.word_embeddings.weight.detach()
    vectors = nn.functional.normalize(table[[n for _, n in words]].float(), dim=-1)
    found: dict[str, list[str]] = {}
    for start in range(0, len(words), 2_000):
        near = (vectors[start : start + 2_000] @ vectors.T).topk(5)
        for row, (values, columns) in enumerate(
            zip(near.values.tolist(), near.indices.tolist(), strict=True)
        ):
            others = [
                words[column][0]
                for value, column in zip(values, columns, strict=True)
                if value > 0.5 and column != start + row
            ]
            if others:
                found[words[start + row][0]] = others
    return found


def make_question(
    question: str, kin: list[str], near: dict[str, list[str]], random: Random
) -> str:
    """Make a new question from one, and perhaps from half of another of its label."""
    way = random.random()
    text = question
    if way < 0.3:
        mine, theirs = sentences_of(question), sentences_of(random.choice(kin))
        text = f"{random.choice(mine)} {random.choice(theirs)}"
    elif way < 0.45:
        text = f"{random.choice(LEADS)} {question}"
    elif way < 0.6:
        words, other = question.split(), random.choice(kin).split()
        text = " ".join(words[: len(words) // 2] + other[len(other) // 2 :])
    if random.random() < 0.75:
        text = " ".join(
            random.choice(near[word.lower()])
            if word.lower() in near and random.random() < 0.15
            else word
            for word in text.split()
        )
    return roughen(text, random) if random.random() < 0.5 else text


def judge(teacher: Teacher, texts: list[str]) -> Tensor:
    """Give each text's probabilities, (N, labels)."""
    order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
    judged = torch.zeros(len(texts), len(INTENTS))
    with torch.inference_mode():
        for start in range(0, len(order), 128):
            part = order[start : start + 128]
            judged[part] = teacher([texts[index] for index in part]).softmax(-1)
    return judged


def main() -> None:
    """Read the command line, fine-tune, judge, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    random = Random(arguments.seed)
    path = arguments.data / "tasks/banking77/train.csv"
    rows, held = split_held_back(read_banking77(path))
    talk = random.sample(read_talk(arguments.data), 500)
    talk += random.sample(read_remarks(arguments.data), 500)
    talk += [write_other(random) for _ in range(500)]
    teacher = Teacher(arguments.encoder)
    near = neighbours(teacher)
    others = [(text.replace("{", "").replace("}", ""), OUT_OF_SCOPE) for text in talk]
    train(teacher.train(), rows + others, arguments.epochs, random)
    teacher.train(mode=False)
    kin: dict[str, list[str]] = {}
    for text, label in rows:
        kin.setdefault(label, []).append(text)
    asked = [(text, label, False) for text, label in rows]
    asked += [
        (make_question(text, kin[label], near, random), label, True)
        for text, label in rows
        for _ in range(MADE_PER_QUESTION)
    ]
    judged = judge(teacher, [text for text, *_ in asked])
    names = list(INTENTS)
    with arguments.out.open("w", encoding="utf-8") as file:
        for (text, label, made), row in zip(asked, judged, strict=True):
            values, columns = row.topk(KEPT)
            soft = {
                names[column]: round(value, 4)
                for value, column in zip(values.tolist(), columns.tolist(), strict=True)
            }
            line = {"text": text, "label": label, "made": made, "teacher": soft}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    best = judge(teacher, [text for text, _ in held]).argmax(-1).tolist()
    right = sum(names[b] == label for b, (_, label) in zip(best, held, strict=True))
    print(f"held back: {right} of {len(held)} right, {right / len(held):.4f}")


if __name__ == "__main__":
    main()
