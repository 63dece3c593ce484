"""Every golden case of every shipped purpose, with the shipped model: `make golden`.

A throwaway appliance that puts nothing live unevaluated, and the command by which a
site is installed. Prints what each purpose came to; ends with status 1 if one of them
may not go live.
"""

import sys
import time

from appliance.demo.child import ChildError
from appliance.demo.run import throwaway


def main() -> int:
    """Install, and tell what passed; the exit status."""
    began = time.monotonic()
    strict = {"needs_evaluation": True}
    with throwaway(lambda line: print(line, flush=True), release=strict) as running:
        try:
            print(running.site.run_command("release", "install"))
            status = 0
        except ChildError as err:
            print(err)
            status = 1
        print(running.site.run_command("evaluation", "list"))
    print(f"{time.monotonic() - began:.0f} s")
    return status


if __name__ == "__main__":
    sys.exit(main())
