"""How long people wait, measured on a whole throwaway appliance: `make bench`.

Prints medians and worst cases; asserts nothing, since a time says as much about the
machine as about the code.
"""

import os
import statistics
import time
from collections.abc import Callable

from appliance.commands.client import StaffClient
from appliance.commands.tour.visit import APPLICATION, LETTER
from appliance.demo.run import throwaway

ROUNDS = 10
# About 2,000 characters: a long letter.
LONG = LETTER + "\n".join(
    f"On {day} May I called your branch in Leeds about the same thing again."
    for day in range(1, 26)
)


def main() -> None:
    """Measure each thing that a person waits for."""
    with throwaway(print) as running:
        site = running.site
        print(f"\n{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
        print(f"{'':<44}{'median':>9}{'worst':>9}")
        with StaffClient(site.front.url, site.ca) as anna:
            anna.sign_in("anna.staff", site.password)
            measure("the smallest page", anna.session)
            measure(
                f"masked preview of {len(LONG):,} characters",
                lambda: anna.preview("reply-draft", LONG),
            )
            measure("first words of a letter", lambda: until(anna, "piece"))
            measure("whole letter", lambda: until(anna, ""))
            measure("triage", lambda: list(anna.ask("complaint-triage", LETTER)))
            measure(
                "credit memo, until it is held",
                lambda: list(anna.ask("credit-memo", APPLICATION)),
            )


def measure(what: str, act: Callable[[], object]) -> None:
    """Do something several times and print how long it took."""
    took_ms = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        act()
        took_ms.append(1000 * (time.perf_counter() - began))
    print(f"{what:<44}{statistics.median(took_ms):>6.0f} ms{max(took_ms):>6.0f} ms")


def until(client: StaffClient, name: str) -> None:
    """Ask for a letter and wait for the first event of a name, or for the end."""
    for event in client.ask("reply-draft", LETTER):
        if event.name == name:
            return


if __name__ == "__main__":
    main()
