"""The demo's processes give way to each other as the installed units do."""

import configparser
import os
from pathlib import Path

import pytest

from appliance.demo.child import Child, Identity
from appliance.demo.site import UNITS, child_environment
from appliance.demo.supervisor import NICENESS

SYSTEMD = Path(__file__).parents[4] / "packaging" / "systemd"
_MOST = 19  # nice(1)


@pytest.mark.parametrize("unit", UNITS)
def test_the_demo_is_as_nice_as_systemd(unit: str) -> None:
    file = configparser.ConfigParser(strict=False, interpolation=None)
    file.optionxform = str  # type: ignore[assignment,method-assign] # keys keep their case
    file.read_string((SYSTEMD / f"cloister-{unit}.service").read_text())
    assert int(file["Service"].get("Nice", "0")) == NICENESS.get(unit, 0)


def test_a_child_is_as_nice_as_asked(tmp_path: Path) -> None:
    child = Child(
        name="nice",
        command=("/usr/bin/nice",),
        identity=Identity(uid=None),
        log=tmp_path / "nice.log",
        environment=child_environment(tmp_path),
        niceness=3,
    )
    child.start()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    child.stop()
    own = os.getpriority(os.PRIO_PROCESS, 0)
    assert min(own + 3, _MOST) == int(child.last_lines())
