"""A real browser on the real appliance: Debian's Chromium, pictures kept."""

from pathlib import Path
from typing import Any

import pytest

PICTURES = Path(__file__).parents[2] / "var" / "pictures"


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {
        "executable_path": "/usr/bin/chromium",
        "args": [
            "--no-sandbox",  # the tests may run as root, in a container
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    # The browser does not know the throwaway CA; StaffClient's tests check TLS.
    return {
        "ignore_https_errors": True,
        "viewport": {"width": 1280, "height": 900},
        "locale": "en-GB",
    }


@pytest.fixture(scope="session")
def pictures() -> Path:
    PICTURES.mkdir(parents=True, exist_ok=True)
    return PICTURES
