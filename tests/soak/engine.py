"""A long run against a real engine process.

1. `make fuzz-engine` (TIMES=10000): malformed messages; the process stays, its memory
   and its open files do not grow.
2. `make soak-engine` (TIMES=1000): one greedy prompt so many times among neighbours
   drawn at random, most times really beside one: an answer that is not the one written
   alone says that it was written beside others.

Exit status 1 if one of these does not hold.
"""

import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from appliance.domain.answer import Finished, Token
from appliance.domain.scoring import DroppedSpan, ScoreRequest
from appliance.engine.client import EngineClient
from appliance.engine.codec import encode_request
from appliance.engine.score_codec import encode_score_request
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
_MOST_GROWTH_BYTES = 20_000_000


def make_model(folder: Path) -> str:
    """Make a model that goes on until its answer is long enough."""
    return write_manifest(make_folder(folder, endless=True))


def soak_malformed(built: House, times: int) -> bool:
    """Send malformed messages; tell whether the engine took no harm."""
    path = built.settings.paths.socket("engine")
    good = good_bodies(built)
    # What is loaded at first use is no leak.
    send_malformed(path, good, min(times, 500), seed=0)
    pid = built.process.pid if built.process else 0
    before, files = built.client.health()["memory_bytes"], _open_files(pid)
    answered = send_malformed(path, good, times, seed=1)
    health = built.client.health()
    growth = health["memory_bytes"] - before
    alive = built.process is not None and built.process.poll() is None
    sys.stdout.write(
        f"{times} malformed messages, {answered} answered; process {pid} "
        f"{'stayed' if alive else 'ended'}; memory grew by {growth} bytes, "
        f"open files by {_open_files(pid) - files}\n"
    )
    same = alive and health["ok"] and _settles(lambda: _open_files(pid) <= files)
    return same and growth <= _MOST_GROWTH_BYTES


def good_bodies(built: House) -> dict[str, dict[str, Any]]:
    """Give a body that would be answered for each verb that takes sealed parts."""
    request = built.request()
    scoring = ScoreRequest(
        exchange=request.exchange,
        case=request.case,
        purpose=request.purpose,
        messages=request.messages,
        targets=("Dear [PERSON_ab2c_1],", "Yes"),
        drop_spans=((DroppedSpan(0, 0, 9),), (DroppedSpan(0, 10, 20),)),
        release=request.release,
    )
    return {
        "generate": encode_request(request),
        "score": encode_score_request(scoring),
    }


def _open_files(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def _settles(holds: Callable[[], bool]) -> bool:
    """Wait until something holds: a connection that was dropped is closed soon."""
    for _ in range(100):
        if holds():
            return True
        time.sleep(0.1)
    return False


def soak_determinism(built: House, times: int) -> bool:
    """Ask the same alone, then again and again while others ask."""
    alone, kind = _ask(built)
    assert kind == "exact"
    over = threading.Event()
    threads = [
        threading.Thread(target=_neighbour, args=(built, seed, over))
        for seed in range(_NEIGHBOURS)
    ]
    for thread in threads:
        thread.start()
    seen: Counter[tuple[bool, str]] = Counter()
    try:
        for _ in range(times):
            text, kind = _ask(built)
            seen[text == alone, kind] += 1
    finally:
        over.set()
        for thread in threads:
            thread.join()
    identical = seen[True, "exact"] + seen[True, "batch-dependent"]
    beside = seen[True, "batch-dependent"] + seen[False, "batch-dependent"]
    sys.stdout.write(
        f"one greedy prompt {times} times: {identical / times:.4f} identical to the "
        f"answer written alone; {beside} written beside others; of those that differ "
        f"{seen[False, 'batch-dependent']} say so and {seen[False, 'exact']} do not\n"
    )
    return is_honest(seen)


def is_honest(seen: Mapping[tuple[bool, str], int]) -> bool:
    """Tell whether who differs says why, and whether most could have differed.

    Args:
        seen: Whether an answer is the one written alone and what its end says of it,
            to how many there were.
    """
    beside = sum(n for (_, kind), n in seen.items() if kind == "batch-dependent")
    return not seen.get((False, "exact")) and 2 * beside >= sum(seen.values())


def _ask(built: House) -> tuple[str, str]:
    """Ask the prompt; gives the answer and whether it depends on others."""
    items = list(built.client.generate(built.request(max_output_tokens=48)))
    last = items[-1]
    assert isinstance(last, Finished)
    text = "".join(item.text for item in items if isinstance(item, Token))
    return text, last.determinism


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
    """Run the part that is named: `malformed` or `same`."""
    part = {"malformed": soak_malformed, "same": soak_determinism}[sys.argv[1]]
    times = int(os.environ.get("TIMES", "1000"))
    with house(make_model, max_queue=64) as built:
        built.start()
        well = part(built, times)
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
