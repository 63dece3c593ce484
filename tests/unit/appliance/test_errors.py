"""Every error has its row: a status, a record kind and a sentence for the person."""

import inspect
import re

import pytest

from appliance import errors
from appliance.error_table import TABLE, row_for
from appliance.errors import (
    ApplianceError,
    EngineBusyError,
    InternalError,
    LockedOutError,
    SignInError,
)
from appliance.kinds import OUTCOMES, RecordKind

DEFINED = {
    cls
    for _, cls in inspect.getmembers(errors, inspect.isclass)
    if issubclass(cls, ApplianceError)
}


def test_the_table_holds_exactly_the_errors_there_are() -> None:
    assert set(TABLE) == DEFINED - {ApplianceError}


@pytest.mark.parametrize("error", sorted(TABLE, key=lambda cls: cls.__name__))
def test_a_row_speaks_to_the_person(error: type[ApplianceError]) -> None:
    row = TABLE[error]
    assert 400 <= row.status < 600
    assert row.kind in RecordKind
    assert re.fullmatch(r"[A-Z].{20,200}\.", row.message)
    assert error.__name__ not in row.message


def test_what_is_refused_is_the_persons_to_mend_and_what_fails_is_ours() -> None:
    for error, row in TABLE.items():
        if row.kind is RecordKind.EXCHANGE_FAILED:
            assert row.status >= 500, error
        elif row.kind in OUTCOMES:
            assert row.status < 500, error


def test_every_failed_sign_in_looks_the_same() -> None:
    first, second = TABLE[SignInError], TABLE[LockedOutError]
    assert (first.status, first.message) == (second.status, second.message)


def test_a_class_without_a_row_takes_the_nearest_above_it() -> None:
    class VeryBusyError(EngineBusyError):
        """A test's own."""

    class OddError(ApplianceError):
        """A test's own."""

    assert row_for(VeryBusyError()) is TABLE[EngineBusyError]
    assert row_for(OddError()) is TABLE[InternalError]
