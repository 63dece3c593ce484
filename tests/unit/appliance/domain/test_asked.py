"""What was asked: two questions have one spelling exactly if they are one question."""

from random import Random

from tests.questions import VALUES, by_chance, changed

PAIRS = 12_000


def test_no_two_questions_that_differ_have_one_spelling_and_the_same_ones_do() -> None:
    # Persons with other rights, cases, releases, texts and all else that may differ.
    random = Random(8)
    same = 0
    differing = dict.fromkeys(VALUES, 0)
    for _ in range(PAIRS):
        one = by_chance(random)
        other = changed(one, random)
        is_same = one.means() == other.means()
        same += is_same
        a, b = one.asked(), other.asked()
        assert ((a.place, a.whole) == (b.place, b.whole)) is is_same
        for name in VALUES:
            differing[name] += one.values[name] != other.values[name]
    # Each way to differ was tried hundreds of times, and so was being the same.
    assert same > PAIRS // 5
    assert min(differing.values()) > PAIRS // 60


def test_whom_it_names_is_known_by_first_appearance() -> None:
    random = Random(9)
    for _ in range(200):
        question = by_chance(random)
        asked = question.asked()
        numbers = [int(name.rsplit("_", 1)[1].rstrip("]")) for name in asked.names]
        assert set(numbers) == set(question.numbers)
        assert len(asked.kinds) == len(asked.names)


def test_it_shows_no_text() -> None:
    asked = by_chance(Random(1)).asked()
    assert "asks" not in repr(asked)
