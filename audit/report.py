"""What a verification found, as facts and as the words an auditor reads."""

from dataclasses import dataclass
from datetime import datetime

from audit.record import format_time


@dataclass(frozen=True, slots=True)
class Report:
    """The facts that hold about an export, a live log or a proof.

    Attributes:
        origin: The log's name.
        key: Label of the key whose signature held.
        first: Sequence number of the first record covered.
        count: Records covered, withheld ones included.
        disclosed: Records whose content was read.
        size: Size of the tree that the checkpoint names.
        first_time: Time of the first record read.
        last_time: Time of the last record read.
        since: Start of the period asked for.
        until: End of the period asked for.
        case: The one case that is disclosed.
        exchange: The one exchange that is disclosed.
        compared: Sizes of the auditor's own checkpoints that agree.
        notes: What is no fault but worth knowing.
    """

    origin: str
    key: str
    first: int
    count: int
    disclosed: int
    size: int
    first_time: datetime | None = None
    last_time: datetime | None = None
    since: datetime | None = None
    until: datetime | None = None
    case: str | None = None
    exchange: str | None = None
    compared: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def withheld(self) -> int:
        """Records of which only the hash is given."""
        return self.count - self.disclosed

    def lines(self) -> list[str]:
        """Say the facts, one a line."""
        said = [f"log         {self.origin}", f"records     {self._span()}"]
        said.append(
            f"disclosed   {self.disclosed} of {self.count}"
            + (
                f"; the log's key signed which, {self.withheld} withheld (hash only)"
                if self.withheld
                else ""
            )
        )
        if self.since is not None or self.until is not None:
            said.append(
                f"asked for   {_moment(self.since)} until {_moment(self.until)}"
            )
        if self.case is not None:
            said.append(f"only case   {self.case}")
        if self.exchange is not None:
            said.append(f"only        exchange {self.exchange}")
        if self.first_time is not None and self.last_time is not None:
            said.append(
                f"written     {format_time(self.first_time)} "
                f"to {format_time(self.last_time)}"
            )
        said.append(f"complete    {self._completeness()}")
        said.append(f"signed by   {self.key}")
        said.extend(
            f"compared    agrees with your checkpoint of size {size}"
            for size in self.compared
        )
        said.extend(f"note        {note}" for note in self.notes)
        return said

    def _span(self) -> str:
        if not self.count:
            return "none"
        return f"{self.count} (record {self.first} to {self.first + self.count - 1})"

    def _completeness(self) -> str:
        end = self.first + self.count
        checkpoint = f"up to the checkpoint of size {self.size}"
        if not self.count:
            return f"no record asked for, {checkpoint}"
        parts = [f"none missing between {self.first} and {end - 1}"]
        if end == self.size:
            parts.append(f"complete {checkpoint}")
        else:
            parts.append(f"{self.size - end} more in the log {checkpoint}")
        return "; ".join(parts)


def _moment(moment: datetime | None) -> str:
    return "open" if moment is None else format_time(moment)
