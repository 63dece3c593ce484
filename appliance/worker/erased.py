"""What this database keeps of people whom the vault has erased is forgotten too.

Names of lists, titles of cases, proposals for the dictionary and answers to be given
again: each was kept with a digest under the key that its case had. Nothing but the
last, which can be written again, is forgotten by the word of another vault than before.
"""

import logging
from datetime import timedelta
from functools import partial

from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.masker import VAULT_ITSELF, Masker, case_digest
from appliance.domain.ports.wired import Ports
from appliance.domain.service import token_of
from appliance.errors import LedgerAwayError, LedgerError, MaskerError, SettingsError
from appliance.kinds import RecordKind
from appliance.stores.opened import Stores
from appliance.stores.proposals import Waiting

log = logging.getLogger(__name__)

# For its owner to see which texts failed.
_KEEP_UNMASKED = timedelta(days=1)
# Each takes the masker a moment, one that is not known yet two. All have their turn:
# of 20,000 known ones each within seven times (docs/privacy.md).
_MOST_KNOWN = 3_000
_MOST_UNKNOWN = 1_000
# So long there is time to put the right vault back.
_TAKEN_AFTER = timedelta(days=30)


def check_vault(stores: Stores, ports: Ports) -> None:
    """Check that the masker's vault is the site's, before anything is forgotten.

    What another one does not know was not erased: it may be empty, or one of before.

    Raises:
        SettingsError: It is another one.
        MaskerError: The masker is not there.
    """
    digest = case_digest(ports.masker, VAULT_ITSELF)
    if digest is None or not stores.vaults.is_of_site(digest, after=_TAKEN_AFTER):
        raise SettingsError("database.vault_url: another vault than before")


def forget_erased(stores: Stores, ports: Ports) -> int:
    """Forget what texts of lists are called whose people were erased; says of how many.

    A case that was erased and is used again has another key. Of a list none of whose
    texts was masked the vault may know nothing that could be erased: its names go after
    `_KEEP_UNMASKED`. Without the masker nobody can say; the next time does it.

    Raises:
        SettingsError: The vault is another one than before; nothing is forgotten.
    """
    forgotten, line = 0, stores.bulk_line
    try:
        check_vault(stores, ports)
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

    Raises:
        SettingsError: The vault is another one than before; nothing is forgotten.
    """
    forgotten, cases, now = 0, stores.cases, ports.clock.now()
    try:
        check_vault(stores, ports)
        for one in cases.titled(known=True, most=_MOST_KNOWN):
            is_programs = token_of(one.owner) is not None
            if is_programs or not _is_still(ports.masker, one.id, one.digest):
                cases.forget_title(one.id)
                forgotten += 1
        for one in cases.titled(known=False, most=_MOST_UNKNOWN):
            is_programs = token_of(one.owner) is not None
            digest = None if is_programs else case_digest(ports.masker, one.id)
            if digest is not None:
                cases.know(one.id, digest)
            elif is_programs or now - one.created_at > _KEEP_UNMASKED:
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
        SettingsError: The vault is another one than before; nothing is withdrawn.
    """
    withdrawn, broken = 0, list[LedgerError]()

    def record(one: Waiting) -> None:
        body = {"listed": one.listed, "proposal": one.id, "why": "erased"}
        entry = Entry(RecordKind.DICTIONARY_WITHDRAWN, None, one.case, None, body)
        ports.ledger.append(entry, durable=True)

    try:
        check_vault(stores, ports)
        for one in stores.proposals.of_cases():
            if _is_still(ports.masker, one.case, one.digest):
                continue
            if one.begun is not None:
                # The masker may have it: whoever rejects it takes it out there.
                log.warning("proposal %s: half approved, its case erased", one.id)
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


def _is_still(masker: Masker, case: str, digest: str | None) -> bool:
    """Tell whether a case has the key that it had.

    Raises:
        MaskerError: The masker is not there.
    """
    return masker.bind("", case=case).draft_digest == digest
