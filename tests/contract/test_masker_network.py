"""The masker asks nobody: the kernel counts what it tries in a network of its own.

A new network namespace has no route, so every attempt to reach anybody, a name server
among them, fails and is counted in /proc/net/snmp and snmp6 (RFC 4293, OutNoRoutes;
RFC 4113, OutDatagrams; RFC 4022, ActiveOpens).
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.contract.masker_house import ROOT

# By hand, because the columns of /proc/net/snmp differ between kernels.
_COUNTERS = """
import json
from pathlib import Path

def attempts():
    found = {}
    lines = Path("/proc/net/snmp").read_text().splitlines()
    for names, values in zip(lines[::2], lines[1::2], strict=True):
        layer = names.split(":")[0]
        rows = zip(names.split()[1:], values.split()[1:], strict=True)
        found |= {layer + name: int(value) for name, value in rows}
    for line in Path("/proc/net/snmp6").read_text().splitlines():
        name, value = line.split()
        found[name] = int(value)
    wanted = ("IpOutNoRoutes", "IpOutRequests", "TcpActiveOpens", "UdpOutDatagrams",
              "Ip6OutNoRoutes", "Ip6OutRequests", "Udp6OutDatagrams")
    return {name: found[name] for name in wanted}
"""
_MASK = """
from appliance.domain.text import PersonText
from tests.contract.masker_house import MaskerHouse
from tests.fakes import make_purpose

house = MaskerHouse()
before = attempts()
masked = house.masker.mask(
    PersonText("Write to anna.weber@mail.example.co.uk or https://bank.example/a?b=c; "
               "the host till7.corp.internal, 203.0.113.9, +44 20 7946 0958. "
               "Yours, Anna Weber, 5 Brook Lane, Leeds"),
    exchange="e1" * 16, case="c1" * 16, purpose=make_purpose(), language="en")
house.masker.restore(masked.text, exchange="e1" * 16, case="c1" * 16, reader="r")
house.masker.health()
during = attempts()
house.close()
print(json.dumps({"masked": len(masked.spans), "before": before, "after": during}))
"""
_ASK = """
import contextlib, socket
before = attempts()
with contextlib.suppress(OSError):
    socket.create_connection(("192.0.2.1", 443), timeout=1)
with contextlib.suppress(OSError):
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"?", ("192.0.2.1", 53))
print(json.dumps({"before": before, "after": attempts()}))
"""


def alone(script: str) -> dict[str, Any]:
    """Run a script in a network namespace of its own."""
    command = ["unshare", "--net"]
    if os.geteuid():
        command += ["--user", "--map-current-user"]
    ended = subprocess.run(
        [*command, sys.executable, "-c", _COUNTERS + script],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=240,
    )
    if "unshare failed" in ended.stderr:
        pytest.skip("this machine allows no network namespace")
    assert ended.returncode == 0, ended.stderr[-2_000:]
    told: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return told


def test_an_attempt_to_reach_anybody_is_counted() -> None:
    told = alone(_ASK)
    tried = {name for name, n in told["after"].items() if n > told["before"][name]}
    assert "IpOutNoRoutes" in tried


def test_the_masker_starts_masks_and_restores_without_one_attempt() -> None:
    told = alone(_MASK)
    assert told["masked"] >= 5
    assert set(told["before"].values()) == {0}
    assert told["after"] == told["before"]


def test_neither_process_of_the_masker_has_a_library_that_reports_usage() -> None:
    folder = Path(sys.prefix)
    found = [
        path
        for path in folder.rglob("onnxruntime_pybind11_state*.so")
        if b"OneCollector" in path.read_bytes()
    ]
    assert found == []
