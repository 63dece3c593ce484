"""The tour is a test of the whole appliance: it exits 0 only if every claim held."""

import subprocess
import sys


def test_every_claim_of_the_tour_holds():
    ended = subprocess.run(
        [sys.executable, "-m", "appliance.commands.cli", "tour"],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]
    assert "claims held" in ended.stdout
    assert "✗" not in ended.stdout
    # Not a terminal: no colours.
    assert "\x1b" not in ended.stdout
