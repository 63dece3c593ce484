"""A reader's language: how it is chosen, kept and spoken."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from appliance.errors import SettingsError
from appliance.web.room import build
from tests.unit.appliance.web.house import HOST, House, Visitor

COOKIE = "__Host-cloister-language"
GERMAN = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}


def get(visitor: Visitor, path: str, accept: str = "text/html", **headers: str) -> Any:
    return visitor.client.get(
        path, base_url=f"https://{HOST}", headers={"Accept": accept, **headers}
    )


def speaking(visitor: Visitor, language: str) -> Visitor:
    """Have a visitor's browser keep a choice of language."""
    visitor.client.set_cookie(COOKIE, language, domain=HOST, secure=True)
    return visitor


def test_a_browser_gets_the_first_of_its_languages_that_the_site_has(
    house: House,
) -> None:
    for asked, language, words in (
        ("de-AT,de;q=0.9,en;q=0.5", "de", "Anmelden"),
        ("fr,de;q=0.5", "de", "Anmelden"),
        ("en-US,de;q=0.5", "en", "Sign in"),
        ("fr", "en", "Sign in"),
        ("*", "en", "Sign in"),
        ("\x7f;;q=x", "en", "Sign in"),
    ):
        page = get(house.visitor(), "/sign-in", **{"Accept-Language": asked}).text
        assert f'<html lang="{language}">' in page, asked
        assert f"<h1>{words}</h1>" in page, asked


def test_a_site_offers_only_its_own_languages(house: House) -> None:
    settings = house.parts.settings
    site = replace(settings.site, languages=("en",))
    app = build(replace(house.parts, settings=replace(settings, site=site)))
    visitor = speaking(Visitor(app.test_client()), "de")

    page = get(visitor, "/sign-in", **GERMAN).text

    assert '<html lang="en">' in page
    assert "Deutsch" not in page
    assert visitor.post("/language", {"language": "de"}).status_code == 400


def test_a_language_without_a_catalogue_stops_the_start(house: House) -> None:
    settings = house.parts.settings
    for languages in (("en", "xx"), ("../de",), ("",), ()):
        site = replace(settings.site, languages=languages)
        with pytest.raises(SettingsError, match=r"site\.languages"):
            build(replace(house.parts, settings=replace(settings, site=site)))


def test_a_choice_goes_before_the_browsers_languages_and_outlives_the_session(
    house: House,
) -> None:
    visitor = house.visitor()
    page = visitor.get("/sign-in").text
    assert re.search(r'<button[^>]* value="de" lang="de"[^>]*>Deutsch</button>', page)

    answer = visitor.post("/language", {"language": "de", "next": "/history?q=x"})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/history?q=x")
    kept = answer.headers["Set-Cookie"]
    assert kept.startswith(f"{COOKIE}=de; ")
    for rule in ("Max-Age=31536000", "Secure", "HttpOnly", "Path=/", "SameSite=Strict"):
        assert rule in kept
    assert visitor.sign_in("anna").status_code == 303
    assert "Was möchten Sie tun?" in get(visitor, "/", **{"Accept-Language": "en"}).text
    visitor.post("/sign-out")
    assert "<h1>Anmelden</h1>" in visitor.get("/sign-in").text


def test_choosing_leads_nowhere_outside_and_needs_the_token(house: House) -> None:
    visitor = house.visitor("anna")
    elsewhere = {"language": "de", "next": "https://elsewhere.test/"}
    assert visitor.post("/language", elsewhere).headers["Location"] == "/"
    for form in ({"language": "fr"}, {"language": ""}, {}):
        assert visitor.post("/language", form).status_code == 400
    wrong = visitor.post("/language", {"language": "de"}, token="0" * 64)
    assert wrong.status_code == 403


def test_a_cookie_of_a_language_that_is_not_offered_is_passed_over(
    house: House,
) -> None:
    page = speaking(house.visitor(), "klingon").get("/sign-in").text
    assert '<html lang="en">' in page


def test_no_switch_where_it_would_lose_what_was_typed(house: House) -> None:
    visitor = house.visitor("anna")
    assert "Deutsch" in visitor.get("/new/reply-draft").text
    seen = visitor.post("/preview/reply-draft", {"text": "About a fee."})
    assert seen.status_code == 200
    assert "Deutsch" not in seen.text


def test_scripts_read_their_own_language(house: House) -> None:
    visitor = house.visitor("anna")
    for language, words in (
        ("de", "Hier ist nichts für Sie."),
        ("en", "There is nothing here for you."),
    ):
        answer = get(
            visitor,
            f"/exchanges/{'0' * 32}",
            "application/json",
            **{"Accept-Language": language},
        )
        assert answer.get_json()["message"].startswith(words)


def test_numbers_of_a_sentence_are_written_as_the_language_does(house: House) -> None:
    form = {"purpose": "reply-draft", "text": "word " * 2_000}
    for language, said in (
        ("en", "It has 10,000 characters; at most "),
        ("de", "Er hat 10.000 Zeichen; angenommen werden höchstens "),
    ):
        visitor = speaking(house.visitor("anna"), language)
        answer = visitor.post("/exchanges", form, accept="application/json")
        assert answer.status_code == 413
        assert said in answer.get_json()["message"]


def test_a_stream_speaks_the_readers_language_to_its_end(house: House) -> None:
    visitor = speaking(house.visitor("anna"), "de")
    form = {"purpose": "credit-memo", "text": "Anna Kowalski asks for EUR 18,500."}

    answer = visitor.post("/exchanges", form, accept="text/event-stream")

    told = dict(re.findall(r"event: (\w+)\ndata: (.*)\n", answer.text))
    reasons = json.loads(told["held"])["reasons"]
    said = "Jede Antwort dieses Zwecks muss eine zweite Person"
    assert [reason for reason in reasons if reason.startswith(said)]
    assert not [reason for reason in reasons if reason.startswith(("The ", "A "))]


def test_a_dossier_for_scripts_is_in_their_language(house: House) -> None:
    visitor = speaking(house.visitor("anna"), "de")
    exchange = visitor.ask("reply-draft")
    told = visitor.get(f"/exchanges/{exchange}/why", "application/json").get_json()
    assert told["purpose"] == "Antwort entwerfen"
    assert told["ended_by"] == "exchange.released"
    assert told["next_steps"][0].startswith("Prüfen Sie die Antwort")
    assert told["rules"][0]["sentence"].startswith("Mitarbeitende dürfen")


def test_words_of_a_reviewer_are_text_and_never_markup(house: House) -> None:
    staff, reviewer = house.visitor("anna"), house.visitor("rita")
    exchange = staff.ask("credit-memo")
    digest = reviewer.get(f"/reviews/{exchange}", "application/json").get_json()
    form = {
        "verdict": "reject",
        "reason": "Only 50 % fits <b>here</b> %(num)s",
        "draft_digest": digest["draft_digest"],
    }
    assert reviewer.post(f"/reviews/{exchange}", form).status_code == 303

    page = staff.get(f"/exchanges/{exchange}")

    assert page.status_code == 200
    assert "Only 50 % fits &lt;b&gt;here&lt;/b&gt; %(num)s" in page.text


def test_codes_of_an_answer_are_said_and_the_models_words_are_not(
    house: House,
) -> None:
    visitor = speaking(house.visitor("anna"), "de")
    page = visitor.get(f"/exchanges/{visitor.ask('complaint-triage')}").text
    assert "Karte verloren oder gestohlen" in page
    assert "<dt>Dringlichkeit</dt>" in page
    assert "asks about a fee." in page


def test_a_purpose_says_which_language_it_answers_in(house: House) -> None:
    english, german = house.visitor("anna"), speaking(house.visitor("ben"), "de")
    told = "Dieser Zweck liest und schreibt Englisch."
    assert told in german.get("/new/reply-draft").text
    assert "Texte auf Englisch" in german.get("/").text
    assert "This purpose reads" not in english.get("/new/reply-draft").text
    assert "Texts in" not in english.get("/").text


def test_an_answer_on_a_german_page_is_read_out_in_its_own_language(
    house: House,
) -> None:
    visitor = speaking(house.visitor("anna"), "de")
    page = visitor.get(f"/exchanges/{visitor.ask('reply-draft')}").text
    assert '<p class="text answer" lang="en">Dear Anna Kowalski' in page
