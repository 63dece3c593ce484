"""Prometheus' text format (exposition format 0.0.4), written line by line."""

from collections.abc import Iterator, Mapping, Sequence

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def head(name: str, kind: str, words: str) -> list[str]:
    """Introduce a metric.

    Args:
        kind: "counter", "gauge" or "histogram".
        words: What it counts, on one line.
    """
    return [f"# HELP {name} {words}", f"# TYPE {name} {kind}"]


def sample(name: str, labels: Mapping[str, str], value: float) -> str:
    """Write one value of a metric."""
    inside = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
    return f"{name}{{{inside}}} {value}" if inside else f"{name} {value}"


def histogram(
    name: str,
    labels: Mapping[str, str],
    bounds: Sequence[float],
    counts: Sequence[int],
    total: float,
) -> Iterator[str]:
    """Write a histogram.

    Args:
        bounds: The upper bound of each bucket but the last, which has none.
        counts: How many fell into each bucket and into none before it.
        total: Sum of all that was observed.
    """
    count = 0
    for bound, found in zip(
        [*(f"{bound:g}" for bound in bounds), "+Inf"], counts, strict=True
    ):
        count += found
        yield sample(f"{name}_bucket", {**labels, "le": bound}, count)
    yield sample(f"{name}_sum", labels, total)
    yield sample(f"{name}_count", labels, count)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
