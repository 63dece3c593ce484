"""The main job through the pages: see it masked, send it, read the answer."""

import io
import re
import tempfile
from pathlib import Path

import pytest

from appliance.domain.entity import EntityKind
from appliance.domain.exchange import ExchangeState
from appliance.domain.ports.engine import GenerateRequest
from appliance.errors import EngineError
from appliance.kinds import RecordKind
from tests.unit.appliance.web.house import HOST, LETTER, House, events, open_house
from tests.unit.appliance.web.test_upload import document


def test_staff_see_the_purposes_that_are_for_them_answers_at_once_first(
    house: House,
) -> None:
    page = house.visitor("anna").get("/").text
    assert re.findall(r'href="/new/([a-z-]+)"', page) == [
        "reply-draft",
        "complaint-triage",
        "credit-memo",
    ]
    assert "/new/" not in house.visitor("adam").get("/").text


def test_an_unknown_purpose_is_not_found(house: House) -> None:
    anna = house.visitor("anna")
    assert anna.get("/new/nothing").status_code == 404
    assert anna.post("/preview/nothing", {"text": "x"}).status_code == 404
    assert anna.post("/exchanges", {"text": "x"}).status_code == 404


def test_a_preview_shows_what_the_model_would_see_and_asks_no_model(
    house: House,
) -> None:
    anna = house.visitor("anna")
    told = anna.post(
        "/preview/reply-draft", {"text": LETTER}, accept="application/json"
    )
    seen = told.get_json()
    (span,) = seen["spans"]
    assert seen["masked"][span["start"] : span["end"]] == span["surrogate"]
    assert seen["masked"].endswith(" asks about a fee.")
    assert (span["kind"], span["reason"]) == ("PERSON", "a listed word")
    assert "Kowalski" not in told.text
    assert house.engine.requests == []
    assert "exchange.intended" not in house.ledger.kinds()


def test_a_preview_without_scripts_is_a_page_with_the_text_still_in_it(
    house: House,
) -> None:
    page = house.visitor("anna").post("/preview/reply-draft", {"text": LETTER}).text
    assert f"{LETTER}</textarea>" in page
    assert re.search(r'class="mask person" tabindex="0">\[PERSON_\w{4}_1\]', page)
    case = re.search(r'name="case" id="case" value="([0-9a-f]{32})"', page)
    assert case


def test_a_second_preview_of_a_case_keeps_its_surrogates(house: House) -> None:
    anna, seen = house.visitor("anna"), []
    case = ""
    for _ in range(2):
        form = {"text": LETTER, "case": case}
        told = anna.post("/preview/reply-draft", form, accept="application/json")
        case = told.get_json()["case"]
        seen.append(told.get_json()["masked"])
    assert seen[0] == seen[1]


def test_another_text_of_a_case_keeps_its_surrogates(house: House) -> None:
    anna = house.visitor("anna")
    first = anna.ask(title="Fee of March")
    page = anna.get(f"/exchanges/{first}").text
    link = re.search(r'href="(/new/reply-draft\?case=([0-9a-f]{32}))"', page)
    assert link
    assert "Fee of March" in anna.get(link.group(1)).text
    assert house.visitor("ben").get(link.group(1)).status_code == 404
    second = anna.ask(text="Anna Kowalski again", case=link.group(2))
    masked = [
        anna.get(f"/exchanges/{one}", "application/json")
        .get_json()["masked"]
        .split()[0]
        for one in (first, second)
    ]
    assert masked[0] == masked[1]


@pytest.mark.parametrize(
    ("name", "raw"), [("a.txt", LETTER.encode()), ("a.docx", document(LETTER))]
)
def test_a_file_is_previewed_and_its_text_comes_back(
    house: House, name: str, raw: bytes
) -> None:
    anna = house.visitor("anna")
    answer = anna.client.post(
        "/preview/reply-draft",
        base_url=f"https://{HOST}",
        data={"csrf_token": anna.token(), "file": (io.BytesIO(raw), name)},
        headers={"Accept": "application/json"},
    )
    assert answer.get_json()["text"] == LETTER
    assert len(answer.get_json()["spans"]) == 1


HOSTILE = {
    "empty": ("", 400),
    "spaces": ("  \r\n ", 400),
    "NUL": ("a\0b", 422),
    "escape": ("\x1b[2J", 422),
    "too long": ("x" * 4_001, 413),
    "10,000 lines": ("a\n" * 10_000, 413),
}


@pytest.mark.parametrize("path", ["/preview/reply-draft", "/exchanges"])
@pytest.mark.parametrize("name", HOSTILE)
def test_a_text_that_cannot_be_taken_gets_a_sentence_and_a_record(
    house: House, name: str, path: str
) -> None:
    text, status = HOSTILE[name]
    anna = house.visitor("anna")
    answer = anna.post(path, {"purpose": "reply-draft", "text": text})
    assert answer.status_code == status
    assert house.ledger.kinds()[-1] == "request.refused"
    assert house.engine.requests == []


def test_an_answer_to_a_page_load_is_not_recorded_as_streamed(house: House) -> None:
    house.visitor("anna").ask()
    assert "answer.opened" not in house.ledger.kinds()
    assert house.ledger.only(RecordKind.EXCHANGE_RELEASED).body["streamed"] is False


def test_a_streamed_answer_arrives_piece_by_piece_with_names_back(house: House) -> None:
    anna = house.visitor("anna")
    form = {"purpose": "reply-draft", "text": LETTER}
    answer = anna.post("/exchanges", form, accept="text/event-stream")
    assert answer.headers["X-Accel-Buffering"] == "no"
    got = events(answer.text)
    names = [name for name, _ in got]
    assert (names[0], names[-1]) == ("opened", "released")
    assert [body["name"] for name, body in got if name == "stage"] == [
        "identify",
        "decide",
        "pseudonymise",
        "retrieve",
        "inspect",
        "compose",
        "generate",
        "guard",
        "gate",
        "restore",
        "respond",
    ]
    pieces = "".join(body["text"] for name, body in got if name == "piece")
    assert pieces == got[-1][1]["text"]
    assert pieces.startswith("Dear Anna Kowalski,")
    assert got[-1][1]["url"] == f"/exchanges/{got[0][1]['exchange']}"
    assert house.ledger.kinds()[-1] == "response.sent"


def test_a_held_answer_shows_no_word_of_it(house: House) -> None:
    anna = house.visitor("anna")
    form = {"purpose": "credit-memo", "text": LETTER}
    answer = anna.post("/exchanges", form, accept="text/event-stream")
    (name, body), names = events(answer.text)[-1], [n for n, _ in events(answer.text)]
    assert (name, "piece" in names) == ("held", False)
    assert body["reasons"]
    for path in (body["url"], "/history", body["url"] + "/why"):
        for accept in ("text/html", "application/json"):
            assert "18,500" not in anna.get(path, accept).text


def test_a_refused_exchange_says_why(house: House) -> None:
    house.forbid_languages()
    anna = house.visitor("anna")
    form = {"purpose": "reply-draft", "text": LETTER}
    answer = anna.post("/exchanges", form, accept="text/event-stream")
    name, body = events(answer.text)[-1]
    assert name == "refused"
    assert body["reasons"] == [
        "A purpose is used only in a language it was made and tested for."
    ]


@pytest.mark.parametrize("path", ["/preview/reply-draft", "/exchanges"])
def test_words_in_place_of_a_language_are_kept_nowhere(house: House, path: str) -> None:
    anna = house.visitor("anna")
    form = {"purpose": "reply-draft", "text": LETTER, "language": "Anna Kowalski"}
    assert anna.post(path, form).status_code == 400
    assert anna.get("/history", "application/json").get_json()["exchanges"] == []
    files = (house.parts.settings.paths.state / "web").iterdir()
    assert all(b"Anna Kowalski" not in file.read_bytes() for file in files)


def test_words_in_place_of_a_case_reach_no_log_line(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    anna = house.visitor("anna")
    with caplog.at_level("DEBUG"):
        form = {"purpose": "reply-draft", "text": LETTER, "case": "Kowalski"}
        assert anna.post("/exchanges", form).status_code == 404
    assert "no such case" in caplog.text
    assert "Kowalski" not in caplog.text


def test_a_large_file_is_never_in_a_temporary_file(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []

    def refuse(*given: object, **_: object) -> None:
        made.append(given)
        raise OSError("no temporary files")

    # What a SpooledTemporaryFile opens once it is too large for memory.
    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    anna = house.visitor("anna")
    # Made by hand, because the client would write it to a temporary file itself.
    part = b'--x\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
    token = part % (b"csrf_token", b"", anna.token().encode())
    file = part % (b"file", b'; filename="a.txt"', b"x" * 600_000)
    answer = anna.client.post(
        "/preview/reply-draft",
        base_url=f"https://{HOST}",
        data=token + file + b"--x--\r\n",
        content_type="multipart/form-data; boundary=x",
    )
    assert (answer.status_code, made) == (413, [])


def test_with_the_model_away_the_text_is_kept_and_the_person_told(house: House) -> None:
    def fail(_: GenerateRequest) -> str:
        raise EngineError("gone")

    house.engine.script = fail
    anna = house.visitor("anna")
    form = {"purpose": "reply-draft", "text": LETTER}
    answer = anna.post("/exchanges", form, accept="text/event-stream")
    name, body = events(answer.text)[-1]
    assert name == "queued"
    page = anna.get(body["url"])
    assert "The model is not available right now. Your text is kept" in page.text
    # What ends later is told of on every page, until it was opened.
    stores, exchange = house.parts.stores, body["exchange"]
    assert body["url"] not in anna.get("/rules").text
    stores.exchanges.closed(
        exchange, ExchangeState.REFUSED, answer=None, reasons=("No.",), record=1
    )
    assert body["url"] in anna.get("/rules").text
    assert body["url"] not in house.visitor("ben").get("/rules").text
    assert "What you waited for is there" not in anna.get(body["url"]).text
    assert body["url"] not in anna.get("/rules").text


def test_markup_in_texts_and_answers_stays_text(tmp_path: Path) -> None:
    bad = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    house = open_house(tmp_path, script=bad)
    house.masker.words[bad] = EntityKind.PERSON
    anna = house.visitor("anna")
    exchange = anna.ask(text=f"see {bad}", title=bad)
    for path in (f"/exchanges/{exchange}", "/history", f"/exchanges/{exchange}/why"):
        page = anna.get(path).text
        assert bad not in page
        assert "<img" not in page
    house.close()


def test_characters_that_hide_are_shown_and_kept_exactly(tmp_path: Path) -> None:
    house = open_house(tmp_path, script="left \u202egnihtemos")
    anna = house.visitor("anna")
    exchange = anna.ask(text="a \u202eb")
    page = anna.get(f"/exchanges/{exchange}").text
    assert 'left <span class="hidden-character">U+202E</span>gnihtemos' in page
    assert "left \u202egnihtemos</textarea>" in page
    told = anna.get(f"/exchanges/{exchange}", "application/json").get_json()
    assert (told["masked"], told["text"]) == ("a \u202eb", "left \u202egnihtemos")
    house.close()
