"""A long run against a real engine process: `make soak-engine` (TIMES=1000).

1. Ten times TIMES malformed messages: the process stays, its memory does not grow.
2. One greedy prompt TIMES times among neighbours drawn at random: nearly always the
   same answer, and one that says "exact" always.

Exit status 1 if one of these does not hold.
"""

import os
import random
import sys
import threading
from collections import Counter
from pathlib import Path

from appliance.domain.answer import Finished, Token
from appliance.engine.client import EngineClient
from appliance.engine.codec import encode_request
from tests.soak.malformed import send_malformed
from tests.unit.appliance.engine.house import House, house
from tests.unit.appliance.engine.tiny_model import make_folder, write_manifest

_WORDS = [
    "card",
    "account",
    "letter",
    "payment",
    "branch",
    "transfer",
    "yesterday",
    "never",
    "twice",
]
_NEIGHBOURS = 5
_LEAST_IDENTICAL = 0.999
_MOST_GROWTH_BYTES = 20_000_000


def make_model(folder: Path) -> str:
    """Make a model that goes on until its answer is long enough."""
    return write_manifest(make_folder(folder, endless=True))


def soak_malformed(built: House, times: int) -> bool:
    """Send malformed messages; tell whether the engine took no harm."""
    path = built.settings.paths.socket("engine")
    good = encode_request(built.request())
    # What is loaded at first use is no leak.
    send_malformed(path, good, min(times, 500), seed=0)
    pid = built.process.pid if built.process else 0
    before = built.client.health()["memory_bytes"]
    answered = send_malformed(path, good, times, seed=1)
    health = built.client.health()
    growth = health["memory_bytes"] - before
    alive = built.process is not None and built.process.poll() is None
    sys.stdout.write(
        f"{times} malformed messages, {answered} answered; process {pid} "
        f"{'stayed' if alive else 'ended'}; memory grew by {growth} bytes\n"
    )
    return alive and health["ok"] and growth <= _MOST_GROWTH_BYTES


def soak_determinism(built: House, times: int) -> bool:
    """Ask the same again and again while others ask."""
    over = threading.Event()
    threads = [
        threading.Thread(target=_neighbour, args=(built, seed, over))
        for seed in range(_NEIGHBOURS)
    ]
    for thread in threads:
        thread.start()
    seen: Counter[tuple[str, str]] = Counter()
    try:
        for _ in range(times):
            items = list(built.client.generate(built.request(max_output_tokens=48)))
            text = "".join(item.text for item in items if isinstance(item, Token))
            last = items[-1]
            assert isinstance(last, Finished)
            seen[text, last.determinism] += 1
    finally:
        over.set()
        for thread in threads:
            thread.join()
    texts: Counter[str] = Counter()
    for (text, _), count in seen.items():
        texts[text] += count
    same = texts.most_common(1)[0][1] / times
    exact = {text for text, determinism in seen if determinism == "exact"}
    beside = sum(n for (_, kind), n in seen.items() if kind == "batch-dependent")
    sys.stdout.write(
        f"one greedy prompt {times} times: {same:.4f} identical, {beside} of them "
        f"batch-dependent; {len(exact)} different exact answers\n"
    )
    return same >= _LEAST_IDENTICAL and len(exact) <= 1


def _neighbour(built: House, seed: int, over: threading.Event) -> None:
    chance = random.Random(seed)
    client = EngineClient(built.settings)
    try:
        while not over.is_set():
            words = " ".join(chance.choices(_WORDS, k=chance.randrange(1, 120)))
            request = built.request(
                built.masked(words),
                max_output_tokens=chance.randrange(1, 80),
                temperature=chance.choice((0.0, 0.7)),
                seed=chance.randrange(1000),
            )
            answer = client.generate(request)
            for _ in answer:
                if chance.random() < 0.01:
                    break
            answer.close()  # type: ignore[attr-defined] # a generator behind Iterator
    finally:
        client.close()


def main() -> int:
    """Run both parts."""
    times = int(os.environ.get("TIMES", "1000"))
    with house(make_model, max_queue=64) as built:
        built.start()
        well = soak_malformed(built, 10 * times)
        well = soak_determinism(built, times) and well
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
