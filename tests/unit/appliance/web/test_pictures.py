"""Pictures are whole numbers inside their frame, whatever they are of."""

import re

from hypothesis import given
from hypothesis import strategies as st

from appliance.web.pictures import HEIGHT, WIDTH, band, bars, line

values = st.lists(st.none() | st.integers(-5_000, 5_000), max_size=60)
POINT = re.compile(r"(\d+),(\d+)")


@given(values)
def test_every_point_is_a_pair_of_whole_numbers_in_the_frame(
    given_values: list[int | None],
) -> None:
    drawn = line("a", "live", given_values, least=-1_000, most=1_000).points.split()
    there = sum(value is not None for value in given_values)
    assert len(drawn) == (2 if there == 1 else there)
    for point in drawn:
        found = POINT.fullmatch(point)
        assert found is not None
        assert 0 <= int(found[1]) <= WIDTH
        assert 0 <= int(found[2]) <= HEIGHT


def test_the_least_is_at_the_foot_and_the_most_at_the_head() -> None:
    assert line("a", "live", [0, None, 1_000], most=1_000).points == "0,200 640,0"
    assert line("a", "live", [500, 600], most=1_000).points == "0,100 640,80"


def test_a_lone_point_is_drawn_as_a_line_that_can_be_seen() -> None:
    assert line("a", "live", [500], most=1_000).points == "0,100 640,100"
    alone = line("a", "live", [None, 500, None], most=1_000).points
    assert alone == "312,100 328,100"


def test_a_band_goes_there_and_back() -> None:
    assert band([0, 0], [10, 10], most=10, least=0) == "0,200 640,200 640,0 0,0"


def test_the_longest_bar_fills_half_so_that_its_words_fit() -> None:
    found = bars([("p50", "live", 0, "0 ms"), ("p50", "candidate", 80, "80 ms")])
    assert [bar.width for bar in found] == [2, WIDTH // 2]
    assert [bar.y for bar in found] == [0, 40]
