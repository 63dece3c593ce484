"""What stands in a source counts as grounded, however it is written, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.entity import EntityKind
from appliance.domain.span import Span
from appliance.guards.grounding import Fact, find_ungrounded
from appliance.guards.sources import read_sources

# Source, what an answer makes of it.
GROUNDED = {
    "a German sum in English": ("Betrag: 1.200,50 EUR", "You asked for 1,200.50 euros."),
    "a sum without its zeros": ("EUR 500.00", "It is \u20ac500."),
    "thousands in words": ("1.2 million euros", "1,200,000 EUR"),
    "a sign that can be two": ("The sum is 1.200.", "The sum is 1,200."),
    "a number in words": ("within 14 days", "within fourteen days"),
    "a German number in words": ("nach 25 Tagen", "nach f\u00fcnfundzwanzig Tagen"),
    "a word for two": ("The shop charged me two times.", "You were charged 2 times."),
    "a percentage": ("Quote: 24,5 Prozent", "The ratio is 24.5%."),
    "a whole date otherwise": ("on 2024-05-03", "on 3 May 2024"),
    "a German date": ("am 3. Mai 2024", "on 03/05/2024"),
    "a date cut short": ("on 2024-05-03", "on May 3rd"),
    "a year named elsewhere": ("On 3 May, in 2024.", "on 3 May 2024"),
    "an ordinal in words": ("on 3 May 2024", "the third of May 2024"),
    "the weekday of a date": ("on 2024-05-03", "on Friday, 3 May"),
    "a shown hint": ("[DATE_w26p_1~2024-03-12]", "12 March 2024"),
    "half a day otherwise": ("at 14:30", "at 2:30 pm"),
    "a code in other groups": ("DE89370400440532013000", "DE89 3704 0044 0532 0130 00"),
    "the tail of a code": ("card 4151 3217 6243 3448", "the card ending in 3448"),
    "the last name alone": ("I am Anna Weber.", "Dear Ms Weber,"),
    "an umlaut in two letters": ("Herr M\u00fcller", "Dear Mr Mueller,"),
    "a quotation": ("It was  very late\nand dark.", 'You said "it was very late and dark."'),
    "an article": ("a card", "one of our cards"),
    "steps of its own": ("no figures", "1. Call us. 2. Wait.\nStep 3: two things remain."),
    "a stand-in, however it is spelled": ("[PERSON_w26p_1]", "Dear PERSON_w26p_1,"),
}  # fmt: skip
UNGROUNDED = {
    "another sum": ("EUR 1,200.50", "EUR 1,250.50", Fact.NUMBER),
    "a sum in another currency": ("1,200 EUR", "1,200 dollars", Fact.NUMBER),
    "days that were euros": ("5 euros", "within 5 days", Fact.NUMBER),
    "a number that two sources make": ("5 euros and 8 euros", "13 euros", Fact.NUMBER),
    "two weeks in days": ("two weeks", "14 days", Fact.NUMBER),
    "the day of a date as a number": ("on 4 May 2024", "after 4 weeks", Fact.NUMBER),
    "another number in words": ("in three weeks", "in vier Wochen", Fact.NUMBER),
    "another day": ("on 3 May 2024", "on 4 May", Fact.DATE),
    "another year": ("on 3 May 2024", "on 3 May 2023", Fact.DATE),
    "a year that nobody named": ("on 3 May", "on 3 May 2024", Fact.DATE),
    "another weekday": ("on 2024-05-03", "on Thursday", Fact.DATE),
    "a day that nobody named": ("It broke.", "We come tomorrow.", Fact.DATE),
    "another time": ("at 14:30", "at 15:30 Uhr", Fact.DATE),
    "a code with one figure wrong": ("KD-48213", "KD-48218", Fact.CODE),
    "an address of its own": ("Write to us.", "Write to help@bank.example.", Fact.CODE),
    "somebody else": ("I am Anna Weber.", "Dear Ms Novak,", Fact.NAME),
    "one's first name with another's last": (
        "Anna Weber wrote. Long after that Peter Novak called us.",
        "Dear Anna Novak,",
        Fact.NAME,
    ),
    "another stand-in": ("[PERSON_w26p_1]", "[PERSON_w26p_2]", Fact.NAME),
    "words that nobody said": ("It broke.", '"it was broken on purpose"', Fact.QUOTE),
}


@pytest.mark.parametrize(("source", "answer"), GROUNDED.values(), ids=GROUNDED.keys())
def test_what_a_source_states_is_grounded(source: str, answer: str) -> None:
    assert find_ungrounded(answer, read_sources([source])) == ()


@pytest.mark.parametrize(
    ("source", "answer", "fact"), UNGROUNDED.values(), ids=UNGROUNDED.keys()
)
def test_what_no_source_states_is_marked(source: str, answer: str, fact: Fact) -> None:
    assert [one.fact for one in find_ungrounded(answer, read_sources([source]))] == [
        fact
    ]


def test_a_mark_is_the_place_of_what_is_wrong() -> None:
    answer = "You paid 70 euros and 80 euros."
    (one,) = find_ungrounded(answer, read_sources(["70 euros"]))
    assert answer[one.start : one.end] == "80"


def test_a_name_that_a_detector_saw_has_to_stand_in_a_source() -> None:
    answer = "We have spoken with Jana Kolb."
    seen = [Span(20, 29, EntityKind.PERSON, 999, "names", "a name")]
    sources = read_sources(["Jana Kolb is my sister."]), read_sources(["My sister."])
    marked = [find_ungrounded(answer, one, seen) for one in sources]
    assert [len(one) for one in marked] == [0, 1]


def test_a_part_of_the_house_is_no_name() -> None:
    answer = "Yours,\nYour Accounts Desk"
    seen = [Span(12, 25, EntityKind.ORG, 900, "names", "a name")]
    assert find_ungrounded(answer, read_sources(["x"]), seen) == ()


@given(st.decimals(1, 10**9, places=2), st.sampled_from([",.", ".,", "' ."]))
def test_a_sum_is_itself_in_every_way_to_write_it(value: object, signs: str) -> None:
    english = f"{value:,}"
    table = {",": signs[0], ".": signs[-1]}
    other = "".join(table.get(char, char) for char in english)
    assert find_ungrounded(f"{other} euros", read_sources([f"{english} euros"])) == ()


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_is_read_and_its_marks_lie_in_it(answer: str, source: str) -> None:
    for one in find_ungrounded(answer, read_sources([source])):
        assert 0 <= one.start < one.end <= len(answer)


@given(st.text(st.sampled_from("0123456789.,:/- \n\"'KDapril\u201c"), max_size=120))
def test_a_text_is_grounded_in_itself(text: str) -> None:
    assert find_ungrounded(text, read_sources([text])) == ()
