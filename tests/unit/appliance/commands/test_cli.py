import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from appliance.commands.cli import PARTS, main


@pytest.mark.parametrize("name", sorted(set(PARTS) - {"model"}))
def test_the_overview_says_what_the_part_says_of_itself(name: str):
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert PARTS[name][1] == command.get_short_help_str(limit=200)


def test_the_overview_names_every_part_without_loading_any():
    code = (
        "import sys; from appliance.commands.cli import main;"
        "main(['--help'], standalone_mode=False);"
        "heavy = {'torch', 'flask', 'sqlalchemy', 'httpx', 'ldap3', 'cryptography'};"
        "print('loaded', sorted(heavy & set(sys.modules)))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert "loaded []" in ended.stdout
    for name in PARTS:
        assert f"\n  {name} " in ended.stdout


def test_an_unknown_part_is_a_usage_error():
    ended = CliRunner().invoke(main, ["frobnicate"])
    assert ended.exit_code == 2
    assert "No such command" in ended.output


@pytest.mark.parametrize(
    "arguments", [["keys", "create"], ["health"], ["serve", "ledger"]]
)
def test_a_missing_settings_file_is_told_in_one_line(arguments: list[str]):
    command = [sys.executable, "-m", "appliance.commands.cli", *arguments]
    ended = subprocess.run(
        [*command, "--config", "/nowhere/cloister.toml"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stderr == "Error: /nowhere/cloister.toml: No such file or directory\n"
