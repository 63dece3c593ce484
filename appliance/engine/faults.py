"""What the model's libraries raise, and how it is told."""

import logging

from appliance.errors import EngineError

log = logging.getLogger(__name__)

# Raised when a request does not agree with the libraries, or memory or a kernel failed.
# The next request finds the model as it was.
FAULTS = (
    ArithmeticError,
    LookupError,
    MemoryError,
    RuntimeError,
    TypeError,
    ValueError,
)


def told(err: Exception) -> EngineError:
    """Log a fault and put it into words.

    Its own text may quote values, so only its class goes on.
    """
    if isinstance(err, EngineError):
        return err
    log.error("generation failed: %s", type(err).__name__)
    return EngineError(f"the model failed: {type(err).__name__}")
