"""What cases are called, on SQLite and PostgreSQL: forgotten with their people."""

from collections.abc import Iterator

import pytest

from appliance.domain.review import Binding
from appliance.domain.text import PersonText
from appliance.errors import MaskerError
from appliance.settings import WorkerSettings
from appliance.stores.cases import Case, Titled
from appliance.stores.opened import Stores
from appliance.worker import erased as work
from appliance.worker.clean_up import clean_up
from tests.fakes import DictionaryMasker, FixedClock, make_purpose, ports

TITLE = "Kowalski, the fee"
DAY_S = 86_400


def use(masker: DictionaryMasker, case: Case) -> None:
    masker.mask(
        PersonText("Where is it?"),
        exchange="e" * 32,
        case=case.id,
        purpose=make_purpose(),
        language="en",
    )


def title(stores: Stores, case: Case) -> str:
    return stores.cases.get(case.id, case.owner).title


def titled(stores: Stores, *, known: bool = False, most: int = 9) -> Iterator[Titled]:
    return stores.cases.titled(known=known, most=most)


def test_what_a_case_is_called_is_forgotten_with_its_people(
    stores: Stores, clock: FixedClock
) -> None:
    masker = DictionaryMasker(clock=clock)
    wired = ports(masker=masker, clock=clock)
    erased, other = (stores.cases.create(who, TITLE) for who in ("anna", "ben"))
    use(masker, erased)
    use(masker, other)
    assert clean_up(WorkerSettings(), stores, wired)["titles"] == 0
    masker.erase([erased.id], why="asked")
    assert clean_up(WorkerSettings(), stores, wired)["titles"] == 1
    assert (title(stores, erased), title(stores, other)) == ("", TITLE)
    assert work.forget_titles(stores, wired) == 0


def test_it_is_forgotten_too_where_the_case_is_used_again_at_once(
    stores: Stores, clock: FixedClock
) -> None:
    masker = DictionaryMasker(clock=clock)
    wired = ports(masker=masker, clock=clock)
    case = stores.cases.create("anna", TITLE)
    use(masker, case)
    assert work.forget_titles(stores, wired) == 0
    masker.erase([case.id], why="asked")
    use(masker, case)
    assert work.forget_titles(stores, wired) == 1
    assert title(stores, case) == ""


def test_where_nothing_was_masked_it_is_forgotten_after_a_day(
    stores: Stores, clock: FixedClock
) -> None:
    wired = ports(masker=DictionaryMasker(clock=clock), clock=clock)
    case = stores.cases.create("anna", TITLE)
    clock.advance(DAY_S)
    assert work.forget_titles(stores, wired) == 0
    clock.advance(1)
    assert work.forget_titles(stores, wired) == 1
    assert title(stores, case) == ""


def test_what_programs_called_their_cases_before_is_forgotten(
    stores: Stores, clock: FixedClock
) -> None:
    masker = DictionaryMasker(clock=clock)
    wired = ports(masker=masker, clock=clock)
    programs, annas = (
        stores.cases.create(who, TITLE) for who in (f"service:{'0' * 32}", "anna")
    )
    use(masker, programs)
    use(masker, annas)
    assert work.forget_titles(stores, wired) == 1
    assert (title(stores, programs), title(stores, annas)) == ("", TITLE)
    assert work.forget_titles(stores, wired) == 0


def test_without_the_masker_nothing_is_forgotten(
    stores: Stores, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    class Away(DictionaryMasker):
        def bind(self, text: str, *, case: str) -> Binding:
            raise MaskerError(f"{case}: away with {text}")

    case = stores.cases.create("anna", TITLE)
    clock.advance(2 * DAY_S)
    assert work.forget_titles(stores, ports(masker=Away(), clock=clock)) == 0
    assert title(stores, case) == TITLE
    assert "titles of cases: MaskerError" in caplog.messages


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have three titles of known cases looked at each time, and two of others."""
    monkeypatch.setattr(work, "_MOST_KNOWN", 3)
    monkeypatch.setattr(work, "_MOST_UNKNOWN", 2)


@pytest.mark.usefixtures("few")
def test_of_many_cases_all_have_their_turn(stores: Stores, clock: FixedClock) -> None:
    wired = ports(masker=DictionaryMasker(clock=clock), clock=clock)
    for _ in range(5):
        stores.cases.create("anna", TITLE)
    stores.cases.create("anna", "")
    clock.advance(DAY_S + 1)
    found = [work.forget_titles(stores, wired) for _ in range(4)]
    assert found == [2, 2, 1, 0]


@pytest.mark.usefixtures("few")
def test_of_an_erased_case_the_title_goes_within_one_round(
    stores: Stores, clock: FixedClock
) -> None:
    masker = DictionaryMasker(clock=clock)
    wired = ports(masker=masker, clock=clock)
    many = [stores.cases.create("anna", TITLE) for _ in range(12)]
    # These nobody has used yet: they keep no known one back.
    for _ in range(9):
        stores.cases.create("ben", TITLE)
    for case in many:
        use(masker, case)
        stores.cases.know(case.id, masker.bind("", case=case.id).draft_digest)
    for case in many:
        masker.erase([case.id], why="asked")
        assert sum(work.forget_titles(stores, wired) for _ in range(4)) == 1
        assert title(stores, case) == ""


def test_cases_with_a_title_are_gone_through_in_a_circle(stores: Stores) -> None:
    made = sorted(stores.cases.create("anna", "A").id for _ in range(5))
    stores.cases.create("anna", "")
    looked = [[one.id for one in titled(stores, most=2)] for _ in range(5)]
    assert [case for two in looked for case in two] == made + made
    assert [one.id for one in titled(stores, most=9)] == made


def test_what_was_not_looked_at_to_its_end_comes_again(stores: Stores) -> None:
    made = sorted(stores.cases.create("anna", "A").id for _ in range(5))
    listed = stores.cases.titled(known=False, most=5)
    assert [next(listed).id, next(listed).id] == made[:2]
    assert next(titled(stores, most=1)).id == made[1]


def test_known_cases_and_others_are_gone_through_apart(stores: Stores) -> None:
    ids = [stores.cases.create("anna", "A").id for _ in range(4)]
    for case in ids[:2]:
        stores.cases.know(case, "d" * 64)
    assert {one.id for one in titled(stores, known=True)} == set(ids[:2])
    assert {one.id for one in titled(stores)} == set(ids[2:])


def test_what_is_known_of_a_case_stays(stores: Stores) -> None:
    case = stores.cases.create("anna", TITLE)
    stores.cases.know(case.id, "d" * 64)
    stores.cases.know(case.id, "e" * 64)
    (one,) = titled(stores, known=True)
    assert (one.id, one.digest, one.created_at) == (case.id, "d" * 64, case.created_at)
