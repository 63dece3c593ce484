import json
import logging
import subprocess
import sys

import pytest

from appliance.observe.logs import JsonFormatter, outline

SECRET = "Marta Kowalczyk"


def fail_with_text() -> None:
    try:
        int(SECRET)
    except ValueError as err:
        raise KeyError(SECRET) from err


def raised() -> BaseException:
    with pytest.raises(KeyError) as caught:
        fail_with_text()
    return caught.value


def test_a_fault_is_outlined_without_its_message():
    lines = outline(raised())
    assert SECRET not in "\n".join(lines)
    assert [line for line in lines if not line.startswith(" ")] == [
        "KeyError",
        "ValueError",
    ]
    assert any(line.endswith(" fail_with_text") for line in lines)


def test_a_chain_of_causes_without_end_is_cut():
    fault: BaseException = ValueError()
    for _ in range(50):
        outer = ValueError()
        outer.__cause__ = fault
        fault = outer
    assert outline(fault) == ["ValueError"] * 5


def test_a_log_line_is_one_line_of_json_whatever_is_in_it():
    fault = raised()
    record = logging.LogRecord(
        "x",
        logging.ERROR,
        __file__,
        1,
        "two\nlines \x1b[31m %s",
        ("arg",),
        (type(fault), fault, fault.__traceback__),
    )
    text = JsonFormatter("web").format(record)
    assert "\n" not in text
    assert "\x1b" not in text
    assert SECRET not in text
    line = json.loads(text)
    assert line["unit"] == "web"
    assert line["level"] == "error"
    assert line["message"] == "two\nlines \x1b[31m arg"
    assert line["fault"][0] == "KeyError"


@pytest.mark.parametrize("where", ["main", "thread", "bad log call"])
def test_a_process_that_fails_does_not_print_the_text_it_failed_on(where: str):
    code = f"""
import logging, threading
from appliance.observe.logs import configure
configure("masker")
def fail():
    raise ValueError("{SECRET}")
match {where!r}:
    case "main": fail()
    case "thread": threading.Thread(target=fail).start()
    case _: logging.error("%d", "{SECRET}")
"""
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert SECRET not in ended.stdout + ended.stderr
    if where != "bad log call":
        assert "ValueError" in ended.stderr
        assert json.loads(ended.stderr)["unit"] == "masker"
