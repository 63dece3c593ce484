"""`cloister bench pipeline` measures a real appliance and leaves nothing behind."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

COMMAND = (
    *(sys.executable, "-m", "appliance.commands.cli", "bench", "pipeline"),
    *("--shape", "m1", "--threads", "1", "--clients", "2", "--answers", "3"),
    *("--rounds", "1", "--json"),
)
STEPS = {
    *("identify", "decide", "pseudonymise", "retrieve", "inspect", "compose"),
    *("open", "reserve", "generate", "guard", "gate", "show", "restore", "respond"),
}


def test_the_whole_is_measured_beside_its_model_with_every_step_and_process() -> None:
    # As at a terminal: a test that has loaded torch says where its cache is.
    environment = {k: v for k, v in os.environ.items() if "INDUCTOR" not in k}
    # Short, as sockets lie below it.
    with tempfile.TemporaryDirectory(prefix="b-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        ended = subprocess.run(
            COMMAND,
            check=False,
            capture_output=True,
            text=True,
            timeout=300,
            env=environment | {"TMPDIR": folder},
        )
        assert ended.returncode == 0, ended.stderr
        left = [path.name for path in Path(folder).iterdir()]
    assert left == []
    found = json.loads(ended.stdout)
    assert found["answers"] == 3
    assert found["ratio"] > 0
    assert found["ratio_low"] is None
    assert found["cpu_ratio"] > 0
    assert 0 <= found["others_share"] <= 1.1  # clocks of two files
    assert found["tokens_read"] > 3 * 100
    # Every answer is the whole letter of the random model.
    assert found["tokens_written"] % 3 == 0
    assert set(found["steps"]) == STEPS
    assert {"front", "web", "masker", "engine", "ledger", "clients"} <= set(
        found["processes"]
    )
    assert "3 of 3 answered by the whole" in ended.stderr
