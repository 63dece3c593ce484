"""Writes dates, stretches of time, ages and how long things last, by language."""

from random import Random

from models.training.pii_lists_words import MONTHS, NUMBERS, TENS, UNITS

# ruff: noqa: E501 - a table of forms reads better when its lines are not broken

_WORDED: dict[str, str] = {
    "en": "{d} {m} {y}|{m} {d}, {y}|{d} {m}|{d}{th} {m} {y}|{d} {s} {y}|the {d}{th} of {m}|{s} {d}, {y}|{m} {d}{th}|{d}-{s}-{yy}|{s}. {d}, {y}|{d} {m}, {y}|{m} {d} {y}",
    "de": "{d}. {m} {y}|{d}. {m}|{dd}. {m} {y}|{d}.{m} {y}",
    "fr": "{d} {m} {y}|{d} {m} {y}|1er {m} {y}|{d} {m}",
    "es": "{d} de {m} de {y}|{d} de {m} de {y}|{d} de {m}|{d} de {m} del {y}|{d} {m} {y}",
}
_RANGES: dict[str, str] = {
    "en": "{y}-{z}|{y} to {z}|{a}-{b} {m} {y}|{m} to {n} {y}|{m}–{n} {z}|{a} {m} to {b} {n} {y}|{m} {y} - {n} {z}",
    "de": "{y}-{z}|{a}. bis {b}. {m} {y}|{m} bis {n} {z}|{y} bis {z}",
    "fr": "{y}-{z}|{a} au {b} {m} {y}|{y} et {z}|{m} et {n} {z}",
    "es": "{y}-{z}|{a} al {b} de {m} de {y}|{y} y {z}|{m} y {n} de {z}",
}
_AGED: dict[str, str] = {
    "en": "{n} years old|{n}-year-old|aged {n}|{n} yo|age {n}|{w} years old|{n}yo|{n} years of age|in his {t}0s|in her {t}0s|{m} months old|{n} y/o|{n}|{n}|{w}",
    "de": "{n} Jahre alt|{n}-jährig|im Alter von {n} Jahren|{n}",
    "fr": "âgé de {n} ans|{n} ans|âgée de {n} ans",
    "es": "de {n} años|{n} años de edad|{n} años",
}
_FIGURES = (
    "{dd}{p}{mm}{p}{y}|{d}{p}{k}{p}{y}|{dd}{p}{mm}{p}{yy}|{y}-{mm}-{dd}|{k}/{d}/{y}"
)


class Times:
    """Draws what tells time."""

    def __init__(self, random: Random, language: str) -> None:
        self._random = random
        self._language = language
        self._months = MONTHS[language].split()

    def date(self) -> str:
        """Write a day in figures, or in words."""
        if self._random.random() < 0.45:
            return self.worded()
        return self._day(self._random.choice(_FIGURES.split("|")))

    def worded(self) -> str:
        """Write a day in words."""
        return self._day(self._random.choice(_WORDED[self._language].split("|")))

    def month_and_year(self) -> str:
        """Write a month, mostly with its year."""
        month = self._random.choice(self._months)
        if self._random.random() < 0.25:
            return month
        glue = " de " if self._language == "es" else " "
        return f"{month}{glue}{self.year()}"

    def year(self) -> str:
        """Write a year."""
        return str(self._random.randint(1940, 2026))

    def range(self) -> str:
        """Write a stretch of time between two dates."""
        draw = self._random
        start = draw.randint(1960, 2020)
        first, second = draw.choices(self._months, k=2)
        return draw.choice(_RANGES[self._language].split("|")).format(
            y=start, z=start + draw.randint(1, 6), m=first, n=second,
            a=draw.randint(1, 14), b=draw.randint(15, 28),
        )  # fmt: skip

    def time(self) -> str:
        """Write a time of day."""
        return f"{self._random.randint(0, 23):02}:{self._random.randint(0, 59):02}"

    def age(self) -> str:
        """Write an age in figures."""
        return str(self._random.randint(1, 99))

    def aged(self) -> str:
        """Write an age as running text has it."""
        draw = self._random
        years = draw.randint(2, 98)
        unit = draw.choice(NUMBERS["en"].split()[:8])
        return draw.choice(_AGED[self._language].split("|")).format(
            n=years, t=max(2, years // 10), m=draw.randint(2, 20),
            w=f"{draw.choice(TENS.split())}-{unit}",
        )  # fmt: skip

    def duration(self) -> str:
        """Write how long something lasts."""
        draw, language = self._random, self._language
        unit = draw.choice(UNITS[language].split())
        count = draw.choice((*NUMBERS[language].split(), *map(str, range(2, 60))))
        if language == "en" and draw.random() < 0.15:
            return f"{count}-{unit.removesuffix('s')}"
        return f"{count} {unit}"

    def years(self) -> str:
        """Write a number of years, as how long somebody was employed."""
        unit = {"en": "years", "de": "Jahre", "fr": "ans", "es": "años"}[self._language]
        return f"{self._random.randint(2, 40)} {unit}"

    def _day(self, form: str) -> str:
        draw = self._random
        day, number, year = draw.randint(1, 28), draw.randint(1, 12), self.year()
        month = draw.choice(self._months)
        ordinal = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd"}
        return form.format(
            d=day, dd=f"{day:02}", k=number, mm=f"{number:02}", m=month, s=month[:3],
            y=year, yy=year[2:], th=ordinal.get(day, "th"),
            p="." if self._language == "de" else draw.choice("//-."),
        )  # fmt: skip
