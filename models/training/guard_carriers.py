"""Puts a sentence where programs meet it: pages, code, tables, logs, chats, mails.

Hostile and harmless sentences alike, so that the surroundings themselves tell nothing.
"""

from collections.abc import Callable
from random import Random

Fill = Callable[[], str]
_HEADINGS = (
    "Opening hours", "Terms", "Delivery", "About us", "Minutes", "Fees", "Visit",
    "Anfahrt", "Protokoll", "Gebühren", "Hinweise", "Report", "Results", "Questions",
)  # fmt: skip
_NAMES = ("Weber", "Okafor", "[PERSON_k7q2_1]", "Lindqvist", "client 12", "Meyer")
_CHATS = (
    ("Customer", "Agent"), ("User", "Assistant"), ("Patient", "Nurse"), ("Q", "A"),
    ("Kunde", "Beraterin"), ("caller", "clerk"), ("human", "bot"),
)  # fmt: skip
_MARKS = ("# ", "// ", "-- ", "/* ", "<!-- ", "; ", '""" ')
_ENDS = {"/* ": " */", "<!-- ": " -->", '""" ': ' """'}
_CODE = (
    "def total(rows):\n    return sum(row.amount for row in rows)\n",
    "SELECT name, amount FROM payments WHERE paid = 0;\n",
    "for (const row of rows) { show(row); }\n",
    "server:\n  port: 8080\n  timeout: 30\n",
    "import csv\n\nwith open(path) as file:\n    rows = list(csv.reader(file))\n",
)


_OPENINGS = (
    "Hi, ", "Hello! ", "Good morning. ", "Dear team,\n", "Thanks for your help. ",
    "One question: ", "OK. ", "Hallo, ", "Guten Tag, ", "Danke. ", "So, ",
    "I have a request. ", "Quick note - ", "Please read this. ", "Noch etwas: ",
)  # fmt: skip
_CLOSINGS = (
    " Thanks.", " Thank you!", " Cheers", "\n\nBest regards", " Danke.", " Please.",
    "\nViele Grüße", " I look forward to your answer.", " Regards, [PERSON_k7q2_1]",
)  # fmt: skip


def greet(text: str, random: Random) -> tuple[str, int]:
    """Put what is said before and after; give the whole and where the text begins."""
    opening = random.choice(_OPENINGS) if random.random() < 0.7 else ""
    return opening + text + random.choice(("", *_CLOSINGS)), len(opening)


def carry(text: str, fill: Fill, random: Random) -> tuple[str, int]:
    """Put a text into one of the carriers; give the whole and where the text begins."""
    before, after = random.choice(_CARRIERS)(fill, random)
    return before + text + after, len(before)


def _page(fill: Fill, random: Random) -> tuple[str, str]:
    head = f"<h1>{random.choice(_HEADINGS)}</h1>\n<p>{fill()}</p>\n"
    tag = random.choice(("p", "div", "li", "td", "span", "footer"))
    return f"{head}<{tag}>", f"</{tag}>\n<p>{fill()}</p>"


def _markdown(fill: Fill, random: Random) -> tuple[str, str]:
    mark = random.choice(("", "> ", "- ", "**Note** ", "### "))
    return f"# {random.choice(_HEADINGS)}\n\n{fill()}\n\n{mark}", f"\n\n{fill()}"


def _code(_: Fill, random: Random) -> tuple[str, str]:
    mark = random.choice(_MARKS)
    end = _ENDS.get(mark, "") + "\n"
    first, last = random.choice(_CODE), random.choice(_CODE)
    return (mark, end + last) if random.random() < 0.5 else (first + mark, end)


def _table(fill: Fill, random: Random) -> tuple[str, str]:
    gap = random.choice((";", ",", "\t", " | "))
    rows = [f"{random.randint(1, 99)}{gap}{random.choice(_NAMES)}{gap}" for _ in "ab"]
    head = gap.join(("id", "name", random.choice(("comment", "note", "Bemerkung"))))
    return f"{head}\n{rows[0]}", f"\n{rows[1]}{fill()}"


def _log(fill: Fill, random: Random) -> tuple[str, str]:
    hour = random.randint(10, 19)
    level = random.choice(("INFO", "WARN", "DEBUG", "user", "form"))
    return (
        f"2024-05-03 {hour}:01:11 INFO {fill()}\n2024-05-03 {hour}:04:52 {level} ",
        f"\n2024-05-03 {hour}:05:10 INFO done",
    )


def _chat(fill: Fill, random: Random) -> tuple[str, str]:
    one, other = random.choice(_CHATS)
    if random.random() < 0.5:
        return f"{one}: {fill()}\n{other}: {fill()}\n{one}: ", ""
    return f"{one}: ", f"\n{other}: {fill()}"


def _mail(fill: Fill, random: Random) -> tuple[str, str]:
    head = f"Subject: {random.choice(_HEADINGS)}\nFrom: office@example.org\n\n"
    if random.random() < 0.5:
        return f"{head}{fill()}\n\n> ", f"\n> {fill()}"
    return f"{head}{fill()}\n", f"\n\n{random.choice(_NAMES)}"


def _result(fill: Fill, random: Random) -> tuple[str, str]:
    key = random.choice(("snippet", "body", "summary", "answer", "review", "text"))
    head = f"- title: {random.choice(_HEADINGS)}\n  {key}: "
    return head, f"\n- title: {random.choice(_HEADINGS)}\n  {key}: {fill()}"


def _list(fill: Fill, _: Random) -> tuple[str, str]:
    return f"1. {fill()}\n2. ", f"\n3. {fill()}"


def _message(fill: Fill, random: Random) -> tuple[str, str]:
    if random.random() < 0.7:
        return f"{fill()} ", random.choice(("", "", f" {fill()}"))
    return "", f" {fill()}"


_CARRIERS = (
    _page, _markdown, _code, _table, _log, _chat, _mail, _result, _list, _message,
    _message, _message,
)  # fmt: skip
