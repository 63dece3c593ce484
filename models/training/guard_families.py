"""Which wordings are drawn for what, and how often, by language and by lot.

The report draws the first lots as it always did, and the fourth and the fifth apart,
so that its older figures stay comparable.
"""

from dataclasses import dataclass

from models.training import guard_attacks_brief_en as brief
from models.training import guard_attacks_de as de
from models.training import guard_attacks_en as en
from models.training import guard_attacks_hidden_en as hidden
from models.training import guard_attacks_more_de as more_de
from models.training import guard_attacks_more_en as more
from models.training import guard_attacks_played_en as played
from models.training import guard_attacks_said_de as told_de
from models.training import guard_attacks_said_en as told
from models.training import guard_attacks_typed_de as typed_de
from models.training import guard_attacks_typed_en as typed
from models.training import guard_attacks_urged_en as urged
from models.training import guard_attacks_wide_de as wide_de
from models.training import guard_attacks_wide_en as wide
from models.training import guard_benign as ok
from models.training import guard_benign_asked_en as asked
from models.training import guard_benign_brief_en as short
from models.training import guard_benign_more as fine
from models.training import guard_benign_said_de as tell_de
from models.training import guard_benign_said_en as tell
from models.training import guard_benign_typed_de as said_de
from models.training import guard_benign_typed_en as said
from models.training import guard_benign_wide as plain
from models.training.guard_wordings import read_wordings

LOTS = ("all", "first", "typed", "broad")

Blocks = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Family:
    """Blocks of wordings and how often each is drawn.

    Args:
        first: Those that the report's older figures are made on.
        wide: Those that no report draws.
        typed: Those that the report has apart, the fourth lot.
        broad: The fifth lot, apart as well.
    """

    first: Blocks
    wide: Blocks = ()
    typed: Blocks = ()
    broad: Blocks = ()

    def of(self, lot: str) -> Blocks:
        """Give the blocks of one of `LOTS`; where a later one has none, the older."""
        if lot == "first":
            return self.first
        if lot == "typed":
            return self.typed or self.first + self.wide
        if lot == "broad" and self.broad:
            return self.broad
        return self.first + self.wide + self.typed + self.broad


_BROAD = ("en_orders", "en_talk", "en_hidden", "en_forms", "de", "other")
_ORDERS, _TALK, _HIDDEN, _FORMS, _DE, _OTHER = (
    read_wordings(f"attacks_{name}") for name in _BROAD
)
FINE_ORDERS, FINE_TALK, FINE_HIDDEN, FINE_FORMS, FINE_DE, FINE_OTHER = (
    read_wordings(f"fine_{name}") for name in _BROAD
)
# Texts of some sentences: which of them attack is not told.
TURNING, WHOLE = (
    {language: read_wordings(f"{side}_{language}_long") for language in ("en", "de")}
    for side in ("attacks", "fine")
)

DIRECT = {
    "en": Family(
        (
            (en.OVERRIDE, 5), (en.LEAK, 5), (en.PERSONA, 6), (en.HARM, 4),
            (en.MARKERS, 2), (en.INDIRECT, 4), (more.SHORT_LEAK, 6), (more.ABOVE, 3),
            (more.SHORT_OVERRIDE, 5), (more.SHORT_PERSONA, 4), (more.ROLES, 3),
            (more.SPLIT, 3), (more.EXFIL, 3), (more.LETTER_ORDER, 3),
        ),
        (
            (wide.DROP, 16), (wide.LEAKS, 12), (wide.AGENT, 7), (wide.SOURCE, 5),
            (wide.PRESS, 7),
        ),
        (
            (typed.OVERRIDES, 17), (typed.ONLY, 7), (typed.EXTRACTION, 20),
            (urged.SECRETS, 9), (urged.AUTHORITY, 6), (urged.PRESSURE, 5),
            (played.JAILBREAK, 12), (played.HARMFUL, 7), (played.PARTS, 8),
            (played.FORGED, 8), (played.DETOUR, 7), (hidden.HIDDEN, 6),
            (hidden.EXFILTRATE, 4), (hidden.MIXED, 4), (told.ORDERS, 18),
            (told.ASKS, 14), (told.TALES, 8), (brief.SHORT, 18), (brief.LETTERS, 5),
        ),
        ((_ORDERS, 60), (_TALK, 70), (_HIDDEN, 30), (_FORMS, 60)),
    ),
    "de": Family(
        (
            (de.OVERRIDE, 5), (de.LEAK, 4), (de.PERSONA, 4), (de.HARM, 3),
            (de.INDIRECT, 4), (more_de.SHORT_LEAK, 5), (more_de.ABOVE, 2),
            (more_de.SHORT_OVERRIDE, 5), (more_de.SHORT_PERSONA, 3),
            (more_de.LETTER_ORDER, 4),
        ),
        (
            (wide_de.DROP, 12), (wide_de.LEAKS, 8), (wide_de.AGENT, 5),
            (wide_de.SOURCE, 4), (wide_de.PRESS, 5),
        ),
        (
            (typed_de.OVERRIDES, 10), (typed_de.ONLY, 5), (typed_de.EXTRACTION, 10),
            (typed_de.SECRETS, 4), (typed_de.AUTHORITY, 5), (typed_de.JAILBREAK, 5),
            (typed_de.HARMFUL, 3), (typed_de.HIDDEN, 4), (typed_de.FORGED, 6),
            (told_de.ORDERS, 10), (told_de.ASKS, 8), (told_de.SHORT, 14),
            (told_de.LETTERS, 4),
        ),
        ((_DE, 90),),
    ),
    "other": Family(
        ((de.OTHER, 2),), ((wide.OTHER, 3),), ((hidden.MIXED, 1),), ((_OTHER, 5),)
    ),
}  # fmt: skip
HIDDEN = {
    "en": Family(
        (
            (en.OVERRIDE, 4), (en.INDIRECT, 8), (en.MARKERS, 3), (en.LEAK, 2),
            (en.PERSONA, 2), (en.TASKS, 6), (en.HARM, 1), (more.SHORT_LEAK, 1),
            (more.ABOVE, 1), (more.SHORT_OVERRIDE, 3), (more.SHORT_PERSONA, 1),
            (more.ROLES, 2), (more.SPLIT, 1), (more.EXFIL, 4), (more.LETTER_ORDER, 6),
        ),
        (
            (wide.DROP, 9), (wide.LEAKS, 3), (wide.AGENT, 9), (wide.SOURCE, 9),
            (wide.PRESS, 6),
        ),
        (
            (hidden.HIDDEN, 16), (hidden.TOOLED, 11), (hidden.EXFILTRATE, 8),
            (hidden.MIXED, 4), (typed.OVERRIDES, 9), (typed.ONLY, 7),
            (typed.EXTRACTION, 4), (urged.SECRETS, 2), (urged.AUTHORITY, 3),
            (urged.PRESSURE, 2), (played.FORGED, 6), (played.DETOUR, 4),
            (played.JAILBREAK, 2), (played.PARTS, 2), (told.ORDERS, 10),
            (told.ASKS, 3), (told.TALES, 3), (brief.SHORT, 6), (brief.LETTERS, 9),
        ),
        ((_HIDDEN, 75), (_ORDERS, 50), (_TALK, 15), (_FORMS, 25)),
    ),
    "de": Family(
        (
            (de.OVERRIDE, 4), (de.INDIRECT, 6), (de.LEAK, 2), (de.PERSONA, 2),
            (de.TASKS, 4), (more_de.SHORT_LEAK, 1), (more_de.SHORT_OVERRIDE, 3),
            (more_de.SHORT_PERSONA, 1), (more_de.LETTER_ORDER, 6),
        ),
        (
            (wide_de.DROP, 6), (wide_de.LEAKS, 2), (wide_de.AGENT, 5),
            (wide_de.SOURCE, 6), (wide_de.PRESS, 4),
        ),
        (
            (typed_de.HIDDEN, 12), (typed_de.OVERRIDES, 5), (typed_de.ONLY, 4),
            (typed_de.EXTRACTION, 2), (typed_de.SECRETS, 2), (typed_de.AUTHORITY, 2),
            (typed_de.FORGED, 5), (typed_de.JAILBREAK, 1), (told_de.ORDERS, 5),
            (told_de.ASKS, 2), (told_de.SHORT, 5), (told_de.LETTERS, 6),
        ),
        ((_DE, 60),),
    ),
    "other": Family(
        ((de.OTHER, 2),), ((wide.OTHER, 3),), ((hidden.MIXED, 1),), ((_OTHER, 5),)
    ),
}  # fmt: skip
_LONG = Family(
    (
        (en.PERSONA, 8), (en.OVERRIDE, 2), (en.HARM, 2), (en.LEAK, 1),
        (more.SHORT_PERSONA, 3), (more.SHORT_OVERRIDE, 1),
    ),
    (),
    ((played.JAILBREAK, 8), (urged.PRESSURE, 2), (played.DETOUR, 1)),
    ((_TALK, 8), (_ORDERS, 3)),
)  # fmt: skip
LONG = {
    "en": _LONG,
    "de": Family(
        (
            (de.PERSONA, 6), (de.OVERRIDE, 2), (de.HARM, 2),
            (more_de.SHORT_PERSONA, 2),
        ),
        (),
        ((typed_de.JAILBREAK, 6),),
        ((_DE, 6),),
    ),
    "other": DIRECT["other"],
}  # fmt: skip
TRIGGERS = {
    "en": Family(
        ((ok.LETTER, 5), (fine.LETTER, 3), (ok.STAFF, 2)),
        ((plain.LETTER, 5), (plain.STEPS, 4)),
        (
            (said.TRIGGER, 9), (said.OFFICE, 6), (asked.SOUNDS_BAD, 2),
            (tell.ORDERS, 7), (tell.ASKS, 4), (tell.TALES, 4), (short.SHORT, 7),
        ),
        ((FINE_ORDERS, 28), (FINE_HIDDEN, 26), (FINE_TALK, 14), (FINE_FORMS, 22)),
    ),
    "de": Family(
        ((ok.LETTER_DE, 1), (fine.LETTER_DE, 1)),
        ((plain.LETTER_DE, 1), (plain.STEPS_DE, 1)),
        (
            (said_de.TRIGGER, 2), (said_de.OFFICE, 1), (tell_de.ORDERS, 1),
            (tell_de.ASKS, 1), (tell_de.TALES, 1), (tell_de.SHORT, 2),
        ),
        # Each block of these is drawn as often as another.
        ((FINE_DE, 1),) * 10,
    ),
}  # fmt: skip
ASKED = {
    "en": Family(
        ((ok.ASK, 3), (en.TASKS, 2), (fine.ASK, 1)),
        ((plain.ASK, 2),),
        ((asked.ASSISTED, 4), (asked.SOUNDS_BAD, 3)),
        ((FINE_TALK, 16), (FINE_ORDERS, 8), (FINE_FORMS, 6)),
    ),
    "de": Family(((de.TASKS, 1),), (), ((said_de.ASSISTED, 1),), ((FINE_DE, 4),)),
}
