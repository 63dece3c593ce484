"""The rules of a fictitious bank for credit applications, and cases that follow them.

The rules are in `assess` and nowhere else. A case draws facts, writes each number in
one of several ways, and puts them into an application (`reference_applications.py`).
An answer gives each number as it stands in the application, or "" where none stands.
"""

from dataclasses import dataclass
from random import Random

from appliance.engine.figures import figures_of

from .reference_applications import Stated, write_text
from .reference_messages import Case

RATIO_RAISED_ABOVE_PERCENT = 35
RATIO_TOO_HIGH_ABOVE_PERCENT = 50
LARGE_ABOVE = 50_000
SHORT_BELOW_YEARS = 2

APPROVED_SHARE = 0.2
"""How many applications are drawn to be approved, besides those that are by chance."""

FIELDS = ("applicant", "amount", "income", "debt_ratio", "years_employed", "defaults")
Answer = dict[str, str | list[str]]

# One string, because a list would be formatted into a dozen lines.
_SMALL = "zero one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905 - see above
# Ranges to draw from, often near the limits of the rules.
_AMOUNTS = ((1_000, 9_999), (1_000, 95_000), (5_000, 9_999), (40_000, 60_000))
_RATIOS = ((5, 35), (5, 99), (30, 40), (45, 55))
_MONEY = ("EUR {}", "{} EUR", "€{}", "{} euros", "€ {}", "£{}", "{}", "{} €", "${}")


@dataclass(frozen=True, slots=True)
class CreditFacts:
    """What an application states; `None` where it states nothing."""

    amount: float | None
    income: float | None
    ratio_percent: float | None
    years: float | None
    defaults: int | None


@dataclass(frozen=True, slots=True)
class Application:
    """A masked application and the answer to it, in the order of its schema."""

    text: str
    facts: CreditFacts
    answer: Answer


def assess(facts: CreditFacts) -> tuple[list[str], str]:
    """Apply the bank's rules to stated facts.

    1. A fact is missing: refer.
    2. Two or more defaults, or a debt ratio above 50 %: decline.
    3. One default, a debt ratio above 35 %, less than two years employed, or an amount
       above 50,000: refer.
    4. Otherwise approve. The debt ratio is then low and there is no default.

    A decline outranks a missing fact, a missing fact outranks rule 3.

    Returns:
        The reason codes in the order of `REASONS`, and the recommendation.
    """
    ratio, years, defaults = facts.ratio_percent, facts.years, facts.defaults
    missing = None in (facts.amount, facts.income, ratio, years, defaults)
    reasons = ["FACTS_MISSING"] if missing else []
    decline = False
    if defaults is not None and defaults > 1:
        reasons.append("REPEATED_DEFAULTS")
        decline = True
    if ratio is not None and ratio > RATIO_TOO_HIGH_ABOVE_PERCENT:
        reasons.append("DEBT_RATIO_TOO_HIGH")
        decline = True
    if defaults == 1:
        reasons.append("ONE_DEFAULT")
    if (
        ratio is not None
        and RATIO_RAISED_ABOVE_PERCENT < ratio <= RATIO_TOO_HIGH_ABOVE_PERCENT
    ):
        reasons.append("DEBT_RATIO_RAISED")
    if years is not None and years < SHORT_BELOW_YEARS:
        reasons.append("SHORT_EMPLOYMENT")
    if facts.amount is not None and facts.amount > LARGE_ABOVE:
        reasons.append("LARGE_AMOUNT")
    if decline:
        return reasons, "decline"
    if reasons:
        return reasons, "refer"
    return ["DEBT_RATIO_LOW", "NO_DEFAULTS", "STEADY_EMPLOYMENT"], "approve"


def write_application(random: Random, *, held_back: bool = False) -> Application:
    """Write one application and its answer.

    Args:
        random: Decides facts and wording.
        held_back: Use the held-back wordings and layouts, and only those.
    """
    case = Case(random)
    kind = random.choices(("PERSON", "ORG", ""), (88, 6, 6))[0]
    applicant = case.issue(kind) if kind else ""
    facts, stated = _draw(random)
    if random.random() < APPROVED_SHARE:
        while assess(facts)[1] != "approve":
            facts, stated = _draw(random)
    text = write_text(applicant, stated, case, random, held_back=held_back)
    standing = {figure.lower(): figure for figure in figures_of((text,))}
    figures = (
        standing[stated[name].figure.lower()] if name in stated else ""
        for name in FIELDS[1:]
    )
    return Application(text, facts, _answer((applicant, *figures), facts))


def answer_without_facts() -> Answer:
    """The answer to a text that is no application: nothing stated, refer."""
    nothing = CreditFacts(None, None, None, None, None)
    return _answer(("",) * len(FIELDS), nothing)


def _answer(values: tuple[str, ...], facts: CreditFacts) -> Answer:
    reasons, recommendation = assess(facts)
    given: Answer = dict(zip(FIELDS, values, strict=True))
    return given | {"reasons": reasons, "recommendation": recommendation}


def _draw(random: Random) -> tuple[CreditFacts, dict[str, Stated]]:
    """Draw facts, and how each is written."""
    low, high = random.choice(_AMOUNTS)
    amount, shown_amount = _money(random, low, high)
    income, shown_income = _money(random, 1_100, 9_500, steps=(1, 10, 50, 100))
    low, high = random.choice(_RATIOS)
    ratio: float = random.randint(low, high)
    if random.random() < 0.08:
        ratio += random.randint(1, 9) / 10
    unit = random.choice(("%", " %", " percent", " per cent", "%"))
    defaults = random.choice((0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4))
    years, shown_years = _years(random)
    shown = {
        "amount": shown_amount,
        "income": shown_income,
        "debt_ratio": Stated(f"{ratio:g}", f"{ratio:g}{unit}"),
        "years_employed": shown_years,
        "defaults": _defaults(defaults, random),
    }
    missing = set(random.sample(FIELDS[1:], k=random.choice((1, 1, 1, 2, 3))))
    if random.random() < 0.8:
        missing = set()
    values = dict(
        zip(FIELDS[1:], (amount, income, ratio, years, defaults), strict=True)
    )
    facts = CreditFacts(*(None if n in missing else v for n, v in values.items()))  # type: ignore[arg-type] # defaults is drawn as an int
    return facts, {name: value for name, value in shown.items() if name not in missing}


def _money(
    random: Random, low: int, high: int, steps: tuple[int, ...] = (1, 50, 500, 1_000)
) -> tuple[float, Stated]:
    step = random.choice(steps)
    value = random.randrange(low // step * step or step, high, step)
    pattern = random.choice(_MONEY)
    way = random.random()
    if way < 0.14:
        value = max(value // 100 * 100, 100)
        figure = f"{value / 1_000:g}{random.choice(('k', 'k', 'K', ' k'))}"
    elif way < 0.2:
        figure = f"{value:,}.{random.choice(('00', '00', '50'))}"
        if figure.endswith("50"):
            return value + 0.5, Stated(figure, pattern.format(figure))
    elif way < 0.62:
        figure = f"{value:,}"
    elif way < 0.68:
        figure = f"{value:,}".replace(",", " ")
    else:
        figure = str(value)
    return value, Stated(figure, pattern.format(figure))


def _years(random: Random) -> tuple[float, Stated]:
    if random.random() < 0.12:
        months = random.choice((random.randint(2, 23), random.randint(20, 40)))
        figure = f"{months} months"
        return months / 12, Stated(figure, figure)
    years: float = random.choice((0, 1, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12))
    if random.random() < 0.2:
        years = random.randint(10, 38)
    if random.random() < 0.08:
        years += 0.5
    figure = f"{years:g}"
    if years in range(1, 13) and random.random() < 0.2:
        figure = _SMALL[int(years)]
    if years == 1:
        unit = " year"
    else:
        unit = random.choice((" years", " years", " yrs", " years", "y"))
    return years, Stated(
        figure, figure + unit if figure.isdigit() else f"{figure} years"
    )


def _defaults(count: int, random: Random) -> Stated:
    figure = str(count)
    way = random.random()
    if count == 0 and way < 0.6:
        figure = random.choice(("no", "no", "none", "zero", "nil", "never"))
    elif count and way < 0.3:
        figure = _SMALL[count]
    return Stated(figure, figure)
