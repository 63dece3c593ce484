"""Answers to be given again, on SQLite and PostgreSQL: to one person, in one case."""

from dataclasses import asdict
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select, update

from appliance.domain.answer import Finished
from appliance.domain.asked import Asked
from appliance.domain.feedback import Amendment, AmendmentState, Thumb
from appliance.domain.recalled import Digests, KeptAnswer, Place
from appliance.domain.review import Binding
from appliance.errors import MaskerError, StoreError
from appliance.settings import WorkerSettings
from appliance.stores import recalled as kept_in
from appliance.stores.opened import Stores
from appliance.stores.tables import recalled_answers
from appliance.worker.clean_up import clean_up
from tests.fakes import NOON, WEIGHTS, DictionaryMasker, FixedClock, ports
from tests.made import make_exchange
from tests.questions import VALUES, Question, by_chance, changed

HOUR = timedelta(hours=1)
FINISHED = Finished("stop", 0, 0, WEIGHTS, 7, "exact", 0)
USUAL = Question({name: values[0] for name, values in VALUES.items()})
SAID = "a letter that nobody else may read"


@pytest.fixture
def masker() -> DictionaryMasker:
    """A masker that knows the cases of the questions; each has a key of its own."""
    made = DictionaryMasker()
    for case in VALUES["case"]:
        made._case_keys[case] = case.encode()
    return made


class House:
    """The store, with exchanges to keep answers of."""

    def __init__(self, stores: Stores, masker: DictionaryMasker) -> None:
        self.stores, self.kept, self._masker = stores, stores.recalled, masker
        self._exchanges = 0
        self._case = stores.cases.create("anna", "").id

    def digest(self, text: str, asked: Asked) -> str:
        return self._masker.bind(text, case=asked.place.case).draft_digest

    def keep(self, asked: Asked, answer: str = SAID, *, hours: int = 24) -> KeptAnswer:
        at = NOON + self._exchanges * timedelta(seconds=1)
        self._exchanges += 1
        id_ = f"{self._exchanges:032x}"
        self.stores.exchanges.opened(make_exchange(id=id_, case=self._case))
        kept = KeptAnswer(
            exchange=id_,
            written_at=at,
            until=NOON + hours * HOUR,
            kinds=asked.kinds,
            text=asked.text,
            answer=(answer,),
            logprob=-0.25,
            tier="small",
            finished=FINISHED,
            scope=asked.scope,
        )
        texts = (asked.whole, asked.as_read, asked.scope)
        digests = Digests(*(self.digest(text, asked) for text in texts))
        self.kept.keep(asked.place, kept, digests)
        return kept

    def ask(self, asked: Asked) -> KeptAnswer | None:
        return self.kept.same(asked.place, self.digest(asked.whole, asked))

    def reshape(self, kept: KeptAnswer, asked: Asked, body: object) -> None:
        """Put something else where it is kept, as another version may have."""
        row = f"{kept.exchange}/{asked.place.case}/{asked.place.person}"
        bodies = self.kept._bodies
        sealed = bodies.seal_json(body, "recalled_answers", row, "kept")
        with self.stores.database.writing() as connection:
            connection.execute(
                update(recalled_answers)
                .where(recalled_answers.c.exchange == kept.exchange)
                .values(kept_sealed=sealed)
            )

    def sealed(self) -> list[bytes]:
        query = select(recalled_answers.c.kept_sealed)
        with self.stores.database.reading() as connection:
            return list(connection.execute(query).scalars())


@pytest.fixture
def house(stores: Stores, masker: DictionaryMasker) -> House:
    return House(stores, masker)


def test_an_answer_is_found_as_it_was_kept(house: House) -> None:
    asked = by_chance(Random(2)).asked()
    kept = house.keep(asked)
    assert house.ask(asked) == kept


def test_no_answer_crosses_persons_rights_cases_or_releases(house: House) -> None:
    random = Random(31)
    answers: list[tuple[Question, str]] = []
    for _ in range(40):
        question = by_chance(random, usual=0.8)
        answers.append((question, house.keep(question.asked()).exchange))
    pairs = found = 0
    for _ in range(300):
        kept, _ = random.choice(answers)
        asks = changed(kept, random)
        pairs += len(answers)
        same = [id_ for other, id_ in answers if other.means() == asks.means()]
        got = house.ask(asks.asked())
        # Of the same question the newest answer, of any other none.
        assert (got and got.exchange) == (same[-1] if same else None)
        found += got is not None
    assert pairs > 10_000
    assert 50 < found < 250


def test_one_that_reads_the_same_is_found_by_how_it_reads(house: House) -> None:
    values = {**USUAL.values, "text": "Please, {0} asks {1} for it. Thanks!"}
    asked, usual = Question(values).asked(), USUAL.asked()
    kept = house.keep(asked)
    assert house.ask(usual) is None
    reading = house.digest(usual.as_read, usual)
    assert house.kept.alike(usual.place, reading) == kept
    elsewhere = Place("d" * 32, usual.place.person)
    assert house.kept.alike(elsewhere, reading) is None


def test_it_is_ciphertext(house: House) -> None:
    house.keep(USUAL.asked())
    (sealed,) = house.sealed()
    assert SAID.encode() not in sealed


@pytest.mark.parametrize("moved", [{"person": "ben"}, {"case_id": "d" * 32}])
def test_a_row_that_was_moved_to_another_place_does_not_open(
    house: House, moved: dict[str, str]
) -> None:
    asked = USUAL.asked()
    house.keep(asked)
    with house.stores.database.writing() as connection:
        connection.execute(update(recalled_answers).values(moved))
    case, person = asked.place.case, asked.place.person
    place = Place(moved.get("case_id", case), moved.get("person", person))
    with pytest.raises(StoreError, match="does not open"):
        house.kept.same(place, house.digest(asked.whole, asked))


def test_after_its_time_it_is_not_found_and_then_removed(
    house: House, clock: FixedClock
) -> None:
    asked = USUAL.asked()
    house.keep(asked, hours=2)
    clock.advance(2 * 3600 - 1)
    assert house.ask(asked) is not None
    assert house.kept.remove_over() == 0
    clock.advance(1)
    assert house.ask(asked) is None
    assert house.kept.remove_over() == 1
    assert house.sealed() == []


def test_what_its_owner_calls_unhelpful_is_not_given_again(house: House) -> None:
    asked = USUAL.asked()
    kept = house.keep(asked)
    house.stores.ratings.rate(kept.exchange, "anna", Thumb.UP, "")
    assert house.ask(asked) == kept
    house.stores.ratings.rate(kept.exchange, "anna", Thumb.DOWN, "")
    assert house.ask(asked) is None


def test_what_its_owner_has_corrected_is_not_given_again(house: House) -> None:
    asked = USUAL.asked()
    kept = house.keep(asked)
    amendment = Amendment(
        id="a" * 32,
        exchange=kept.exchange,
        case=asked.place.case,
        purpose="reply-draft",
        language="en",
        release="b" * 64,
        writer="anna",
        version="as it should have been",
        written_at=NOON,
    )
    house.stores.amendments.add(amendment, record=lambda: None)
    assert house.ask(asked) is None
    # What the purpose's owner makes of it changes nothing for who wrote it.
    house.stores.amendments.decide(
        amendment,
        decider="carl",
        state=AmendmentState.DROPPED,
        reason="No.",
        at=NOON,
        record=lambda _: None,
    )
    assert house.ask(asked) is None


def test_an_older_answer_to_the_same_gives_way(house: House) -> None:
    asked = USUAL.asked()
    house.keep(asked)
    newer = house.keep(asked, "another letter")
    assert house.ask(asked) == newer
    assert len(house.sealed()) == 1


def test_one_can_be_forgotten(house: House) -> None:
    asked = USUAL.asked()
    house.kept.forget(house.keep(asked).exchange)
    assert house.ask(asked) is None


def test_of_a_case_only_the_newest_are_kept(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_in, "MOST_OF_CASE", 2)
    texts = ("first", "second", "third")
    asked = [Question({**USUAL.values, "text": text}).asked() for text in texts]
    elsewhere = Question({**USUAL.values, "case": "d" * 32}).asked()
    house.keep(elsewhere)
    for one in asked:
        house.keep(one)
    assert [house.ask(one) is not None for one in asked] == [False, True, True]
    assert house.ask(elsewhere) is not None


def test_of_all_only_the_newest_are_kept(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_in, "MOST_IN_ALL", 1)
    older = Question({**USUAL.values, "case": "d" * 32}).asked()
    house.keep(older)
    house.keep(USUAL.asked())
    assert house.kept.remove_over() == 1
    assert house.ask(older) is None
    assert house.ask(USUAL.asked()) is not None


def test_when_the_vault_erases_a_case_nothing_finds_its_answers_and_they_go(
    house: House, masker: DictionaryMasker, clock: FixedClock
) -> None:
    erased = USUAL.asked()
    other = Question({**USUAL.values, "case": "d" * 32}).asked()
    house.keep(erased)
    house.keep(other)
    masker.erase([erased.place.case], why="asked")
    assert house.ask(erased) is None
    wired = ports(masker=masker, clock=clock)
    assert clean_up(WorkerSettings(), house.stores, wired)["recalled"] == 1
    assert len(house.sealed()) == 1
    assert house.ask(other) is not None
    assert clean_up(WorkerSettings(), house.stores, wired)["recalled"] == 0


OLDER: list[object] = [
    {},
    [],
    None,
    {"finished": {"reason": "stop"}},
    {"finished": {"weights": {"name": "a"}}},
    {"kinds": 3, "finished": {"weights": asdict(WEIGHTS)}},
]


@pytest.mark.parametrize("body", OLDER, ids=str)
def test_one_of_an_older_shape_is_a_fault_of_the_store(
    house: House, body: object
) -> None:
    asked = USUAL.asked()
    house.reshape(house.keep(asked), asked, body)
    with pytest.raises(StoreError, match="kept answer of"):
        house.ask(asked)


def test_clean_up_forgets_what_cannot_be_read_and_goes_on(
    house: House, masker: DictionaryMasker, clock: FixedClock
) -> None:
    older, erased = USUAL.asked(), Question({**USUAL.values, "case": "d" * 32}).asked()
    house.reshape(house.keep(older), older, {})
    house.keep(erased)
    masker.erase([erased.place.case], why="asked")
    wired = ports(masker=masker, clock=clock)
    assert clean_up(WorkerSettings(), house.stores, wired)["recalled"] == 2
    assert house.sealed() == []


def test_while_the_masker_is_away_the_rest_is_cleaned_up(
    house: House, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    class Away(DictionaryMasker):
        def bind(self, text: str, *, case: str) -> Binding:
            raise MaskerError(f"{case}: away with {text}")

    house.keep(USUAL.asked(), hours=1)
    house.keep(Question({**USUAL.values, "case": "d" * 32}).asked())
    clock.advance(3600)
    wired = ports(masker=Away(), clock=clock)
    assert clean_up(WorkerSettings(), house.stores, wired)["recalled"] == 1
    assert len(house.sealed()) == 1
    assert "answers to be given again: MaskerError" in caplog.messages
    assert "away with" not in caplog.text
