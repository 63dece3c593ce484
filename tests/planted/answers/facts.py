"""Facts of made-up texts: each can be written in several ways, and be made wrong."""

# ruff: noqa: SIM905 - lists of words read better in one line

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

FIRST = "Anna Peter Mira Tim Petra Konrad Agnes Paul Helena Omar Yusuf Ingrid Lucia Bruno Sophie Daniel Farah Viktor Nora Emil".split()
LAST = "Weber Novak Engel Becker Kern Stein Thoma Martin Okafor Lindqvist Rossi Haddad Murphy Schuster Kowalski Dubois Brandt Yilmaz Petersen Hoffmann".split()
TOWNS = "Leipzig Bristol Graz Dublin Kassel Leeds Basel Norwich Bremen Cardiff Linz Exeter Erfurt Swansea Potsdam".split()
FIRMS = "Halden Merkwitz Tolbrook Fernau Quandel Ostrava Brighthelm Lindner Varnholt Keswick".split()
_MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "de": "Januar Februar M\u00e4rz April Mai Juni Juli August September Oktober November Dezember".split(),
}
_WORDS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".split(),
    "de": "null ein zwei drei vier f\u00fcnf sechs sieben acht neun zehn elf zw\u00f6lf dreizehn vierzehn f\u00fcnfzehn sechzehn siebzehn achtzehn neunzehn zwanzig".split(),
}
_UNITS = {
    "en": ("days", "weeks", "months", "years", "working days", "hours"),
    "de": ("Tage", "Wochen", "Monate", "Jahre", "Werktage", "Stunden"),
}


@dataclass(frozen=True, slots=True)
class Made:
    """A fact: how it can be written, and how another of its kind would be.

    Args:
        kind: "number", "date", "name", "place" or "organisation".
        write: Writes it in one of its ways.
        spoil: Makes another fact of its kind that is not this one.
        repeat: Writes it as an answer does, where that differs.
    """

    kind: str
    write: Callable[[Random], str]
    spoil: Callable[[Random], "Made"]
    repeat: Callable[[Random], str] | None = None

    def again(self, draw: Random) -> str:
        """Write it as an answer does that has read it."""
        return (self.repeat or self.write)(draw)


def _grouped(cents: int, language: str, draw: Random) -> str:
    whole, part = divmod(cents, 100)
    figures = f"{whole:,}"
    if draw.random() < 0.25:
        figures = figures.replace(",", "")
    if part or draw.random() < 0.3:
        figures = f"{figures}.{part:02d}"
    if language == "de":
        figures = figures.translate(str.maketrans(",.", ".,"))
    return figures


def money(draw: Random, language: str, cents: int | None = None) -> Made:
    """Make a sum."""
    value = cents or draw.choice(
        (
            100 * draw.randrange(2, 90),
            50 * draw.randrange(150, 99_999),
            draw.randrange(1_000, 999_999),
        )
    )

    def write(pick: Random) -> str:
        figures = _grouped(value, language, pick)
        euro = "euros" if language == "en" else "Euro"
        return pick.choice(
            (
                f"EUR {figures}",
                f"{figures} EUR",
                f"{figures} {euro}",
                f"\u20ac{figures}" if language == "en" else f"{figures} \u20ac",
            )
        )

    def spoil(pick: Random) -> Made:
        wrong = pick.choice(
            (
                value + 100 * pick.randrange(1, 60),
                value * 10,
                value + 1_000 * pick.randrange(1, 9),
                _swapped(value, pick),
            )
        )
        return money(pick, language, wrong if wrong != value else value + 700)

    return Made("number", write, spoil)


def _swapped(value: int, draw: Random) -> int:
    figures = list(str(value))
    at = draw.randrange(max(1, len(figures) - 2))
    figures[at] = draw.choice([f for f in "123456789" if f != figures[at]])
    return int("".join(figures))


def percent(draw: Random, language: str, tenths: int | None = None) -> Made:
    """Make a percentage."""
    value = tenths or draw.choice((10 * draw.randrange(2, 95), draw.randrange(5, 199)))

    def write(pick: Random) -> str:
        figures = f"{value / 10:g}"
        if language == "de":
            figures = figures.replace(".", ",")
        return f"{figures}{pick.choice((' percent', ' %', '%') if language == 'en' else (' Prozent', ' %'))}"

    return Made(
        "number",
        write,
        lambda pick: percent(pick, language, value + pick.choice((5, 10, 20, 30, 100))),
    )


def count(
    draw: Random, language: str, value: int | None = None, unit: int | None = None
) -> Made:
    """Make a length of time."""
    at = draw.randrange(len(_UNITS[language])) if unit is None else unit
    number = value or draw.randrange(2, 21)

    def write(pick: Random) -> str:
        said = (
            _WORDS[language][number]
            if number <= 20 and pick.random() < 0.5
            else str(number)
        )
        return f"{said} {_UNITS[language][at]}"

    def spoil(pick: Random) -> Made:
        return count(pick, language, number + pick.choice((1, 2, 3, 5, 10)), at)

    return Made("number", write, spoil)


def day(draw: Random, language: str, when: date | None = None) -> Made:
    """Make a date."""
    value = when or date(2022, 1, 1) + timedelta(days=draw.randrange(1_400))
    month = _MONTHS[language][value.month - 1]

    def write(pick: Random) -> str:
        if language == "en":
            forms = (
                f"{value.day} {month} {value.year}",
                f"{month} {value.day}, {value.year}",
                f"{value:%Y-%m-%d}",
                f"{value:%d/%m/%Y}",
                f"{value.day} {month[:3]} {value.year}",
                f"the {value.day}{_th(value.day)} of {month} {value.year}",
            )
        else:
            forms = (
                f"{value.day}. {month} {value.year}",
                f"{value:%d.%m.%Y}",
                f"{value.day}.{value.month}.{value.year}",
                f"{value:%Y-%m-%d}",
                f"{value:%d.%m.%y}",
            )
        return pick.choice(forms)

    def spoil(pick: Random) -> Made:
        return day(
            pick,
            language,
            value + timedelta(days=pick.choice((1, -1, 2, 7, 10, 30, -31, 365, -366))),
        )

    return Made("date", write, spoil)


def _th(number: int) -> str:
    return {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}.get(
        number, "th"
    )


def short_day(draw: Random, language: str, when: date | None = None) -> Made:
    """Make a date of which an answer gives day and month alone."""
    value = when or date(2024, 1, 1) + timedelta(days=draw.randrange(360))
    month = _MONTHS[language][value.month - 1]

    def repeat(pick: Random) -> str:
        forms = {
            "en": (f"{value.day} {month}", f"{month} {value.day}"),
            "de": (f"{value.day}. {month}", f"{value:%d.%m.}"),
        }
        return pick.choice(forms[language])

    def spoil(pick: Random) -> Made:
        later = timedelta(days=pick.choice((1, 2, 5, 9, 31)))
        return short_day(pick, language, value + later)

    return Made("date", day(draw, language, value).write, spoil, repeat)


def clock(draw: Random, language: str, minute: int | None = None) -> Made:
    """Make a time of day."""
    value = minute or 15 * draw.randrange(28, 76)
    hour, rest = divmod(value, 60)

    def write(pick: Random) -> str:
        if language == "de":
            return pick.choice((f"{hour}:{rest:02d} Uhr", f"{hour}.{rest:02d} Uhr"))
        half = "am" if hour < 12 else "pm"
        return pick.choice(
            (f"{hour:02d}:{rest:02d}", f"{(hour - 1) % 12 + 1}:{rest:02d} {half}")
        )

    return Made(
        "date",
        write,
        lambda pick: clock(pick, language, value + pick.choice((15, 30, 60, -60, -30))),
    )


def person(draw: Random, language: str, who: tuple[str, str] | None = None) -> Made:
    """Make a person."""
    first, last = who or (draw.choice(FIRST), draw.choice(LAST))

    def spoil(pick: Random) -> Made:
        other = pick.choice([name for name in LAST if name != last])
        new = pick.choice([name for name in FIRST if name != first])
        return person(
            pick, language, pick.choice(((first, other), (new, other), (new, other)))
        )

    return Made("name", lambda _: f"{first} {last}", spoil)


def stand_in(draw: Random, kind: str, number: int = 1) -> Made:
    """Make a surrogate."""
    return Made(
        "name",
        lambda _: f"[{kind}_k7q2_{number}]",
        lambda pick: stand_in(draw, kind, number + pick.randrange(3, 9)),
    )


def code(draw: Random, language: str, written: str | None = None) -> Made:
    """Make a number of a customer, a file or an invoice."""
    del language
    value = written or draw.choice(("KD-", "RE-2024-", "AZ ", "C")) + str(
        draw.randrange(10_000, 9_999_999)
    )

    def spoil(pick: Random) -> Made:
        head, tail = value[:-4], value[-4:]
        wrong = str((int(tail) + pick.randrange(1, 9_000)) % 10_000).zfill(4)
        return code(pick, "", head + wrong)

    return Made("number", lambda _: value, spoil)


def named_by_last(
    draw: Random, language: str, who: tuple[str, str] | None = None
) -> Made:
    """Make a person whom text and answer name by the last name, after a title."""
    del language
    last = who[1] if who else draw.choice(LAST)

    def spoil(pick: Random) -> Made:
        other = pick.choice([name for name in LAST if name != last])
        return named_by_last(pick, "", ("", other))

    return Made("name", lambda _: last, spoil)


def place(draw: Random, language: str, where: str | None = None) -> Made:
    """Make a town."""
    del language
    value = where or draw.choice(TOWNS)

    def spoil(pick: Random) -> Made:
        return place(pick, "", pick.choice([one for one in TOWNS if one != value]))

    return Made("place", lambda _: value, spoil)


def organisation(draw: Random, language: str, who: str | None = None) -> Made:
    """Make an organisation with its legal form."""
    firm = who or draw.choice(FIRMS)
    form = "GmbH" if language == "de" else "Ltd"

    def spoil(pick: Random) -> Made:
        other = pick.choice([one for one in FIRMS if one != firm])
        return organisation(pick, language, other)

    return Made("organisation", lambda _: f"{firm} {form}", spoil)
