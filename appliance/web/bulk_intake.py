"""Lists of texts on their way in: each text is masked before anything of it is kept.

The file is in memory until its last text is masked, and nowhere else; what is kept is
what the model may see, as of every text that waits (long_texts.py). One list is read in
at a time, so that whoever masks a text at a page waits for one text of a list at most.
If this process ends, what was masked stays and goes on; the rest is gone, and its owner
gives the same file again. A list whose case is erased meanwhile ends: to mask more of
it would put its people back into the vault.
"""

import logging
import secrets
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from appliance.domain.bulk import ORIGIN, BulkList, BulkState, BulkWhy, GivenItem
from appliance.domain.caller import Credential
from appliance.domain.exchange import Exchange, ExchangeState, Refused
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.masker import case_digest
from appliance.domain.ports.wired import Ports
from appliance.error_table import row_for, sentences_of
from appliance.errors import (
    ApplianceError,
    DirectoryError,
    EngineBusyError,
    ForgottenError,
    LedgerError,
    MaskerError,
    MaskingFloorError,
    RevokedError,
    StoreError,
)
from appliance.kinds import RecordKind
from appliance.pipeline import preview
from appliance.stores.opened import Stores

log = logging.getLogger(__name__)

# Lists whose file is in memory, the one that is read in among them.
MAX_LISTS = 4
_FIRST_AGAIN_S = 1.0
_LAST_AGAIN_S = 30.0
# A quarter of an hour; after it the owner gives the file again.
_MOST_TRIES = 32


class BulkIntake:
    """Reads lists in, in a thread of its own."""

    def __init__(self, ports: Ports, stores: Stores) -> None:
        """Take what the pipeline may reach, and what is kept."""
        self._ports = ports
        self._stores = stores
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="intake")
        self._reading: set[str] = set()
        self._changing = threading.Lock()
        self._closing = threading.Event()

    def start(
        self, bulk: BulkList, items: Sequence[GivenItem], credential: Credential
    ) -> None:
        """Begin to read a list in, or go on with it; one on its way in is left to it.

        Raises:
            EngineBusyError: Too many lists are on their way in, or this process closes.
        """
        with self._changing:
            if bulk.id in self._reading and not self._closing.is_set():
                return
            if self.is_full():
                raise EngineBusyError(f"{len(self._reading)} lists are read in")
            self._reading.add(bulk.id)
        try:
            self._pool.submit(self._read, bulk, tuple(items), credential)
        except RuntimeError:
            self._over(bulk.id)
            raise EngineBusyError("the appliance is closing") from None

    def is_full(self) -> bool:
        """Tell whether no list more is taken now."""
        return len(self._reading) >= MAX_LISTS or self._closing.is_set()

    def is_reading(self, bulk: str) -> bool:
        """Tell whether a list is on its way in."""
        return bulk in self._reading

    def shut_down(self) -> None:
        """Read no further text in, and wait for the one that is being masked."""
        self.close()
        self._pool.shutdown(wait=True)

    def close(self) -> None:
        """Read no further text in."""
        self._closing.set()

    def _over(self, bulk: str) -> None:
        with self._changing:
            self._reading.discard(bulk)

    def _read(
        self, bulk: BulkList, items: tuple[GivenItem, ...], credential: Credential
    ) -> None:
        try:
            taken = self._stores.bulk.rows_taken(bulk.id)
            for item in items:
                if item.row in taken:
                    continue
                ended = self._stores.bulk.get(bulk.id, bulk.owner).state
                if ended is BulkState.ENDED:
                    return
                credential = self._take_patiently(bulk, item, credential)
                if self._closing.is_set():
                    return
        except ApplianceError as err:
            # Its page says that it is not all in, and what to do.
            log.error("list %s: reading in ended: %s", bulk.id, type(err).__name__)
        finally:
            self._over(bulk.id)

    def _take_patiently(
        self, bulk: BulkList, item: GivenItem, credential: Credential
    ) -> Credential:
        """Take a text in; where a part is away, again and again for a while.

        Returns:
            What is known of the person now.

        Raises:
            ApplianceError: It could not be taken in.
        """
        wait_s = _FIRST_AGAIN_S
        for left in reversed(range(_MOST_TRIES)):
            try:
                credential = self._fresh(credential)
                try:
                    self._check_not_erased(bulk)
                    self._take(bulk, item, credential)
                except ForgottenError:
                    self._end_erased(bulk)
                break
            except (LedgerError, StoreError, DirectoryError, MaskerError) as err:
                if not left:
                    raise
                log.warning("list %s: %s; again", bulk.id, type(err).__name__)
            if self._closing.wait(wait_s):
                break
            wait_s = min(_LAST_AGAIN_S, 2 * wait_s)
        return credential

    def _check_not_erased(self, bulk: BulkList) -> None:
        """Check that the vault still knows the people of the texts before.

        Raises:
            ForgottenError: The case was erased, whether it is used again or not.
            MaskerError: The masker is not there.
        """
        known = self._stores.bulk.get(bulk.id, bulk.owner).case_digest
        now = case_digest(self._ports.masker, bulk.case)
        if known is not None and known != now:
            raise ForgottenError(f"the case of list {bulk.id} was erased")
        if known is None and now is not None:
            self._stores.bulk.know(bulk.id, now)

    def _end_erased(self, bulk: BulkList) -> None:
        """End a list whose people were erased; the worker ends its texts."""
        lists = self._stores.bulk
        kept = lists.get(bulk.id, bulk.owner)
        counts = lists.counts(kept).record()
        why = BulkWhy.ERASED
        body = {"bulk": kept.id, "purpose": kept.purpose, "why": str(why), **counts}
        entry = Entry(RecordKind.BULK_ENDED, None, kept.case, kept.owner, body)

        def record() -> None:
            self._ports.ledger.append(entry, durable=True)

        standing = (BulkState.RUNNING, BulkState.PAUSED)
        lists.move(bulk.id, standing, BulkState.ENDED, why, record=record)
        self._stores.bulk_line.forget_names(bulk.id, case=bulk.case)

    def _fresh(self, credential: Credential) -> Credential:
        """Ask the directory again where its word is old: once, not for every text."""
        now, within_s = self._ports.clock.now(), self._ports.recheck_after_s
        if credential.caller().is_fresh(now, within_s=within_s):
            return credential
        caller = self._ports.directory.look_up(credential.person)
        return replace(
            credential,
            roles=caller.roles,
            teams=caller.teams,
            checked_at=caller.checked_at,
        )

    def _take(self, bulk: BulkList, item: GivenItem, credential: Credential) -> None:
        """Mask one text and keep it, or keep why it cannot be.

        Raises:
            ApplianceError: A part is away, or the person may be here no more.
        """
        exchange = Exchange(
            id=secrets.token_hex(16),
            case=bulk.case,
            case_owner=bulk.owner,
            purpose=bulk.purpose,
            language=bulk.language,
            text=item.text,
            credential=credential,
            received_at=self._ports.clock.now(),
            origin=ORIGIN,
            variables=item.variables,
        )
        lists = self._stores.bulk
        try:
            seen = preview(exchange, self._ports)
        except (LedgerError, StoreError, DirectoryError, RevokedError):
            raise
        except ApplianceError as err:
            if type(err) is MaskerError or isinstance(err, MaskingFloorError):
                raise
            refused = row_for(err).kind is RecordKind.EXCHANGE_REFUSED
            lists.take_ended(
                bulk.id,
                item,
                exchange,
                state=ExchangeState.REFUSED if refused else ExchangeState.FAILED,
                reasons=sentences_of(err),
                record=None,
            )
            return
        if isinstance(seen, Refused):
            lists.take_ended(
                bulk.id,
                item,
                exchange,
                state=ExchangeState.REFUSED,
                reasons=seen.reasons,
                record=seen.record,
            )
            return
        nothing = self._ports.masker.bind("", case=bulk.case)
        lists.take_in(bulk.id, item, seen, nothing.draft_digest)
