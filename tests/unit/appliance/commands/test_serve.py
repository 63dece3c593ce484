import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.appliance.commands.test_release import CONFIG


@pytest.mark.parametrize(
    ("users", "said"),
    [
        (("1001", "1002", "1003", "1004", "01001"), "two units have one uid"),
        (("1001", "1002", "1003", "1004", "nobody-here"), "no user 'nobody-here'"),
    ],
)
def test_no_unit_starts_where_users_are_not_apart(
    tmp_path: Path, users: tuple[str, ...], said: str
) -> None:
    config = CONFIG.format(root=tmp_path)
    for line in ("demo = true\n", "needs_evaluation = false\n"):
        assert line in config
        config = config.replace(line, "")
    for letter, user in zip("wmelk", users, strict=True):
        config = config.replace(f'= "{letter}"', f'= "{user}"')
    (tmp_path / "c.toml").write_text(config)

    # A process of its own: a unit's import guard stays for as long as it runs.
    done = subprocess.run(
        [sys.executable, "-m", "appliance.commands.cli", "serve", "ledger",
         "--config", str(tmp_path / "c.toml")],
        check=False, capture_output=True, text=True,
    )  # fmt: skip

    assert done.returncode != 0
    assert said in done.stderr
