"""A stop text ends an answer wherever the tokens are cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.answer import Token
from appliance.engine.batch import Batch
from appliance.engine.load import LoadedModel
from appliance.engine.sampling import Sampling
from appliance.engine.stops import Stops
from appliance.engine.written import Ended
from tests.unit.appliance.engine.answers import Asked, alone, finish, greedy, prompt_of


def write(stops: Stops, pieces: list[str]) -> tuple[list[str], int]:
    """Give tokens to stop texts until one is met: what comes out, and after how many
    tokens."""
    out: list[str] = []
    for count, piece in enumerate(pieces, 1):
        out += [token.text for token in stops.take(Token(piece, 0.0))]
        if stops.met:
            return out, count
    return out + [token.text for token in stops.rest()], len(pieces)


@pytest.mark.parametrize(
    ("stop", "pieces", "expected"),
    [
        (("END",), ["a", "END", "b"], ["a", ""]),
        (("END",), ["a E", "N", "D b"], ["a ", "", ""]),
        (("END",), ["xENDy"], ["x"]),
        (("END",), ["E", "N", "E", "N", "D"], ["E", "N", "", "", ""]),
        (("aab",), ["aa", "ab"], ["a", ""]),
        (("long stop", "go"), ["a long", " go"], ["a long", " "]),
        (("END",), ["E", "N"], ["E", "N"]),
        ((), ["END"], ["END"]),
    ],
)
def test_text_is_given_out_up_to_the_first_stop_text(
    stop: tuple[str, ...], pieces: list[str], expected: list[str]
) -> None:
    assert expected == write(Stops(stop), pieces)[0]


@given(
    pieces=st.lists(st.text("abc", max_size=4), max_size=12),
    stop=st.lists(st.text("abc", min_size=1, max_size=4), min_size=1, max_size=3),
)
def test_however_it_is_cut_the_text_before_the_first_stop_text_comes_out(
    pieces: list[str], stop: list[str]
) -> None:
    out, taken = write(Stops(tuple(stop)), pieces)
    whole = "".join(pieces[:taken])
    ends = [at for text in stop if (at := whole.find(text)) >= 0]
    assert whole[: min(ends, default=len(whole))] == "".join(out)
    assert taken == len(out)


def test_what_cannot_be_a_stop_text_is_given_out_at_once() -> None:
    stops = Stops(("END",))
    assert [Token("Hello", 0.0)] == stops.take(Token("Hello", 0.0))
    assert stops.take(Token(" E", 0.0)) == []
    assert [Token(" E", 0.0), Token("x", 0.0)] == stops.take(Token("x", 0.0))


def test_an_answer_ends_at_its_stop_text(tiny: LoadedModel) -> None:
    prompt = prompt_of(tiny, 9)
    texts = alone(tiny, prompt, greedy(30)).texts
    stop = "".join(texts[10:13])[1:] or texts[13]
    expected = "".join(texts)
    expected = expected[: expected.index(stop)]
    batch = Batch(tiny, max_rows=2)
    asked = Asked(prompt, Sampling(30, 0.0, 1, 0, stop=(stop,))).begin(batch)
    other = Asked(prompt, greedy(30)).begin(batch)
    finish(batch)
    assert expected == "".join(asked.texts)
    assert isinstance(asked.last, Ended)
    assert ("stop", len(asked.tokens)) == (asked.last.reason, asked.last.output_tokens)
    assert texts == other.texts
