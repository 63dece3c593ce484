"""Whether a sentence of an answer says anything that its sources say. Pure.

Lexical: the share of its telling words that stand in a source, by their first letters.
It knows no synonyms and no meaning, so it is a hint beside the facts that are checked
one by one, and by default only noted. A sentence of manners ("Thank you for your
message") tells nothing and is not judged.
"""

import re
from collections.abc import Collection

from appliance.guards.sources import fold

_WORD = re.compile(r"[^\W\d_]{3,}")
_STEM = 5
# Fewer telling words than these judge nothing.
LEAST_WORDS = 4
# Below this share of them a sentence counts as unsupported.
SUPPORTED_PERMILLE = 250
# Words that say nothing about what a text is about, and those of manners.
_EMPTY = frozenset(
    """
    about after again also and another answer any anything are ask asked available
    back because been before being below best both but call can care cannot come
    contact could customer customers dear did does each else ever every feel few find
    for forward from get give glad had happy has have hello help her here hers him his
    hope house how however into its itself just kind kindly know last let like look
    made make many matter may message might more most much must need next not note
    nothing now once one only other our ours out over own patience please possible
    question questions reach regard regarding regards reply request respond said same
    say see send she should since sincerely soon sorry still such sure take team tell
    than thank thanks that the their them then there these they thing this those time
    too touch trouble under understand until upon use very want was way welcome well
    were what when where which while who whom why will wish with within work would
    write wrote yes yet you your yours
    aber alle allem allen aller alles als also andere anderen auch auf aus bei beim
    bereits bis bitte damit dank danke dann das dass dazu dem den denn der des die dies
    diese diesem diesen dieser dieses doch dort durch ein eine einem einen einer eines
    entschuldigung fragen freundliche freundlichen gerne geehrte geehrter gern gruesse
    gruessen guten haben hatte hatten hier ihm ihn ihnen ihr ihre ihrem ihren ihrer
    immer ist jede jeden jeder jetzt kann kein keine keinen koennen kontakt leider mehr
    mit moechten muss nach nachricht nicht noch nun nur oder ohne sehr sein seine seit
    sich sie sind soll tag ueber und uns unser unsere unserem unseren unserer unter
    verfuegung viel viele vielen vom von vor war waren was weil weiter weitere wenn
    werden wie wieder wir wird wurde wurden zeit zum zur zwischen
    """.split()  # noqa: SIM905 - a list would take a line for each
)


def telling_words(text: str) -> list[str]:
    """Give the first letters of each word that says what a text is about."""
    words = (fold(word) for word in _WORD.findall(text))
    return [word[:_STEM] for word in words if word not in _EMPTY]


def support_permille(sentence: str, known: Collection[str]) -> int | None:
    """Tell which share of a sentence's telling words is known; None if it has few.

    Args:
        sentence: Without surrogates.
        known: First letters of the words of its sources, as `telling_words` gives them.
    """
    words = telling_words(sentence)
    if len(words) < LEAST_WORDS:
        return None
    return 1000 * sum(word in known for word in words) // len(words)
