"""Which exchanges are turns of a conversation, and what stands in for those left out."""

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.conversation import Continues, Follows, thread
from appliance.domain.prompt import digest_of, house_text, turns_left_out

TURN, EDITED, AGAIN = Continues.TURN, Continues.EDITED, Continues.AGAIN


def test_turns_are_listed_from_the_oldest() -> None:
    links = {"a": None, "b": Follows("a", TURN), "c": Follows("b", TURN)}
    assert thread(links, Follows("c", TURN)) == ["a", "b", "c"]


def test_what_was_changed_or_asked_again_is_no_turn_of_what_takes_its_place() -> None:
    links = {
        "a": None,
        "b": Follows("a", TURN),
        "b2": Follows("b", EDITED),
        "b3": Follows("b2", AGAIN),
    }
    assert thread(links, Follows("b", EDITED)) == ["a"]
    assert thread(links, Follows("b3", TURN)) == ["a", "b3"]


def test_a_conversation_begins_where_nothing_more_is_known() -> None:
    links = {"b": Follows("gone", TURN)}
    assert thread(links, Follows("b", TURN)) == ["b"]
    assert thread(links, Follows("gone", TURN)) == []
    assert thread(links, None) == []


_IDS = st.sampled_from("abcdef")
_FOLLOWS = st.builds(Follows, _IDS, st.sampled_from(list(Continues)))


@given(st.dictionaries(_IDS, st.none() | _FOLLOWS), _FOLLOWS)
def test_any_links_end_and_name_each_turn_once(
    links: dict[str, Follows | None], follows: Follows
) -> None:
    found = thread(links, follows)
    assert len(found) == len(set(found))
    assert set(found) <= set(links)


def test_the_house_says_in_the_language_how_many_turns_are_left_out() -> None:
    assert house_text("#left-out.en.3") == (
        "(Earlier turns of this conversation that are left out: 3)"
    )
    part = turns_left_out(2, "de")
    said = house_text(part.template)
    assert said is not None
    assert "2" in said
    assert "ausgelassene" in said.casefold()
    assert part.digest == digest_of(said)
    assert turns_left_out(2, "xx") == turns_left_out(2, "en")
    assert turns_left_out(10**6, "en").template == "#left-out.en.9999"


@given(st.text(max_size=30))
def test_no_other_name_has_words_of_the_house(name: str) -> None:
    known = name == "#break" or name.startswith("#left-out.")
    assert known or house_text(name) is None
    assert house_text("#left-out.en.0") is house_text("#left-out.xx.1") is None
