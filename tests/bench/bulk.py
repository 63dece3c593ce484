"""What a list of texts costs the people at the pages: `make bench-bulk`.

The same people ask the same texts with the same pauses, beside a list that is worked on
and without, in blocks in turn, as tests/bench/shadow.py does; prints p50 and p95 of
both, their ratios and the intervals of these. Asserts nothing, since times say as much
of the machine.
"""

import csv
import io
import os

from appliance.commands.client import StaffClient
from appliance.commands.tour.visit import LETTER
from appliance.demo.run import throwaway
from tests.bench.shadow import Pairs, block, compared, interval
from tests.rollout_site import PURPOSE, RolloutSite

# More than are answered while a block goes on.
TEXTS = 400
OWNER = "anna.staff"


def main() -> None:
    """Measure in blocks, first without a list, then beside one, and again."""
    blocks = max(2, int(os.environ.get("BLOCKS", "6")))
    took: dict[bool, list[list[int]]] = {False: [], True: []}
    answered = gave_way = 0
    with throwaway(lambda _: None) as running:
        site = RolloutSite(running)
        block(site, 0, [])  # warm
        for number in range(blocks):
            beside = number % 2 == 1
            took[beside].append([])
            with site.client(OWNER) as owner:
                bulk = _begin(owner) if beside else ""
                block(site, number, took[beside][-1])
                if bulk:
                    answered += owner.bulk_step(bulk, "end")["counts"]["done"]
        gave_way = len(site.records("exchange.delayed"))
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} processors, load {load:.1f} at the end; {blocks} blocks")
    print(f"texts of lists: {answered} answered beside people, {gave_way} gave way")
    pairs: Pairs = list(zip(took[False], took[True], strict=False))
    for permille in (500, 950):
        without, with_list, ratio = compared(pairs, permille)
        low, high = interval(pairs, permille)
        print(
            f"p{permille // 10}: {without} ms without, {with_list} ms beside a list, "
            f"ratio {ratio:.3f} ({low:.3f} to {high:.3f})"
        )


def _begin(owner: StaffClient) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["id", "text"])
    writer.writerows((number, LETTER) for number in range(TEXTS))
    name, raw = "list.csv", out.getvalue().encode()
    return str(owner.begin_bulk(PURPOSE, name, raw, {})["bulk"])


if __name__ == "__main__":
    main()
