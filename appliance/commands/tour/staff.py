"""The staff journey: sign in, preview, a letter, triage, Why, rating, history."""

import hashlib
import json

from appliance.commands.client import StaffClient
from appliance.commands.tour.visit import (
    LETTER,
    PERSONAL,
    Tour,
    names_nobody,
    refusal_of,
)
from appliance.domain.surrogate import find_surrogates

# A small model rambles at times; the gate then refuses what has no end.
_MORE_TRIES = 2


def walk(tour: Tour) -> None:
    """Walk as Anna, who answers customers' letters."""
    tour.transcript.chapter("Staff: Anna answers a customer's letter")
    _sign_in(tour)
    with tour.signed_in("anna.staff") as anna:
        _preview(tour, anna)
        _letter(tour, anna)
        _triage(tour, anna)
        _why(tour, anna)
        _rate_and_find(tour, anna)
    _someone_else(tour)


def _sign_in(tour: Tour) -> None:
    say, site = tour.transcript, tour.running.site
    say.does("Anna signs in with her directory password, over HTTPS.")
    with StaffClient(site.front.url, site.ca) as client:
        wrong = refusal_of(lambda: client.sign_in("anna.staff", "not-her-password"))
        nobody = refusal_of(lambda: client.sign_in("nobody.here", "not-her-password"))
        say.check(
            "a wrong password and an unknown name are refused in the same words",
            holds=wrong is not None
            and nobody is not None
            and (wrong.status, wrong.message) == (nobody.status, nobody.message),
        )
        client.sign_in("anna.staff", site.password)
        session = client.session()
        say.check(
            "she is Anna Hale, staff through a group within a group",
            holds=session["name"] == "Anna Hale" and session["roles"] == ["staff"],
        )
        client.sign_out()
        say.check(
            "signing out ends the session", holds=client.session()["name"] is None
        )


def _preview(tour: Tour, anna: StaffClient) -> None:
    say = tour.transcript
    say.does("She pastes a letter and looks at what the model will see.")
    seen = anna.preview("reply-draft", LETTER)
    say.shows(seen["masked"])
    say.check(
        "nothing that names the customer is left in it",
        holds=not any(word in seen["masked"] for word in PERSONAL),
    )
    kinds = {span["kind"] for span in seen["spans"]}
    say.check(
        "name, IBAN and e-mail address were found",
        holds=kinds >= {"PERSON", "IBAN", "EMAIL"},
    )
    say.check(
        "what the letter is about stayed readable",
        holds="charged twice for the same purchase" in seen["masked"],
    )


def _letter(tour: Tour, anna: StaffClient) -> None:
    say = tour.transcript
    say.does("She sends it; the answer is written before her eyes.")
    asked = tour.ask(anna, "reply-draft", LETTER)
    for _ in range(_MORE_TRIES):
        if asked.last != "refused":
            break
        say.notes(f"refused: {asked.body['reasons'][0]} She asks again.")
        asked = tour.ask(anna, "reply-draft", LETTER)
    tour.must_end(asked, "released")
    tour.letter = asked.exchange
    text = str(asked.body["text"])
    say.shows(text)
    say.check("it was streamed in pieces", holds=len(asked.pieces) > 1)
    say.check("the pieces are the answer", holds="".join(asked.pieces) == text)
    say.check("the customer is named again", holds="Marta Kowalczyk" in text)
    say.check("no stand-in is left", holds=names_nobody(text))


def _triage(tour: Tour, anna: StaffClient) -> None:
    say = tour.transcript
    say.does("She has the same letter sorted.")
    asked = tour.ask(anna, "complaint-triage", LETTER)
    tour.must_end(asked, "released")
    text = str(anna.exchange(asked.exchange)["text"])
    say.shows(text)
    quote = text.partition("Quote: ")[2].strip()
    say.check(
        "it is about a card that was charged twice",
        holds="Product: card" in text and "transaction_charged_twice" in text,
    )
    say.check(
        "what it quotes stands in the letter",
        holds=bool(quote) and quote in " ".join(LETTER.split()),
    )
    say.check(
        "the model saw stand-ins only",
        holds=bool(list(find_surrogates(asked.masked)))
        and not any(word in asked.masked for word in PERSONAL),
    )


def _why(tour: Tour, anna: StaffClient) -> None:
    say, site = tour.transcript, tour.running.site
    say.does('She opens "Why this answer?".')
    why = anna.why(tour.letter)
    for rule in why["rules"]:
        say.shows(f"{rule['sentence']}  [{rule['id']}]")
    versions = why["versions"]
    say.shows(
        f"confidence {why['confidence_permille']} of 1000: {why['confidence']}\n"
        f"model {versions['model']} {versions['quantisation']}, {versions['device']}\n"
        f"digest of its weights {versions['model_digest']}\n"
        f"records {why['log'][0]['seq']} to {why['log'][-1]['seq']} of the log"
    )
    manifest = site.root / "models" / "reference" / "manifest.toml"
    digest = hashlib.sha256(manifest.read_bytes()).hexdigest()
    say.check("it names rules that fired", holds=bool(why["rules"]))
    say.check("it counts what was masked", holds=why["masked"].get("PERSON", 0) >= 1)
    say.check(
        "it names the very weights on disk", holds=versions["model_digest"] == digest
    )
    say.check(
        "it holds no text of the customer",
        holds=not any(word in json.dumps(why) for word in PERSONAL),
    )


def _rate_and_find(tour: Tour, anna: StaffClient) -> None:
    say = tour.transcript
    say.does("She rates the letter and finds it again.")
    anna.rate(tour.letter, "up", "kind and clear")
    found = [entry["exchange"] for entry in anna.history("charged")["exchanges"]]
    say.check("the history finds it by a word", holds=tour.letter in found)


def _someone_else(tour: Tour) -> None:
    say = tour.transcript
    say.does("Ben, her colleague, tries the address of her exchange.")
    with tour.signed_in("ben.staff") as ben:
        tries = (ben.exchange, ben.why, ben.stop, lambda at: ben.rate(at, "up"))
        refused = [refusal_of(lambda t=attempt: t(tour.letter)) for attempt in tries]
        missing = refusal_of(lambda: ben.exchange("0" * 32))
        say.check(
            "for him it is not there: 404, whatever he tries",
            holds=all(r is not None and r.status == 404 for r in refused),
        )
        say.check(
            "in the same words as one that never was",
            holds=missing is not None
            and refused[0] is not None
            and missing.message == refused[0].message,
        )
        say.check("nor does his history hold it", holds=not ben.history()["exchanges"])
