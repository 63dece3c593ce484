"""Figures for a monitor, in Prometheus' text format (exposition format 0.0.4).

Written out by a command for the site's own collector to pick up; nothing here listens
on a network. Counts and shares only.
"""

from appliance.domain.measurement import Standing

_PERMILLE = 1000


def masking_metrics(standing: Standing) -> str:
    """Write what the last probe measured, and where it stands against the floor."""
    lines = [
        *_head("refuses", "1 while texts are refused for the site's floor."),
        f"cloister_masking_refuses {int(standing.refuses)}",
        *_head("floor_ratio", "The site's floor; 0 is none."),
        f"cloister_masking_floor_ratio {_ratio(standing.floor_permille)}",
    ]
    last = standing.measurement
    if last is None:
        return _joined(lines)
    lines += [
        *_head("probed_timestamp_seconds", "When the last probe ended."),
        f"cloister_masking_probed_timestamp_seconds {int(last.at.timestamp())}",
        *_head("leak_ratio", "Made-up texts with a readable word of a value."),
        f"cloister_masking_leak_ratio {_ratio(last.leak_permille())}",
        *_head("plain_ratio", "Words that name nobody and stayed readable."),
        f"cloister_masking_plain_ratio {_ratio(last.plain_permille())}",
        *_head("recall_ratio", "Made-up values that were masked."),
    ]
    lines += [
        f'cloister_masking_recall_ratio{{language="{count.language}",'
        f'kind="{count.kind}"}} {_ratio(_PERMILLE * count.masked // count.values)}'
        for count in last.counts
        if count.values
    ]
    return _joined(lines)


def _head(name: str, words: str) -> list[str]:
    whole = f"cloister_masking_{name}"
    return [f"# HELP {whole} {words}", f"# TYPE {whole} gauge"]


def _ratio(permille: int) -> str:
    return f"{permille / _PERMILLE:.3f}"


def _joined(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"
