"""Writes credit applications and the answer that the bank's rules give to them.

The rules are in `assess` and nowhere else; they belong to a fictitious bank. Facts are
written as lines or as a paragraph, numbers in several ways. An answer quotes the lines
or sentences that state facts, in the order of the rules, so that no number is retyped.
Held back from training: the last layout of each list, and the value ranges of
`HELD_BACK_AMOUNTS` and `HELD_BACK_INCOMES`.
"""

from dataclasses import dataclass
from random import Random

from .reference_messages import Case

HELD_BACK_AMOUNTS = range(31_000, 36_000)
HELD_BACK_INCOMES = range(4_400, 4_900)

RATIO_RAISED_ABOVE_PERCENT = 35
RATIO_TOO_HIGH_ABOVE_PERCENT = 50
LARGE_ABOVE = 50_000
SHORT_BELOW_YEARS = 2

PURPOSES = (
    "a used car",
    "a new kitchen",
    "home repairs",
    "furniture",
    "solar panels",
    "a wedding",
    "training",
    "debt consolidation",
    "medical costs",
    "a new heating",
)
_LINE_LABELS: dict[str, tuple[str, ...]] = {
    "applicant": ("Applicant", "Name", "Customer", "Applicant name"),
    "amount": ("Amount", "Loan amount", "Requested amount", "Credit amount"),
    "income": (
        "Monthly income",
        "Net income per month",
        "Income",
        "Monthly net income",
    ),
    "ratio": ("Debt ratio", "Debt-to-income ratio", "DTI", "Ratio of debts to income"),
    "years": ("Years employed", "Employed for", "Employment", "Years in present job"),
    "defaults": ("Defaults", "Past defaults", "Payment defaults", "Known defaults"),
}
_SENTENCES: dict[str, tuple[str, ...]] = {
    "amount": (
        "{applicant} asks for a loan of {amount} for {purpose}.",
        "{applicant} applies for {amount} to pay for {purpose}.",
        "{applicant} would like to borrow {amount} for {purpose}.",
        "A loan of {amount} for {purpose} is requested by {applicant}.",
    ),
    "income": (
        "The monthly income is {income}.",
        "The income is {income} per month.",
        "Net income per month: {income}.",
        "Every month {income} comes in.",
    ),
    "ratio": (
        "The debt ratio is {ratio}.",
        "Debts take {ratio} of the income.",
        "The debt-to-income ratio stands at {ratio}.",
        "That makes a debt ratio of {ratio}.",
    ),
    "years": (
        "The applicant has been employed for {years}.",
        "Employment has lasted {years}.",
        "The present job was taken up {years} ago.",
        "The applicant has worked there for {years} now.",
    ),
    "defaults": (
        "The file shows {defaults}.",
        "There are {defaults} on record.",
        "The credit bureau reports {defaults}.",
        "We found {defaults} in the register.",
    ),
}


@dataclass(frozen=True, slots=True)
class CreditFacts:
    """What an application states; `None` where it states nothing."""

    amount: int | None
    income: int | None
    ratio_percent: int | None
    years: int | None
    defaults: int | None


@dataclass(frozen=True, slots=True)
class Application:
    """A masked application and the answer to it, in the order of its schema."""

    text: str
    facts: CreditFacts
    answer: dict[str, str | list[str]]


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
        held_back: Use the held-back layouts and value ranges, and only those.
    """
    facts = _draw_facts(random, held_back=held_back)
    case = Case(random)
    applicant = case.issue("ORG" if random.random() < 0.1 else "PERSON")
    shown = _show_numbers(facts, random)
    write = _as_lines if random.random() < 0.55 else _as_paragraph
    text, stated = write(shown, applicant, case, random, held_back=held_back)
    reasons, recommendation = assess(facts)
    answer: dict[str, str | list[str]] = {"facts": stated, "reasons": reasons}
    return Application(text, facts, {**answer, "recommendation": recommendation})


def answer_without_facts() -> dict[str, str | list[str]]:
    """The answer to a text that is no application: nothing stated, refer."""
    reasons, recommendation = assess(CreditFacts(None, None, None, None, None))
    return {"facts": [], "reasons": reasons, "recommendation": recommendation}


def _draw_facts(random: Random, *, held_back: bool) -> CreditFacts:
    def draw(low: int, high: int, step: int, kept: range) -> int:
        while True:
            value = random.randrange(low, high, step)
            if (value in kept) == held_back:
                return value

    step = random.choice((1, 50, 500, 1_000))
    amount = draw(1_000, random.choice((40_000, 90_000)), step, HELD_BACK_AMOUNTS)
    income = draw(1_200, 9_000, random.choice((1, 10, 50)), HELD_BACK_INCOMES)
    ratio = random.choice((random.randint(5, 35), random.randint(5, 80)))
    years = random.choice((0, 1, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 27))
    defaults = random.choice((0, 0, 0, 0, 0, 0, 1, 2, 3))
    values: list[int | None] = [amount, income, ratio, years, defaults]
    if random.random() < 0.12:
        values[random.randrange(5)] = None
    return CreditFacts(*values)


def _show_numbers(facts: CreditFacts, random: Random) -> dict[str, str]:
    """Write each stated number the way this application does."""
    comma = random.random() < 0.6
    pattern = random.choice(("EUR {}", "{} EUR", "€{}", "{} euros", "EUR {}", "£{}"))

    def money(value: int) -> str:
        return pattern.format(f"{value:,}" if comma else str(value))

    shown: dict[str, str] = {}
    if facts.amount is not None:
        shown["amount"] = money(facts.amount)
    if facts.income is not None:
        shown["income"] = money(facts.income)
    if facts.ratio_percent is not None:
        shown["ratio"] = str(facts.ratio_percent)
    if facts.years is not None:
        shown["years"] = str(facts.years)
    if facts.defaults is not None:
        shown["defaults"] = str(facts.defaults)
    return shown


def _as_lines(
    shown: dict[str, str],
    applicant: str,
    case: Case,
    random: Random,
    *,
    held_back: bool,
) -> tuple[str, list[str]]:
    """Write one fact a line; gives the text and the lines that state facts."""

    def label(name: str) -> str:
        labels = _LINE_LABELS[name]
        return labels[-1] if held_back else random.choice(labels[:-1])

    units = {
        "ratio": random.choice((" %", "%", " percent")),
        "years": random.choice((" years", "", " years")),
    }
    stated = [
        f"{label(name)}: {value}{units.get(name, '')}" for name, value in shown.items()
    ]
    lines = [line for line in _extra_lines(case, random) if random.random() < 0.4]
    lines = [*stated, *lines]
    if random.random() < 0.6:
        random.shuffle(lines)
    if random.random() < 0.95:
        name = f"{label('applicant')}: {applicant}"
        lines.insert(0, name)
        stated.insert(0, name)
    return "\n".join(lines), stated


def _extra_lines(case: Case, random: Random) -> list[str]:
    """Facts that the rules do not ask for, to be left alone by the answer."""
    return [
        f"Term: {random.choice((12, 24, 36, 48, 60, 72))} months",
        f"Purpose: {random.choice(PURPOSES)}",
        f"Born: {case.issue('BIRTHDATE')}",
        f"Address: {case.issue('ADDRESS')}",
        f"Employer: {case.issue('ORG')}",
        f"Guarantor: {case.issue('PERSON')}",
        f"Account: {case.issue('IBAN')}",
        f"Children: {random.randrange(5)}",
    ]


def _as_paragraph(
    shown: dict[str, str],
    applicant: str,
    case: Case,
    random: Random,
    *,
    held_back: bool,
) -> tuple[str, list[str]]:
    """Write one fact a sentence; gives the text and the sentences that state facts."""

    def wording(name: str) -> str:
        wordings = _SENTENCES[name]
        return wordings[-1] if held_back else random.choice(wordings[:-1])

    words = dict(shown)
    if "ratio" in words:
        words["ratio"] += random.choice((" %", "%", " percent"))
    if "years" in words:
        words["years"] += " year" if words["years"] == "1" else " years"
    if "defaults" in words:
        words["defaults"] += " default" if words["defaults"] == "1" else " defaults"
    words |= {"applicant": applicant, "purpose": random.choice(PURPOSES)}
    if random.random() < 0.05:
        words["applicant"] = "The customer"
    first = "{applicant} asks for a loan for {purpose}."
    if "amount" in shown:
        first = wording("amount")
    rest = [wording(name) for name in _SENTENCES if name in shown and name != "amount"]
    stated = [sentence.format(**words) for sentence in (first, *rest)]
    sentences = stated[1:]
    if random.random() < 0.5:
        random.shuffle(sentences)
    extras = (
        f"The term is {random.choice((12, 24, 36, 48, 60))} months.",
        f"The employer is {case.issue('ORG')}.",
        f"The applicant lives at {case.issue('ADDRESS')}.",
    )
    sentences += [extra for extra in extras if random.random() < 0.3]
    return " ".join((stated[0], *sentences)), stated
