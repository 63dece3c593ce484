"""What a shadow costs the live path on a whole appliance: `make bench-shadow`.

The same people ask the same texts with the same pauses, with a shadow and without, in
blocks in turn, so that what else the machine does falls on both. Prints p50 and p95 of
both and their ratios; asserts nothing, since times say as much of the machine.
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
# Long enough that a shadow has begun when the next person comes.
PAUSES_S = (0.5, 4.0)


def main() -> None:
    """Measure in blocks, first without a shadow, then with, and again."""
    blocks = max(2, int(os.environ.get("BLOCKS", "6")))
    took: dict[bool, list[int]] = {False: [], True: []}
    with throwaway(lambda _: None) as running:
        site = RolloutSite(running)
        candidate = site.sign_candidate(lambda t: t.replace("seed = ", "seed = 1"))
        _block(site, 0, [])  # warm
        for number in range(blocks):
            shadowed = number % 2 == 1
            if shadowed:
                site.step(step="start", kind="shadow", release=candidate, share="100")
            _block(site, number, took[shadowed])
            if shadowed:
                site.step(step="end")
        compared = len(site.records("draft.compared"))
        gave_way = [r["body"]["error"] for r in site.records("exchange.failed")]
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} processors, load {load:.1f} at the end; {blocks} blocks")
    print(f"shadows: at least {compared} answered, {len(gave_way)} gave way or failed")
    for permille in (500, 950):
        without, beside = (percentile(tuple(took[s]), permille) for s in (False, True))
        print(
            f"p{permille // 10}: {without} ms without, {beside} ms beside a shadow, "
            f"ratio {beside / max(1, without):.3f}"
        )


def _block(site: RolloutSite, seed: int, into: list[int]) -> None:
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
