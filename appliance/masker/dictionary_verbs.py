"""The masker's verbs by which people correct what is masked; for the web unit alone.

`mark` has words masked in one case; `change_dictionary` enters what two people agreed
on, or takes it out; `dictionary` tells what is in force without showing an entry.
"""

from collections.abc import Mapping
from typing import Any

from appliance.detect.phrases import Phrase, words_of
from appliance.domain.entity import EntityKind
from appliance.domain.proposal import MAX_WORDS_CHARS
from appliance.masker.codec import text_of
from appliance.masker.dictionary import SiteDictionary
from appliance.masker.room import MaskerRoom
from appliance.settings import Settings
from appliance.wire.peers import uids_of
from appliance.wire.server import Request, Verb


def dictionary_verbs_of(
    room: MaskerRoom, site: SiteDictionary, settings: Settings
) -> dict[str, Verb]:
    """Bind the verbs to their callers."""
    pages = uids_of((settings.users.web,))

    def mark(request: Request) -> Mapping[str, Any]:
        body = request.body
        kind = EntityKind(text_of(body, "kind"))
        room.mark(text_of(body, "case"), Phrase(_words_in(body), kind))
        return {}

    def change(request: Request) -> Mapping[str, Any]:
        body = request.body
        adds = body["adds"]
        if not isinstance(adds, bool):
            raise ValueError("adds is no boolean")  # noqa: TRY004 - one for the wire
        entry = (text_of(body, "listed"), _words_in(body))
        actor, proposal = text_of(body, "actor"), text_of(body, "proposal")
        return site.change(entry, adds=adds, actor=actor, proposal=proposal)

    def in_force(_: Request) -> Mapping[str, Any]:
        return site.in_force()

    return {
        "mark": Verb(mark, pages),
        "change_dictionary": Verb(change, pages),
        "dictionary": Verb(in_force, pages),
    }


def _words_in(body: Mapping[str, Any]) -> str:
    """Read the words of a mark or an entry: one line with a letter or digit.

    Raises:
        KeyError, ValueError: They are missing or are none.
    """
    words = " ".join(text_of(body, "words").split())
    if not 0 < len(words) <= MAX_WORDS_CHARS:
        raise ValueError(f"{len(words)} code points, 1 to {MAX_WORDS_CHARS}")
    if not any(word[:1].isalnum() for word in words_of(words)):
        raise ValueError("no letter or digit")
    return words
