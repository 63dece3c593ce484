"""What a shadow costs the live path on a whole appliance: `make bench-shadow`.

The same people ask the same texts with the same pauses, with a shadow and without, in
blocks in turn, so that what else the machine does falls on both. Prints p50 and p95 of
both, their ratios and the intervals of these (95 %, whole pairs of blocks drawn again);
asserts nothing, since times say as much of the machine.
"""

import os
import random
import threading
import time

from appliance.commands.tour.visit import LETTER
from appliance.demo.run import throwaway
from appliance.release.rollout.limits import percentile
from tests.rollout_site import PURPOSE, RolloutSite

PEOPLE = ("anna.staff", "ben.staff")
ASKS = 15
DRAWS = 4000
# Long enough that a shadow has begun when the next person comes.
PAUSES_S = (0.5, 4.0)

# Per pair of blocks: milliseconds without a shadow, and beside one.
Pairs = list[tuple[list[int], list[int]]]


def main() -> None:
    """Measure in blocks, first without a shadow, then with, and again."""
    blocks = max(2, int(os.environ.get("BLOCKS", "6")))
    took: dict[bool, list[list[int]]] = {False: [], True: []}
    with throwaway(lambda _: None) as running:
        site = RolloutSite(running)
        candidate = site.sign_candidate(lambda t: t.replace("seed = ", "seed = 1"))
        block(site, 0, [])  # warm
        for number in range(blocks):
            shadowed = number % 2 == 1
            if shadowed:
                site.step(step="start", kind="shadow", release=candidate, share="100")
            took[shadowed].append([])
            block(site, number, took[shadowed][-1])
            if shadowed:
                site.step(step="end")
        shadows = len(site.records("draft.compared"))
        gave_way = [r["body"]["error"] for r in site.records("exchange.failed")]
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} processors, load {load:.1f} at the end; {blocks} blocks")
    print(f"shadows: at least {shadows} answered, {len(gave_way)} gave way or failed")
    pairs = list(zip(took[False], took[True], strict=False))
    for permille in (500, 950):
        without, beside, ratio = compared(pairs, permille)
        low, high = interval(pairs, permille)
        print(
            f"p{permille // 10}: {without} ms without, {beside} ms beside a shadow, "
            f"ratio {ratio:.3f} ({low:.3f} to {high:.3f})"
        )


def compared(pairs: Pairs, permille: int) -> tuple[int, int, float]:
    """The percentile without and with a shadow (milliseconds) and their ratio."""
    without, beside = (
        percentile(tuple(sorted(ms for pair in pairs for ms in pair[arm])), permille)
        for arm in (0, 1)
    )
    return without, beside, beside / max(1, without)


def interval(pairs: Pairs, permille: int) -> tuple[float, float]:
    """Bounds of the ratio by drawing pairs of blocks again, then times within them.

    The times of one block are alike (one machine, one minute), so blocks are drawn
    first: Davison and Hinkley, Bootstrap Methods (1997), section 3.8.
    """
    draw = random.Random(0)
    ratios = sorted(
        compared(
            [
                (
                    draw.choices(pair[0], k=len(pair[0])),
                    draw.choices(pair[1], k=len(pair[1])),
                )
                for pair in draw.choices(pairs, k=len(pairs))
            ],
            permille,
        )[2]
        for _ in range(DRAWS)
    )
    return ratios[round(DRAWS * 0.025)], ratios[round(DRAWS * 0.975) - 1]


def block(site: RolloutSite, seed: int, into: list[int]) -> None:
    """Have people ask with pauses; what each answer took goes into a list (ms)."""
    threads = [
        threading.Thread(target=_person, args=(site, login, seed // 2, into))
        for login in PEOPLE
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _person(site: RolloutSite, login: str, seed: int, into: list[int]) -> None:
    """Ask and pause; the pauses of two blocks that are compared are the same."""
    draw = random.Random(f"{login}{seed}")
    with site.client(login) as client:
        for _ in range(ASKS):
            time.sleep(draw.uniform(*PAUSES_S))
            began = time.perf_counter()
            list(client.ask(PURPOSE, LETTER))
            into.append(round(1000 * (time.perf_counter() - began)))


if __name__ == "__main__":
    main()
