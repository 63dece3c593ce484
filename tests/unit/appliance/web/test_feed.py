"""What a person sees of an exchange: one event after another, and their place."""

import pytest

from appliance.domain.parts import Place
from appliance.errors import StoppedError
from appliance.web.feed import Event, Feed


def test_an_event_is_one_line_of_data_whatever_the_text_holds() -> None:
    text = "a\nb\r\n\u2028c\x85 data: x\n\nevent: released"
    lines = Event("piece", {"text": text}).encode().splitlines()
    assert lines[0] == "event: piece"
    assert (len(lines), lines[2]) == (3, "")
    assert lines[1].startswith('data: {"text":"a\\nb')


def test_an_event_shows_no_text_when_printed() -> None:
    assert "Anna" not in repr(Event("piece", {"text": "Anna"}))


def test_a_place_in_the_line_is_told_once_for_each_change() -> None:
    feed = Feed()
    for before in (0, 3, 3, 2, 0, 0):
        feed.place(before)
    told = [feed.take(0.0) for _ in range(4)]
    assert [Event("place", {"before": n}) for n in (3, 2, 0)] == told[:3]
    assert told[3] is None


def test_a_feed_has_a_reader_until_they_leave_and_a_page_load_has_none() -> None:
    feed = Feed()
    assert feed.has_reader()
    feed.leave()
    assert not feed.has_reader()
    assert not Feed(is_read=False).has_reader()


def test_who_left_gives_up_a_place_in_the_line_but_no_answer_that_is_begun() -> None:
    feed = Feed()
    feed.place(1)
    feed.leave()
    feed.place(0)
    with pytest.raises(StoppedError):
        feed.place(1)


def test_a_text_in_parts_goes_on_without_its_reader_once_one_is_read() -> None:
    feed = Feed()
    feed.part(Place(1, 2, 0, 10))
    feed.leave()
    with pytest.raises(StoppedError):
        feed.place(1)
    feed.part(Place(2, 2, 10, 20))
    feed.place(1)
    told = [feed.take(0.0) for _ in range(2)]
    assert [event and event.body for event in told] == [
        {"number": 1, "of": 2},
        {"number": 2, "of": 2},
    ]
