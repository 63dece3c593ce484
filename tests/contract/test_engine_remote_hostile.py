"""A server that lies, breaks off or floods: each is an error, nothing of it is told."""

import json
from collections.abc import Iterator

import pytest

from appliance.domain.answer import Finished
from appliance.engine.remote.connection import MAX_LINE_BYTES
from appliance.errors import EngineBusyError, EngineError, TextTooLongError
from tests.contract.hostile_server import (
    DONE,
    GOOD,
    HEAD,
    Answer,
    HostileServer,
    chunk,
    end,
    for_ever,
    line,
    says,
)
from tests.contract.hostile_site import LETTER, Site, listening, opened

SECRET = "Dear Mrs Smith"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostileServer]:
    with listening(tmp_path_factory.mktemp("hostile")) as made:
        yield made


@pytest.fixture(scope="module")
def site(server: HostileServer) -> Iterator[Site]:
    with opened(server) as made:
        yield made


def test_a_server_that_keeps_to_its_word_is_heard(site: Site) -> None:
    text, last = site.ask(GOOD)
    assert isinstance(last, Finished)
    assert (text, last.reason, last.prompt_tokens) == ("Yes", "stop", 3)
    assert (last.output_tokens, last.determinism) == (1, "batch-dependent")


def test_a_surrogate_of_the_text_may_be_written_over_several_tokens(site: Site) -> None:
    pieces = [chunk(piece) for piece in ("Dear [PER", "SON_ab", "2c_1]", "!")]
    text, last = site.ask(says(HEAD, *pieces, end(), DONE))
    assert isinstance(last, Finished)
    assert text == "Dear [PERSON_ab2c_1]!"


# What the server answers; what was told before; the words of the error.
BROKEN: dict[str, tuple[Answer, str, str]] = {
    "no HTTP": (says(b"hello\r\n\r\n"), "", "the server failed: BadStatusLine"),
    "nothing": (says(b""), "", "the server failed"),
    "endless headers": (
        for_ever(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
        "",
        "the server failed",
    ),
    "a huge header": (
        for_ever(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 9999),
        "",
        "the server failed",
    ),
    "a redirect": (
        says(b"HTTP/1.1 307 Go\r\nLocation: https://localhost/v1\r\n\r\n"),
        "",
        "status 307",
    ),
    "a refusal that quotes": (
        says(b"HTTP/1.1 400 Bad\r\n\r\n" + SECRET.encode()),
        "",
        "status 400",
    ),
    "a packed reply": (
        says(HEAD[:-2] + b"Content-Encoding: gzip\r\n\r\n"),
        "",
        "packed its reply",
    ),
    "no stream": (
        says(HEAD, b'{"choices":[]}\n'),
        "",
        "something else than data",
    ),
    "no JSON": (
        says(HEAD, b'data: {"choices": [' + SECRET.encode()),
        "",
        "is not JSON",
    ),
    "deep JSON": (says(HEAD, b"data: " + b"[" * 30_000 + b"\n"), "", "is not JSON"),
    "another form": (says(HEAD, line({"choices": "x"})), "", "form of an answer"),
    "a list": (says(HEAD, line([1])), "", "error in the middle"),
    "a number for text": (says(HEAD, chunk(delta={"content": 5})), "", "is not text"),
    "a huge line": (
        for_ever(HEAD + chunk("Yes") + b"data: ", b"x" * 9999),
        "Yes",
        f"a line over {MAX_LINE_BYTES}",
    ),
    "an error told": (
        says(HEAD, chunk("Yes"), line({"error": {"message": SECRET}})),
        "Yes",
        "error in the middle",
    ),
    "a break": (says(HEAD, chunk("Yes")), "Yes", "broke off"),
    "a break in a chunk": (
        says(
            HEAD[:-2] + b"Transfer-Encoding: chunked\r\n\r\nff\r\n",
            chunk("Yes")[:60],
        ),
        "",
        "the server",
    ),
    "no end": (says(HEAD, chunk("Yes"), DONE), "Yes", "without a reason"),
    "another end": (says(HEAD, end("tool_calls"), DONE), "", "unknown reason"),
    "two answers": (
        says(HEAD, line({"choices": [{}, {}]})),
        "",
        "2 answers at once",
    ),
    "no log-probability": (
        says(HEAD, chunk("Yes", logprobs=None), end(), DONE),
        "",
        "without its log-probability",
    ),
    "a log-probability over 0": (
        says(
            HEAD, chunk("Yes", logprobs={"content": [{"token": "Yes", "logprob": 1}]})
        ),
        "",
        "log-probability of the server is none",
    ),
    "a log-probability that is no number": (
        says(HEAD, chunk("Yes").replace(b"-0.5", b"NaN")),
        "",
        "is not JSON",
    ),
    "more tokens than asked for": (
        says(HEAD, *[chunk("a")] * 21, end(), DONE),
        "a" * 20,
        "more tokens",
    ),
    "a text behind the end": (
        says(HEAD, chunk("Yes"), end(), chunk("No"), DONE),
        "Yes",
        "wrote on",
    ),
    "a long text in few tokens": (
        says(HEAD, chunk("a" * 6000), end(), DONE),
        "",
        "wrote 6000 characters",
    ),
    "a surrogate not given": (
        says(HEAD, chunk("Yes"), chunk("[PERSON_zzzz_9]"), end(), DONE),
        "Yes",
        "breaks the rule",
    ),
    "a surrogate not given, in pieces": (
        says(HEAD, chunk("[PERSON_ab2c_"), chunk("2]"), end(), DONE),
        "[PERSON_ab2c_",
        "breaks the rule",
    ),
    "a bracket": (says(HEAD, chunk("see [1]"), end(), DONE), "", "breaks the rule"),
    "a hidden character": (
        says(HEAD, chunk("a\u202eb"), end(), DONE),
        "",
        "breaks the rule",
    ),
    "half a character": (says(HEAD, chunk("\ud800"), end(), DONE), "", "is not JSON"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_not_an_answer_ends_as_an_error_and_nothing_of_it_is_told(
    site: Site, name: str
) -> None:
    answer, given, words = BROKEN[name]
    text, err = site.ask(answer)
    assert type(err) is EngineError
    assert words in str(err)
    assert text == given
    assert SECRET not in f"{err!r} {err.__cause__!r}"


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_busy(site: Site, status: int) -> None:
    _, err = site.ask(says(f"HTTP/1.1 {status} Busy\r\n\r\n".encode()))
    assert type(err) is EngineBusyError


@pytest.mark.parametrize(
    "reply",
    [
        b'400 Bad\r\n\r\n{"error": {"type": "exceed_context_size_error"}}',
        b"400 Bad\r\n\r\nThis model's maximum context length is 8 tokens.",
        b"400 Bad\r\n\r\nlonger than the maximum model length of 8",
        b"413 Large\r\n\r\n",
    ],
)
def test_a_prompt_that_the_server_finds_too_long_is_too_long(
    site: Site, reply: bytes
) -> None:
    _, err = site.ask(says(b"HTTP/1.1 " + reply))
    assert type(err) is TextTooLongError


FORM = {
    "intent": "card_arrival",
    "urgency": "low",
    "product": "card",
    "quote": "When will it arrive?",
}
FORMS = {
    "as it should be": (json.dumps(FORM, indent=1) + "\n", ""),
    "another quote": (json.dumps(FORM | {"quote": "Never."}), "breaks the rule"),
    "another choice": (json.dumps(FORM | {"urgency": "x"}), "breaks the rule"),
    "a key more": (json.dumps(FORM | {"note": "x"}), "breaks the rule"),
    "a key less": (json.dumps({"intent": "age_limit"}), "breaks the rule"),
    "half of it": (json.dumps(FORM)[:30], "in the middle"),
    "words behind it": (json.dumps(FORM) + " Well.", "breaks the rule"),
    "no form": ("Sure!", "breaks the rule"),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_held_to_its_schema(site: Site, name: str) -> None:
    written, words = FORMS[name]
    text, last = site.ask(
        says(HEAD, chunk(written), end(), DONE), purpose="complaint-triage"
    )
    if words:
        assert type(last) is EngineError
        assert words in str(last)
    else:
        assert isinstance(last, Finished)
        assert json.loads(text) == FORM


def test_a_stop_text_ends_the_answer_also_where_the_server_goes_on(site: Site) -> None:
    answer = for_ever(HEAD + chunk("Yes. E") + chunk("ND"), chunk(" more"))
    text, last = site.ask(answer, stop=("END",))
    assert isinstance(last, Finished)
    assert (text, last.reason) == ("Yes. ", "stop")


def test_what_is_sent_names_everything_that_a_server_would_choose_itself(
    site: Site,
) -> None:
    while not site.server.bodies.empty():
        site.server.bodies.get()
    site.ask(GOOD, seed=(1 << 40) + 5, stop=("END",))
    body = dict(site.server.bodies.get())
    messages = body.pop("messages")
    rule = body.pop("structured_outputs")["regex"]
    assert body == {
        "model": "tiny",
        "max_tokens": 20,
        "n": 1,
        "temperature": 0.0,
        "top_p": 1.0,
        "top_k": 0,
        "min_p": 0.0,
        "repetition_penalty": 1.0,
        "seed": 5,
        "stop": ["END"],
        "logprobs": True,
        "top_logprobs": 1,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    assert [message["role"] for message in messages] == ["system", "user"]
    assert LETTER in messages[1]["content"]
    assert r"\[PERSON_ab2c_1\]" in rule
