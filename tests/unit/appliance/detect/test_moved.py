import pytest

from appliance.detect.moved import tells_moved_date

GIVEN = "Paid on [DATE_ab2c_1~2024-03-12], [DATE_ab2c_2] and [AGE_ab2c_1~90+]."


@pytest.mark.parametrize(
    "answer",
    [
        "You paid on 2024-03-12.",
        "You paid on 12 March 2024.",
        "You paid on March 12th, 2024, I see.",
        "Sie zahlten am 12. M\u00e4rz 2024.",
        "You paid on 12/03/2024.",
        "You paid on 03/12/2024.",
        '{"paid": "2024-03-12"}',
        "You paid on [DATE_ab2c_1~2024-03-12], which is 12 March 2024.",
        "On ~2024-03-12.",
    ],
)
def test_a_hint_written_out_is_seen(answer: str):
    assert tells_moved_date(GIVEN, answer)


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "You paid on [DATE_ab2c_1~2024-03-12].",
        "You paid on [DATE_ab2c_1].",
        "You paid on DATE_ab2c_1~2024-03-12.",
        "You paid on 13 March 2024.",
        "She is 90+ years old.",
    ],
)
def test_a_surrogate_and_another_date_are_none(answer: str):
    assert not tells_moved_date(GIVEN, answer)


def test_without_hints_any_date_may_stand():
    assert not tells_moved_date("Paid on [DATE_ab2c_1].", "On 12 March 2024.")
