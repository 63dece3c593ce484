"""How often a quiet day is called unusual: `make alert-rates` (SEEDS=4,5,6 DAYS=80).

Simulated days go through the real store and the real look at it, quarter by quarter,
with a clock of their own. The first eight days of each seed are what is compared with.
Prints how many days had an alert, and of what; the limit in domain/alert.py was set on
seeds 11, 12 and 13.
"""

import os
import sys
import tempfile
from collections import Counter
from datetime import UTC, timedelta
from pathlib import Path

from appliance.kinds import RecordKind
from appliance.release.statistics.binomial import upper_bound
from appliance.stores.alerts import KeptAlerts
from appliance.stores.migrate import open_database
from appliance.stores.seen import Seen
from appliance.worker.unusual import Unusual
from tests import fakes, simulated_days
from tests.simulated_days import DAY, MONDAY, made

BEFORE = 8
QUARTER = timedelta(minutes=15)


def alerts_of(seed: int, days: int, a_day: int) -> dict[int, list[str]]:
    """Live so many days; gives what was raised on each after the first."""
    raised: dict[int, list[str]] = {}
    with tempfile.TemporaryDirectory(prefix="cl-") as folder:
        database = open_database(f"sqlite:///{Path(folder)}/c.sqlite")
        clock, log = fakes.FixedClock(MONDAY), fakes.MemoryLedger()
        wired = fakes.ports(clock=clock, ledger=log)
        unusual = Unusual(Seen(database), KeptAlerts(database), wired, UTC)
        first = 0
        for number in range(days):
            ones = made(number, seed, a_day=a_day)
            first = simulated_days.keep(database, ones, first)
            clock.at = MONDAY + number * DAY + timedelta(minutes=1)
            for _ in range(DAY // QUARTER):
                clock.at += QUARTER
                unusual.look()
            found = [e for e in log.records if e.kind is RecordKind.ALERT_RAISED]
            log.records.clear()
            if number >= BEFORE:
                raised[number] = [str(one.body["signal"]) for one in found]
        database.close()
    return raised


def main() -> int:
    """Run it."""
    seeds = [int(seed) for seed in os.environ.get("SEEDS", "4,5,6").split(",")]
    days = int(os.environ.get("DAYS", "80"))
    a_day = int(os.environ.get("A_DAY", "3000"))
    of, wrong, kinds = 0, 0, Counter[str]()
    for seed in seeds:
        for signals in alerts_of(seed, days, a_day).values():
            of += 1
            wrong += bool(signals)
            kinds.update(signals)
    most = upper_bound(wrong, of, 950)
    print(f"{of} quiet days of {a_day} exchanges: {wrong} with an alert,")
    print(f"{1000 * wrong / of:.1f} in a thousand; with 95 % confidence at most {most}")
    for signal, count in kinds.most_common():
        print(f"  {signal}: {count}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
