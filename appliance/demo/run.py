"""One throwaway appliance, from an empty folder to nothing: a context for its users."""

import contextlib
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from appliance.demo.site import free_port, lay_out
from appliance.demo.supervisor import Supervisor


@contextlib.contextmanager
def throwaway(
    report: Callable[[str], None],
    *,
    port: int | None = None,
    **tables: Mapping[str, Any],
) -> Iterator[Supervisor]:
    """Lay out a site in a temporary folder, run it, and remove all of it.

    Args:
        report: Told what happens, one line at a time.
        port: Where it listens; any free one without.
        tables: Settings that differ from the demo's, by table.

    Raises:
        SettingsError: Something that the site is made of is missing.
        ChildError: A process did not become ready.
    """
    with tempfile.TemporaryDirectory(prefix="cloister-") as folder:
        site = lay_out(Path(folder), port=port or free_port(), **tables)
        if not site.is_separated:
            report("without root all processes share one user; a real one never does")
        with Supervisor(site, report) as supervisor:
            yield supervisor
