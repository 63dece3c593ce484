"""Ends an answer at a stop text, also one that is spread over several tokens.

A token whose text could be the beginning of a stop text is held back until it cannot be
one any more. Every token is given out in the end; those of the stop text are empty.
"""

from dataclasses import replace

from appliance.domain.answer import Token


class Stops:
    """The stop texts of one answer."""

    def __init__(self, texts: tuple[str, ...]) -> None:
        """Start at the beginning of an answer."""
        self._texts = texts
        self._held: list[Token] = []
        self.met = False

    def take(self, token: Token) -> list[Token]:
        """Take the next token and give out what can be shown."""
        if not self._texts:
            return [token]
        self._held.append(token)
        text = "".join(held.text for held in self._held)
        found = [at for stop in self._texts if (at := text.find(stop)) >= 0]
        if found:
            self.met = True
            return self._cut(min(found))
        keep = max(_overlap(text, stop) for stop in self._texts)
        return self._release(len(text) - keep)

    def rest(self) -> list[Token]:
        """Give out what was held back, when the answer ends otherwise."""
        held, self._held = self._held, []
        return held

    def _release(self, chars: int) -> list[Token]:
        """Give out the tokens that lie within so many characters."""
        given = []
        while self._held and len(self._held[0].text) <= chars:
            chars -= len(self._held[0].text)
            given.append(self._held.pop(0))
        return given

    def _cut(self, chars: int) -> list[Token]:
        """Give out every held token, its text only within so many characters."""
        given = []
        for token in self.rest():
            given.append(replace(token, text=token.text[:chars]))
            chars -= len(given[-1].text)
        return given


def _overlap(text: str, stop: str) -> int:
    """Tell how many last characters of a text could begin a stop text."""
    return next(
        n for n in range(min(len(text), len(stop) - 1), -1, -1) if _ends(text, stop, n)
    )


def _ends(text: str, stop: str, n: int) -> bool:
    return text.endswith(stop[:n])
