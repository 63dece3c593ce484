"""What every test may ask for: one whole appliance, shared by the session."""

import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests.stack import Stack

# How long an example takes says something of the machine, not of the code.
settings.register_profile(
    "cloister", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("cloister")

# A shell starts background jobs with the interrupt ignored, and children inherit that:
# programs that tests interrupt would never end.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


# Whole appliances first: what is left for the end is short, so that no worker waits long
# for another. The order within is drawn, as everywhere.
LONG = ("tests/scenarios/", "tests/contract/")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have the long files begin first."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


@pytest.fixture(scope="session")
def stack() -> Iterator["Stack"]:
    """Run the whole appliance; whoever stops a part starts it again."""
    # Only who asks for it loads it: unit tests start in milliseconds.
    from tests.stack import running_stack  # noqa: PLC0415

    with running_stack() as running:
        yield running
