"""The plain reading: what a person sees, and where it stands in the text."""

from pathlib import Path

import pytest

from appliance.detect.detectors import Detectors, load_detectors
from appliance.detect.plain import read_plainly
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span

MODELS = Path(__file__).parents[4] / "models"
NBSP, THIN, SOFT, ZERO = "\u00a0", "\u2009", "\u00ad", "\u200b"

READ = {
    "no-break spaces": (f"GB82{NBSP}WEST{THIN}1234", "GB82 WEST 1234"),
    "tabs and runs of spaces": ("20\t7946   0958", "20 7946 0958"),
    "dashes": ("12\u201303\u201119\u221271", "12-03-19-71"),
    "what does not show": (f"Kowal{SOFT}czyk{ZERO}\ufe0f", "Kowalczyk"),
    "full width": ("\uff24\uff25\uff18\uff19", "DE89"),
    "other digits": ("\u0664\u0968\u09e7", "421"),
    "tags": ("PIN <b class='x'>4837</b>.", "PIN 4837."),
    "entities": ("a&nbsp;b anna&#64;c.example &amp;", "a b anna@c.example &"),
    "marks around words": ("**4837** _x_ \u201ey\u201c `z`", "4837 x y z"),
    "marks inside words": ("O'Hara anna_b x*y", "O'Hara anna_b x*y"),
    "line ends": ("a \n b\u2028c", "a \nb\nc"),
    "no tag and no entity": ("1 < 2 & 3 > 2; <3 &;", "1 < 2 & 3 > 2; <3 &;"),
}
# As they come out of documents, web pages and chat windows.
WRITTEN = (
    f"GB82{NBSP}WEST{NBSP}1234{NBSP}5698{NBSP}7654{NBSP}32",
    "GB82\tWEST\t1234\t5698\t7654\t32",
    "GB82\u2013WEST\u20131234\u20135698\u20137654\u201332",
    "GB82\nWEST 1234 5698 7654 32",
    "GB82.WEST.1234.5698.7654.32",
    "<td>GB82</td><td>WEST 1234 5698 7654 32</td>",
    "GB82&nbsp;WEST&nbsp;1234&nbsp;5698&nbsp;7654&nbsp;32",
    "_GB82WEST12345698765432_",
    "\uff27\uff22\uff18\uff12 \uff37\uff25\uff33\uff34 \uff11\uff12\uff13\uff14 \uff15\uff16\uff19\uff18 \uff17\uff16\uff15\uff14 \uff13\uff12",
    f"4111{NBSP}1111{NBSP}1111{NBSP}1111",
    "4111\u20131111\u20131111\u20131111",
    "4111 1111\n1111 1111",
    "\u0664\u0661\u0661\u0661 \u0661\u0661\u0661\u0661 \u0661\u0661\u0661\u0661 \u0661\u0661\u0661\u0661",
    f"411111{ZERO}1111111111",
    f"020{THIN}7946{THIN}0958",
    "+44 20\n7946 0958",
    "07700\n900123",
    f"anna{SOFT}.weber@mail{ZERO}.example",
    "anna&#64;mail.example",
    f"12{NBSP}March{NBSP}1971",
    "12\u201103\u20111971",
    f"QQ{NBSP}12{NBSP}34{NBSP}56{NBSP}C",
)


@pytest.fixture(scope="module")
def detectors(tmp_path_factory: pytest.TempPathFactory) -> Detectors:
    folder = tmp_path_factory.mktemp("dictionary")
    (folder / "person.txt").write_text("Marta Kowalczyk\n")
    return load_detectors(MODELS, ("gb", "us", "de"), folder)


@pytest.mark.parametrize(("text", "expected"), READ.values(), ids=READ)
def test_a_text_is_read_as_it_is_seen(text: str, expected: str) -> None:
    assert read_plainly(text).text == expected


def test_a_span_of_the_reading_stands_where_it_is_seen() -> None:
    text = f"My  **GB82{NBSP}WE{SOFT}ST** ends."
    reading = read_plainly(text)
    start = reading.text.index("GB82")
    span = Span(start, start + len("GB82 WEST"), EntityKind.IBAN, 900, "x", "y")

    found = reading.in_original(span)

    assert text[found.start : found.end] == f"GB82{NBSP}WE{SOFT}ST"


@pytest.mark.parametrize("written", WRITTEN)
def test_a_number_is_found_however_it_is_set(
    detectors: Detectors, written: str
) -> None:
    text = f"It was {written} again."

    spans = detectors.detect(text, "en")

    left = "".join(
        char
        for at, char in enumerate(text)
        if not any(span.start <= at < span.end for span in spans)
    )
    assert not any(char.isdigit() for char in read_plainly(left).text)
    assert "WEST" not in left


def test_a_name_of_the_dictionary_is_found_through_what_does_not_show(
    detectors: Detectors,
) -> None:
    text = f"Ask Mar{ZERO}ta Kowal{SOFT}czyk about it."

    (span,) = detectors.detect(text, "en")

    assert text[span.start : span.end] == f"Mar{ZERO}ta Kowal{SOFT}czyk"


def test_the_figures_of_two_lines_are_no_number(detectors: Detectors) -> None:
    text = "Monthly income: 3,200\nMonthly debts: 400\n12,000\n48\nDefaults: 0\n12"

    found = detectors.detect(text, "en", kept=frozenset({EntityKind.QUANTITY}))
    assert not [span for span in found if "\n" in text[span.start : span.end]]
    assert not {span.kind for span in found} & {EntityKind.ACCOUNT, EntityKind.PHONE}
