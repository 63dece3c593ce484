"""The figures for a monitor are in its format, and say when nothing was measured."""

from datetime import UTC, datetime

from appliance.domain.entity import EntityKind
from appliance.domain.measurement import KindCount, Measurement, Standing
from appliance.observe.metrics import masking_metrics

AT = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
COUNTS = (
    KindCount("en", EntityKind.IBAN, 0, 0),
    KindCount("en", EntityKind.PERSON, 8, 7),
)
FOUND = Measurement(AT, 7, 96, 3, 0, 100, 93, COUNTS, ("en",))


def samples(text: str) -> dict[str, float]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {
        name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)
    }


def test_every_figure_is_a_sample() -> None:
    assert samples(masking_metrics(Standing(FOUND, 950, refuses=True))) == {
        "cloister_masking_refuses": 1,
        "cloister_masking_floor_ratio": 0.95,
        "cloister_masking_probed_timestamp_seconds": AT.timestamp(),
        "cloister_masking_leak_ratio": 0.032,
        "cloister_masking_plain_ratio": 0.93,
        'cloister_masking_recall_ratio{language="en",kind="PERSON"}': 0.875,
    }


def test_every_sample_has_its_help_and_type_before_it() -> None:
    told: set[str] = set()
    for line in masking_metrics(Standing(FOUND, 0, refuses=False)).splitlines():
        if line.startswith("# TYPE"):
            told.add(line.split()[2])
        elif not line.startswith("#"):
            assert line.split("{")[0].split()[0] in told


def test_what_was_never_measured_has_no_figures() -> None:
    assert samples(masking_metrics(Standing(None, 0, refuses=False))) == {
        "cloister_masking_refuses": 0,
        "cloister_masking_floor_ratio": 0,
    }
