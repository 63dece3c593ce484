"""The picture of an exchange's way: drawn by the server, with its table, for its owner."""

from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.domain.caller import Role
from appliance.domain.ports.engine import GenerateRequest
from appliance.errors import EngineError
from appliance.explain.trace import Trace
from appliance.explain.way import STEP_OF, Mark, Part, Stretch
from appliance.pipeline import run
from appliance.web.traces import draw
from tests.fakes import RecordingWatch, make_caller, make_exchange
from tests.unit.appliance.web.house import HOST, LETTER, House, Visitor
from tests.unit.appliance.web.test_formats import reader

BEGAN = datetime(2026, 3, 2, 12, tzinfo=UTC)
STYLES = {"step", "model", "wait"}


class Drawing(HTMLParser):
    """What a page draws: attributes of bars, words of rows, tables by their caption."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.bars: list[dict[str, str | None]] = []
        self.names: list[str] = []
        self.tables = 0
        self.titles: list[str] = []
        self.broken = 0
        self._in = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self._in = ""
        if tag == "rect" and str(found.get("class")).split()[0] in STYLES:
            self.bars.append(found)
            self.broken += "broke" in str(found["class"]).split()
        if tag == "text" and found.get("class") == "name":
            self._in = "name"
        if tag == "title" and str(found.get("id", "")).startswith("way-"):
            self._in = "title"
        if tag == "table" and str(found.get("id", "")).startswith("way-table"):
            self.tables += 1

    def handle_data(self, data: str) -> None:
        if self._in == "name":
            self.names.append(data.strip())
        if self._in == "title":
            self.titles.append(data.strip())
        self._in = ""


def why(visitor: Visitor, exchange: str) -> Drawing:
    page = visitor.get(f"/exchanges/{exchange}/why")
    assert page.status_code == 200
    return Drawing(page.text)


def test_an_answer_is_drawn_step_by_step_with_its_table(house: House) -> None:
    anna = house.visitor("anna")
    exchange = anna.ask()
    drawing = why(anna, exchange)
    assert drawing.names[:3] == ["Who asks", "May it be asked", "Masking"]
    assert "Let out" in drawing.names
    assert len(drawing.bars) == len(drawing.names)
    assert drawing.tables == len(drawing.titles) >= 1
    told = anna.get(f"/exchanges/{exchange}/why", "application/json").get_json()
    way = told["trace"]["parts"][0]
    assert way["try"] == 1
    seqs = [one["seq"] for part in way["stretches"] for one in part["records"]]
    assert seqs == sorted(seqs)
    assert {"seq": seqs[0], "kind": "request.received", "at_us": 0} in (
        way["stretches"][0]["records"]
    )
    assert told["trace"]["unknown"] == []


def test_nobody_else_sees_it(house: House) -> None:
    exchange = house.visitor("anna").ask()
    for login in ("ben", "rita", "audrey"):
        shown = house.visitor(login).get(f"/exchanges/{exchange}/why")
        assert shown.status_code in {403, 404}
        assert "way-1" not in shown.text


def test_a_held_answer_shows_its_wait_for_a_person(house: House) -> None:
    anna, rita = house.visitor("anna"), house.visitor("rita")
    exchange = anna.ask("credit-memo")
    house.clock.advance(1_205)
    digest = rita.get(f"/reviews/{exchange}", "application/json").get_json()
    form = {"verdict": "approve", "draft_digest": digest["draft_digest"]}
    assert rita.post(f"/reviews/{exchange}", form).status_code == 303
    drawing = why(anna, exchange)
    assert "Put into the reviewers' line" in drawing.names
    assert "Waiting for a second person" in drawing.names
    assert "Afterwards: 20\N{NO-BREAK SPACE}min 5\N{NO-BREAK SPACE}s in all" in (
        drawing.titles
    )
    waits = [bar for bar in drawing.bars if bar["class"] == "wait"]
    assert max(float(str(bar["width"]).rstrip("%")) for bar in waits) == 100.0


def test_a_delayed_answer_shows_where_it_broke_off_and_each_try(house: House) -> None:
    anna = house.visitor("anna")
    works = house.engine.script

    def gone(_: GenerateRequest) -> str:
        raise EngineError("gone")

    house.engine.script = gone
    exchange = anna.ask()
    drawing = why(anna, exchange)
    assert drawing.names[-1] == "The model ✕"
    assert drawing.broken == 1
    house.engine.script = works
    house.clock.advance(75)
    kept = house.parts.stores.exchanges.get(exchange, "anna")
    again = make_exchange(
        id=exchange,
        case=kept.case,
        caller=make_caller("anna", Role.STAFF),
        text=LETTER,
        origin="worker",
    )
    run(again, house.parts.ports, RecordingWatch())
    drawing = why(anna, exchange)
    assert "Waiting for the model to come back" in drawing.names
    assert [title.split(":")[0] for title in drawing.titles[:3]] == [
        *("Try 1 of 2", "Before it went on", "Try 2 of 2"),
    ]
    assert "1\N{NO-BREAK SPACE}min 15\N{NO-BREAK SPACE}s in all" in drawing.titles[1]
    assert drawing.broken == 1


def test_an_answer_whose_figures_are_gone_says_what_is_not_known(house: House) -> None:
    anna = house.visitor("anna")
    exchange = anna.ask()
    house.parts.stores.outcomes.remove_old(
        ended_before=house.clock.now() + timedelta(days=1), but=()
    )
    page = anna.get(f"/exchanges/{exchange}/why").text
    assert "How the model&#39;s time is made up is not known" in page
    assert "The model" in Drawing(page).names


def made(took_us: list[int]) -> Trace:
    """Make a trace of steps that took so long each."""
    at, stretches = 0, []
    names = sorted(set(STEP_OF.values()))
    for number, took in enumerate(took_us):
        mark = Mark(number, "draft.guarded", at + took)
        what = names[number % len(names)]
        stretches.append(Stretch(what, at, at + took, marks=(mark,)))
        at += took
    return Trace((Part(1, BEGAN, at, tuple(stretches)),))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=30))
def test_every_bar_is_seen_and_stays_in_its_picture(
    house: House, took_us: list[int]
) -> None:
    with reader(house, "de"):
        (picture,) = draw(made(took_us))
    assert len(picture.rows) == len(took_us)
    for row in picture.rows:
        left, wide = float(row.x.rstrip("%")), float(row.width.rstrip("%"))
        assert wide > 0
        assert left >= 0
        assert left + wide <= 100.011  # two decimals each
        assert row.y < picture.height
        assert all(0 <= float(tick.x.rstrip("%")) <= 100 for tick in row.ticks)


def test_in_german_it_is_german(house: House) -> None:
    anna = house.visitor("anna")
    exchange = anna.ask()
    page = anna.client.get(
        f"/exchanges/{exchange}/why",
        base_url=f"https://{HOST}",
        headers={"Accept": "text/html", "Accept-Language": "de"},
    ).text
    assert {"Wer fragt", "Maskierung", "Herausgegeben"} <= set(Drawing(page).names)
