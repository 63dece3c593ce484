"""What this database keeps of people whom the vault has erased is forgotten too.

Names of lists, titles of cases, proposals for the dictionary and answers to be given
again: each was kept with a digest under the key that its case had.
"""

import logging
from datetime import timedelta
from functools import partial

from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.masker import case_digest
from appliance.domain.ports.wired import Ports
from appliance.domain.service import token_of
from appliance.errors import LedgerAwayError, LedgerError, MaskerError
from appliance.kinds import RecordKind
from appliance.stores.opened import Stores
from appliance.stores.proposals import Waiting

log = logging.getLogger(__name__)

# For its owner to see which texts failed.
_KEEP_UNMASKED = timedelta(days=1)
# Each takes the masker a moment; with more of them all have their turn in hours.
_MOST_TITLES = 2_000


def remove_erased(stores: Stores, ports: Ports) -> int:
    """Remove answers to be given again whose case the vault has erased.

    Nothing finds them since then: their digests were under the case's own key, and the
    same question has another digest now. Those of a case of which one cannot be read go
    too. Without the masker nobody can say; the next time does it.
    """
    removed = 0
    try:
        for case, scope, digest in stores.recalled.cases():
            if (
                scope is None
                or ports.masker.bind(scope, case=case).draft_digest != digest
            ):
                removed += stores.recalled.forget_case(case)
    except MaskerError as err:
        log.warning("answers to be given again: %s", type(err).__name__)
    return removed


def forget_erased(stores: Stores, ports: Ports) -> int:
    """Forget what texts of lists are called whose people were erased; says of how many.

    A case that was erased and is used again has another key. Of a list none of whose
    texts was masked the vault may know nothing that could be erased: its names go after
    `_KEEP_UNMASKED`. Without the masker nobody can say; the next time does it.
    """
    forgotten, line = 0, stores.bulk_line
    try:
        for one in line.named():
            now = case_digest(ports.masker, one.case)
            if one.case_digest is None and now is not None:
                stores.bulk.know(one.bulk, now)
            elif now is None and not one.is_masked and one.case_digest is None:
                if ports.clock.now() - one.begun_at > _KEEP_UNMASKED:
                    line.forget_names(one.bulk, case=None)
                    forgotten += 1
            elif now is None or now != one.case_digest:
                line.forget_names(one.bulk, case=one.case)
                forgotten += 1
    except MaskerError as err:
        log.warning("names of lists: %s", type(err).__name__)
    return forgotten


def forget_titles(stores: Stores, ports: Ports) -> int:
    """Forget what cases are called whose people were erased; says of how many.

    As with the names of lists: a case that is used again has another key, and where
    nothing was ever masked the title goes after `_KEEP_UNMASKED`. What programs called
    their cases was kept before and is read by nobody: all of it goes.
    """
    forgotten, cases = 0, stores.cases
    try:
        for one in cases.titled(most=_MOST_TITLES):
            if token_of(one.owner) is not None:
                cases.forget_title(one.id)
                forgotten += 1
                continue
            now = case_digest(ports.masker, one.id)
            if one.digest is None and now is not None:
                cases.know(one.id, now)
                continue
            is_new = ports.clock.now() - one.created_at <= _KEEP_UNMASKED
            if now != one.digest or (now is None and not is_new):
                cases.forget_title(one.id)
                forgotten += 1
    except MaskerError as err:
        log.warning("titles of cases: %s", type(err).__name__)
    return forgotten


def withdraw_erased(stores: Stores, ports: Ports) -> int:
    """Withdraw what waits for the dictionary and is from an erased case; how many.

    A case that was erased and is used again has another key. What two people brought
    into force stays: they take it out. Without the masker nobody can say; the next time
    does it.

    Raises:
        LedgerError: The log does not take a record; what that one is of still waits.
    """
    withdrawn, broken = 0, list[LedgerError]()

    def record(one: Waiting) -> None:
        body = {"listed": one.listed, "proposal": one.id, "why": "erased"}
        entry = Entry(RecordKind.DICTIONARY_WITHDRAWN, None, one.case, None, body)
        ports.ledger.append(entry, durable=True)

    try:
        for one in stores.proposals.of_cases():
            now = ports.masker.bind("", case=one.case).draft_digest
            if now == one.digest:
                continue
            try:
                withdrawn += stores.proposals.withdraw(
                    one.id, at=ports.clock.now(), record=partial(record, one)
                )
            except LedgerAwayError:
                raise
            except LedgerError as err:
                broken.append(err)
    except MaskerError as err:
        log.warning("proposals of erased cases: %s", type(err).__name__)
    if broken:
        raise broken[0]
    return withdrawn
