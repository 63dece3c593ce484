"""docs/api.md works: its lines are run as they stand there."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.stack import Stack

MANUAL = Path(__file__).parents[2] / "docs" / "api.md"


@pytest.mark.skipif(not shutil.which("curl"), reason="no curl here")
def test_every_line_of_the_manual_works(stack: Stack) -> None:
    blocks = re.findall(r"```bash\n(.*?)```", MANUAL.read_text("utf-8"), re.DOTALL)
    assert len(blocks) == 6

    ran = subprocess.run(
        ["bash", "-eu", "-o", "pipefail", "-c", "\n".join(blocks)],
        check=False,
        capture_output=True,
        text=True,
        env={
            "PATH": "/usr/bin:/bin",
            "URL": stack.url,
            "CA": str(stack.ca),
            "PASSWORD": stack.password,
        },
    )

    assert ran.returncode == 0, ran.stderr
    said = ran.stdout
    assert "Anna Hale\n" in said
    assert re.search(r"^My card has not come\. \[PERSON_\w{4}_1\]$", said, re.MULTILINE)
    assert "event: released\n" in said
    assert re.search(r"^held$", said, re.MULTILINE)
    assert "The answer waits for a second person." in said
