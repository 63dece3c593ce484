"""What an encoder would make of a set of pairs: why none is asked (docs/caches.md).

    python -m tests.bench.likeness --model FOLDER --data pairs.jsonl

The model is a sentence encoder in Hugging Face's form, e.g. all-MiniLM-L6-v2 (mean of
the last layer, cosine). The limit is the lowest that keeps wrong hits of the pairs that
are not held back within 0.5 %; hits and wrong hits are told of those that are.
"""

import argparse
from pathlib import Path

import torch
from transformers import AutoModel, AutoTokenizer

from appliance.commands.cache import Pair, read_pairs
from appliance.commands.privacy.figures import proportion
from appliance.commands.privacy.score import Share

WRONG = 0.005
_BATCH = 64


def likeness_of(pairs: list[Pair], folder: Path) -> list[float]:
    """Give the cosine of each pair's two texts."""
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = AutoModel.from_pretrained(folder, local_files_only=True).eval()
    texts = sorted({text for pair in pairs for text in (pair.one, pair.other)})
    found: dict[str, torch.Tensor] = {}
    for at in range(0, len(texts), _BATCH):
        batch = texts[at : at + _BATCH]
        read = tokenizer(batch, padding=True, truncation=True, return_tensors="pt")
        with torch.inference_mode():
            states = model(**read).last_hidden_state  # (B, T, D)
        there = read["attention_mask"][..., None]
        means = (states * there).sum(1) / there.sum(1)
        found |= dict(zip(batch, torch.nn.functional.normalize(means), strict=True))
    return [float(found[pair.one] @ found[pair.other]) for pair in pairs]


def main() -> None:
    """Read the command line, choose the limit, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(1)
    pairs = read_pairs(options.data)
    scored = list(zip(pairs, likeness_of(pairs, options.model), strict=True))
    others = [like for pair, like in scored if pair.part == "seen" and not pair.same]
    ranked = sorted(others, reverse=True)
    limit = ranked[int(WRONG * len(ranked))]
    print(f"limit: over {limit:.4f}")
    for same in (True, False):
        part = [
            like for pair, like in scored if pair.part != "seen" and pair.same is same
        ]
        taken = sum(like > limit for like in part)
        figure = proportion(Share(taken, len(part)))
        print("same" if same else "not the same", f"{taken} of {len(part)}", figure)


if __name__ == "__main__":
    main()
