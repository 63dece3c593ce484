"""Every page in German: nothing that the appliance says stays English.

Each page is read in both languages. What both have in common must be no words of the
appliance: names, what people wrote, what the model wrote, codes and commands.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from babel.messages.pofile import read_po

from appliance.web.catalogue import FOLDER
from tests.unit.appliance.web.house import HOST, LETTER, House, Visitor

SPOKEN = ("title", "aria-label", "placeholder", "alt", "value")
CODES = ("data-steps", "data-for")
# What is the same in any language, as it stands on these pages.
COMMON = (
    # A record's number and kind, in a picture.
    re.compile(r"\d+ [a-z]+\.[a-z]+"),
    # Written by the person who asks, by the model, by the fake masker.
    re.compile(r"asks about a fee\.?|Kowalski, fee|a listed word|Figures\."),
    re.compile(r"Dear .*, thank you for your message about a fee. Kind regards"),
    re.compile(r"Recommendation: refer What the application states:.*"),
    re.compile(r"18,500|24|0"),
    re.compile(r"scripted, float32, cpu"),
    re.compile(r"Cloister|Test Bank|Anna Kowalski|\[PERSON_.*?\]"),
    re.compile(r"English|Deutsch|/static/.*"),
    re.compile(r"[A-Z][a-z]+ (Staff|Reviewer|Auditor)"),
    re.compile(r"cloister-audit verify FILE --key log\.vkey"),
    # Of law and standards, with their numbers.
    re.compile(r"ISO/IEC 27001:2022 A\.[\d.]+"),
)
WORDS = re.compile(r"[A-Za-zäöüÄÖÜß]{2,}[ ,.:;–-]+[A-Za-zäöüÄÖÜß]{2,}")


class Reader(HTMLParser):
    """Reads what a page says: its texts, what is read out, and what scripts will say."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self._quiet = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            button = name != "value" or tag == "button"
            script = name.startswith("data-") and name not in CODES
            if (name in SPOKEN and button) or script:
                self._say(value or "")
        self._quiet += tag in {"code", "pre", "textarea"}

    def handle_endtag(self, tag: str) -> None:
        self._quiet -= tag in {"code", "pre", "textarea"}

    def handle_data(self, data: str) -> None:
        if not self._quiet:
            self._say(data)

    def _say(self, text: str) -> None:
        if words := " ".join(text.split()):
            self.said.append(words)


# What stands beside the name in LETTER.
ALL = "asks about a fee"


@pytest.fixture
def states(house: House) -> dict[str, tuple[Visitor, Any]]:
    """Bring about every page and its states, each as who looks and what they ask."""
    anna, rita = house.visitor("anna"), house.visitor("rita")
    asked = {
        "answer": anna.ask("reply-draft", LETTER, title="Kowalski, fee"),
        "sorted": anna.ask("complaint-triage"),
        "held": anna.ask("credit-memo"),
        "approved": anna.ask("credit-memo"),
        "rejected": anna.ask("credit-memo"),
    }
    anna.post(f"/exchanges/{asked['answer']}/rating", {"thumb": "up"})
    for name, verdict in (("approved", "approve"), ("rejected", "reject")):
        path = f"/reviews/{asked[name]}"
        held = rita.get(path, "application/json").get_json()
        digest = held["draft_digest"]
        rita.post(
            path, {"verdict": verdict, "reason": "Figures.", "draft_digest": digest}
        )
    pages: dict[str, tuple[Visitor, Any]] = {
        "sign-in": (house.visitor(), "/sign-in"),
        "start": (anna, "/"),
        "start of a reviewer": (rita, "/"),
        "start of an auditor": (house.visitor("audrey"), "/"),
        "start of IT": (house.visitor("adam"), "/"),
        "history": (anna, "/history"),
        "history, nothing found": (anna, ("/history", {"q": "zebra"})),
        "history, empty": (house.visitor("ben"), "/history"),
        "rules": (anna, "/rules"),
        "reviews": (rita, "/reviews"),
        "reviews, empty": (house.visitor("sam"), "/reviews?empty"),
        "records": (house.visitor("audrey"), "/records"),
        "records, none": (house.visitor("carl"), f"/records?exchange={'0' * 32}"),
        "not found": (anna, f"/exchanges/{'0' * 32}"),
        "not allowed": (anna, "/reviews"),
        "no such page": (anna, "/nowhere"),
        "preview": (anna, ("/preview/reply-draft", {"text": LETTER})),
        "preview, corrected": (
            anna, ("/preview/reply-draft/correct", {"text": LETTER, "words": ALL}),
        ),
        "preview, nothing to correct": (
            anna, ("/preview/reply-draft/correct", {"text": LETTER, "words": "zebra"}),
        ),
        "dictionary": (house.visitor("carl"), "/dictionary"),
        "ratings": (rita, "/ratings"),
        "ratings, rated": (rita, "/ratings/rated"),
        "ratings, agreement": (rita, "/ratings/agreement"),
        "cases to test with": (rita, "/golden"),
        "preview without text": (anna, ("/preview/reply-draft", {"text": " "})),
        "ask without text": (anna, ("/exchanges", {"purpose": "reply-draft"})),
        "sign-in refused": (
            house.visitor(), ("/sign-in", {"login": "anna", "password": "no"}),
        ),
        "form out of date": (anna, ("/exchanges", {"text": LETTER}, "0" * 64)),
    }  # fmt: skip
    for purpose in ("reply-draft", "complaint-triage", "credit-memo"):
        pages[f"new {purpose}"] = (anna, f"/new/{purpose}")
    for name, exchange in asked.items():
        pages[name] = (anna, f"/exchanges/{exchange}")
        pages[f"why {name}"] = (anna, f"/exchanges/{exchange}/why")
    for name in ("held", "approved", "rejected"):
        pages[f"review {name}"] = (rita, f"/reviews/{asked[name]}")
    return pages


def test_no_page_says_the_same_in_german_as_in_english(
    states: dict[str, tuple[Visitor, Any]],
) -> None:
    common = set()
    for name, (visitor, asked) in states.items():
        english, german = (said_on(visitor, asked, code) for code in ("en", "de"))
        same = map(without_common, english & german)
        common |= {(name, text) for text in same if WORDS.search(text)}
    assert not common, "\n".join(map(str, sorted(common)))


def test_no_german_page_holds_a_sentence_of_the_english_catalogue(
    states: dict[str, tuple[Visitor, Any]],
) -> None:
    sentences = set(english_sentences())
    found = {
        (name, text)
        for name, (visitor, asked) in states.items()
        for text in said_on(visitor, asked, "de") & sentences
    }
    assert found == set()


def test_every_german_page_says_that_it_is_german(
    states: dict[str, tuple[Visitor, Any]],
) -> None:
    for name, (visitor, asked) in states.items():
        assert '<html lang="de">' in page_of(visitor, asked, "de"), name


def said_on(visitor: Visitor, asked: Any, language: str) -> set[str]:
    return set(Reader(page_of(visitor, asked, language)).said)


def page_of(visitor: Visitor, asked: Any, language: str) -> str:
    visitor.client.set_cookie(
        "__Host-cloister-language", language, domain=HOST, secure=True
    )
    if isinstance(asked, str):
        return str(visitor.get(asked).text)
    path, form, *token = asked
    return str(visitor.post(path, form, token=token[0] if token else None).text)


def without_common(text: str) -> str:
    for pattern in COMMON:
        text = pattern.sub("", text)
    return text


def english_sentences() -> Iterator[str]:
    """Name every sentence of the catalogue that is another one in German."""
    with (FOLDER / "de" / "LC_MESSAGES" / "messages.po").open("rb") as source:
        for message in read_po(source, locale="de"):
            if isinstance(message.id, str) and message.id != message.string:
                yield message.id
