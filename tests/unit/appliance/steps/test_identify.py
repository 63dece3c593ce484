"""Who asks: the session's word for a few minutes, then the directory's."""

from datetime import timedelta

import pytest

from appliance.domain.caller import Role
from appliance.errors import DirectoryError, RevokedError
from appliance.kinds import RecordKind
from appliance.steps.identify import identify
from tests.fakes import (
    NOON,
    FixedClock,
    ListedDirectory,
    MemoryLedger,
    make_caller,
    make_exchange,
    ports,
)


@pytest.mark.parametrize(
    ("age_s", "asked"),
    [(0, False), (299.9, False), (300, True), (86_400, True), (-1, True)],
    ids=["now", "just fresh", "just stale", "a day old", "from the future"],
)
def test_the_directory_is_asked_when_its_word_is_old(
    *, age_s: float, asked: bool
) -> None:
    directory = ListedDirectory(make_caller("anna", Role.REVIEWER))
    ledger = MemoryLedger()
    wired = ports(directory=directory, ledger=ledger, clock=FixedClock())
    seen_at = NOON - timedelta(seconds=age_s)
    caller = make_caller("anna", Role.STAFF, at=seen_at)
    found = identify(make_exchange(caller=caller), wired).caller
    assert bool(directory.asked) is asked
    assert found.checked_at == (NOON if asked else seen_at)
    assert found.roles == {Role.REVIEWER if asked else Role.STAFF}
    body = ledger.only(RecordKind.CALLER_IDENTIFIED).body
    assert body["directory_asked"] is asked
    assert body["roles"] == sorted(found.roles)


def test_somebody_revoked_is_not_identified_and_leaves_no_record_of_it() -> None:
    wired = ports(directory=ListedDirectory())
    stale = make_caller(at=NOON - timedelta(hours=1))
    with pytest.raises(RevokedError):
        identify(make_exchange(caller=stale), wired)
    assert isinstance(wired.ledger, MemoryLedger)
    assert wired.ledger.kinds() == []


def test_a_directory_that_answers_with_somebody_else_is_not_believed() -> None:
    class Confused(ListedDirectory):
        def look_up(self, person: str):  # noqa: ARG002, ANN202 - as the port's
            return make_caller("ben")

    stale = make_caller(at=NOON - timedelta(hours=1))
    with pytest.raises(DirectoryError, match="another person"):
        identify(make_exchange(caller=stale), ports(directory=Confused()))
