"""This machine's clocks fit a record."""

from dataclasses import replace
from datetime import timedelta

from appliance.ledger.clocks import machine_clocks
from audit.record import decode_record, encode_record
from audit.vectors.sample import records


def test_this_machine_s_clocks_can_stand_in_a_record() -> None:
    clocks = machine_clocks()
    made = replace(
        records(1)[0], time=clocks.now(), mono_us=clocks.mono_us(), boot=clocks.boot
    )
    assert decode_record(encode_record(made)) == made


def test_the_clock_since_start_never_runs_backwards() -> None:
    clocks = machine_clocks()
    shown = [clocks.mono_us() for _ in range(100)]
    assert shown == sorted(shown)


def test_the_wall_clock_is_utc() -> None:
    assert machine_clocks().now().utcoffset() == timedelta(0)
