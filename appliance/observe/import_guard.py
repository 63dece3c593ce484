"""Keep the model libraries out of every process but the engine.

Presidio and spaCy import torch when it is installed and work without it; so each other
process refuses these names before anything else is imported. It stops mistakes, not
hostile code: the process boundary, users and keys do that.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

REFUSED = frozenset({"torch", "transformers", "bitsandbytes"})


class ImportRefusedError(ImportError):
    """A process other than the engine tried to load a model library.

    An ImportError, so that a library with an optional import of torch goes on without.
    """


class _Guard(MetaPathFinder):
    """A finder that is asked first and says no."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002 - the interface of a finder
        target: ModuleType | None = None,  # noqa: ARG002 - the interface of a finder
    ) -> ModuleSpec | None:
        """Refuse the names that only the engine may load; leave others to others."""
        if fullname.partition(".")[0] in REFUSED:
            raise ImportRefusedError(f"{fullname} may be loaded by the engine only")
        return None


def install() -> None:
    """Refuse model libraries in this process from now on; twice is like once.

    Raises:
        ImportRefusedError: One of them is already loaded.
    """
    loaded = sorted(name for name in REFUSED if name in sys.modules)
    if loaded:
        raise ImportRefusedError(f"already loaded: {', '.join(loaded)}")
    if not any(isinstance(finder, _Guard) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Guard())
