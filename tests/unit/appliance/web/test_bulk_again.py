"""Lists of texts whose button is pressed again, after a break or before an answer."""

import threading
from collections.abc import Callable
from typing import Any

from tests.unit.appliance.web.house import LETTER, House
from tests.unit.appliance.web.test_bulk import JSON, begun, give, told


def broken_off(house: House, begin: Callable[[], str]) -> str:
    """Have a list begun, and this process told to end behind its first text."""
    lists, intake = house.parts.stores.bulk, house.parts.intake
    took = lists.take_in

    def once(*taken: Any) -> None:
        took(*taken)
        intake._closing.set()

    lists.take_in = once  # type: ignore[method-assign] # stops behind the first
    bulk = begin()
    lists.take_in = took  # type: ignore[method-assign] # as it was
    intake._closing.clear()
    return bulk


def read_in(house: House) -> None:
    """Wait until all lists are read in."""
    house.parts.intake._pool.submit(lambda: None).result(30)


def test_a_list_that_a_restart_cut_off_is_read_in_by_a_second_press(
    house: House,
) -> None:
    anna = house.visitor("anna")
    bulk = broken_off(house, lambda: begun(house, anna, title="Kowalski"))
    assert (told(anna, bulk)["taken"], told(anna, bulk)["reading"]) == (1, False)
    assert begun(house, anna, title="Kowalski") == bulk
    assert told(anna, bulk)["taken"] == 2
    assert [item["row"] for item in told(anna, bulk)["items"]] == [2, 3]
    assert house.ledger.kinds().count("bulk.begun") == 1


def test_a_list_that_was_put_down_and_never_read_in_is_by_a_second_press(
    house: House,
) -> None:
    anna, intake = house.visitor("anna"), house.parts.intake
    start = intake.start

    def closes_just_now(*given: Any) -> None:
        intake._closing.set()
        start(*given)

    intake.start = closes_just_now  # type: ignore[method-assign] # behind the look
    assert give(anna).status_code == 503
    intake.start = start  # type: ignore[method-assign] # as it was
    intake._closing.clear()
    bulk = begun(house, anna)
    assert told(anna, bulk)["taken"] == 2
    assert house.ledger.kinds().count("bulk.begun") == 1


def test_a_process_that_closes_begins_no_list(house: House) -> None:
    anna = house.visitor("anna")
    house.parts.intake.close()
    assert give(anna).status_code == 503
    assert anna.get("/bulk", JSON).get_json()["lists"] == []
    assert "bulk.begun" not in house.ledger.kinds()


def test_a_list_on_its_way_in_is_read_in_once_however_often_it_is_given(
    house: House,
) -> None:
    anna = house.visitor("anna")
    gate = threading.Event()
    before = house.parts.intake._pool.submit(gate.wait, 30)
    first, second = give(anna), give(anna)
    assert first.get_json()["bulk"] == second.get_json()["bulk"]
    gate.set()
    assert before.result(30)
    read_in(house)
    assert house.ledger.kinds().count("text.pseudonymised") == 2


def test_the_rest_of_a_list_is_read_in_once_however_often_it_is_pressed(
    house: House,
) -> None:
    anna = house.visitor("anna")
    bulk = broken_off(house, lambda: begun(house, anna))
    again = {"path": f"/bulk/{bulk}", "step": "again"}
    gate = threading.Event()
    before = house.parts.intake._pool.submit(gate.wait, 30)
    pressed = [give(anna, **again), give(anna, accept="text/html", **again)]
    gate.set()
    assert before.result(30)
    read_in(house)
    # The second press may come when all is there.
    pressed.append(give(anna, **again))
    assert [answer.status_code for answer in pressed] == [200, 303, 200]
    assert told(anna, bulk)["taken"] == 2
    assert house.ledger.kinds().count("text.pseudonymised") == 2
    other = give(anna, f"text\r\n{LETTER}\r\n", **again)
    assert other.status_code == 422
    anna.post(f"/bulk/{bulk}", {"step": "end"})
    assert give(anna, **again).status_code == 409
