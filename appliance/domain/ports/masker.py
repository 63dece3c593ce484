"""The masker, as the steps ask it."""

from collections.abc import Sequence
from typing import Protocol

from appliance.domain.entity import EntityKind
from appliance.domain.masked import MaskedText, Restoration
from appliance.domain.measurement import Measurement, Standing
from appliance.domain.progress import Progress, untold
from appliance.domain.purpose import Purpose
from appliance.domain.review import Binding
from appliance.domain.span import Span
from appliance.domain.text import PersonText

# Stands in place of a case where the vault itself is meant; the id of none.
VAULT_ITSELF = "vault"


class Masker(Protocol):
    """The only part that knows who a surrogate stands for."""

    def mask(
        self,
        text: PersonText,
        *,
        exchange: str,
        case: str,
        purpose: Purpose,
        language: str,
        accept_surrogates: bool = False,
        judged: bool = False,
        progress: Progress = untold,
    ) -> MaskedText:
        """Pseudonymise a text for one exchange of one case.

        Args:
            accept_surrogates: True for a reviewer's edit of a masked answer: surrogates
                that this case has issued stand as they are. Otherwise anything that
                looks like a surrogate is a look-alike and is escaped.
            judged: Whether it is of a masked text whose language was judged as a whole;
                a piece of it may well be in another.
            progress: Told how far it is, while a long text is read.

        Raises:
            UnknownLanguageError: No detector reads its language.
            LookAlikeError: It cannot be masked so that it restores without doubt.
            BlockedKindError: It holds a kind that the purpose blocks.
            MaskingFloorError: Masking was last measured below the site's floor.
            DetectionError: A detector failed; the text counts as not masked.
            MaskerError: The masker is not there.
        """
        ...

    def restore(
        self, text: str, *, exchange: str, case: str, reader: str
    ) -> Restoration:
        """Put the people back; leaves a `vault.read` record naming the reader.

        Args:
            text: Masked text of this case.
            exchange: The exchange it belongs to.
            case: The case whose surrogates may be restored; no other's ever are.
            reader: Directory key of who will read it.

        Raises:
            LedgerError: The masker could not leave its record.
            MaskerError: The masker is not there.
        """
        ...

    def commitments(self, text: str, *, case: str) -> tuple[str, ...]:
        """Commit to what a restore of this text would put back, without doing it.

        Raises:
            MaskerError: The masker is not there.
        """
        ...

    def bind(self, text: str, *, case: str) -> Binding:
        """Commit to a masked text as a whole, and to whom it names.

        Both under a key of the case that is erased with it: without the masker nobody
        can try words against what the log holds, and after erasure the masker cannot.
        Of a case that it does not know, no two digests are equal. Of `VAULT_ITSELF`
        they are those of this vault and of no other.

        Raises:
            MaskerError: The masker is not there.
        """
        ...

    def check_outgoing(
        self, texts: Sequence[str], *, case: str, kinds_kept: Sequence[EntityKind]
    ) -> int:
        """Check that nothing the case masks can be read in what is about to leave.

        Args:
            texts: Masked texts of this case, all that one prompt takes along.
            case: The case whose originals are looked for.
            kinds_kept: Kinds that the purpose leaves readable.

        Returns:
            How many originals were looked for.

        Raises:
            LeakError: Something can be read.
            MaskerError: The masker is not there.
        """
        ...

    def find_names(self, draft: str, *, language: str) -> tuple[Span, ...]:
        """Find who and what a draft names in plain words; surrogates name nobody.

        Returns:
            Spans of people, organisations and places, in order.

        Raises:
            DetectionError: A detector failed.
            MaskerError: The masker is not there.
        """
        ...

    def erase(self, cases: Sequence[str], *, why: str) -> int:
        """Erase cases from the vault; leaves a `vault.erased` record.

        Args:
            why: "asked", "probe" or "evaluation".

        Returns:
            How many of them there were.

        Raises:
            LedgerError: The masker could not leave its record; nothing is erased.
            MaskerError: The masker is not there.
        """
        ...

    def measured(self, measurement: Measurement) -> None:
        """Let a measurement count against the site's floor.

        Raises:
            MaskerError: The masker is not there.
        """
        ...

    def standing(self) -> Standing:
        """Tell where masking stands against the site's floor.

        Raises:
            MaskerError: The masker is not there.
        """
        ...


def case_digest(masker: Masker, case: str) -> str | None:
    """Give a digest of nothing under the key of a case: another key, another digest.

    Returns:
        None where the masker knows no such case: of such a one no two are equal.

    Raises:
        MaskerError: The masker is not there.
    """
    one, two = (masker.bind("", case=case).draft_digest for _ in range(2))
    return one if one == two else None
