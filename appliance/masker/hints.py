"""What a surrogate tells the model besides its kind: a moved date, a group of ages.

A purpose may allow it (`DATE = "shift"`, `AGE = "bucket"`). All dates of a case move by
the same whole number of weeks, which only the case's key tells, so weekdays and days
between stay right and the true dates do not show. Restoring never reads a hint.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from appliance.detect.written_age import age_group
from appliance.detect.written_date import DateOrder, read_date
from appliance.domain.entity import SHIFTED_KINDS, EntityKind
from appliance.domain.surrogate import Surrogate
from appliance.masker.vault import Pseudonym

_OLDEST_TOLD = 89


@dataclass(frozen=True, slots=True)
class Hints:
    """How the surrogates of one text are written.

    Args:
        kinds: Kinds whose surrogates carry a hint where one can be given.
        weeks: By how much the case's dates move; its `repr` does not show it.
        order: How figures of a date are ordered in the text.
        year: The present one: who is over 89 in it has no date of birth shown.
    """

    kinds: frozenset[EntityKind] = frozenset()
    weeks: int = field(default=0, repr=False)
    order: DateOrder = DateOrder.UNSETTLED
    year: int = 0

    def written(self, pseudonym: Pseudonym) -> Surrogate:
        """Give the surrogate as it is to stand in a text, with its hint if any."""
        hint = self._hint(pseudonym.surrogate.kind, pseudonym.original)
        return replace(pseudonym.surrogate, hint=hint)

    def standing(self, pseudonym: Pseudonym, typed: str) -> Surrogate:
        """Give a surrogate that stood in a text already, as it may stay.

        Whoever typed it may have written something else where its hint stands.
        """
        allowed = self.written(pseudonym)
        return allowed if typed == str(allowed) else pseudonym.surrogate

    def _hint(self, kind: EntityKind, original: str) -> str:
        if kind not in self.kinds:
            return ""
        if kind is EntityKind.AGE:
            return age_group(original)
        found = read_date(original, self.order) if kind in SHIFTED_KINDS else None
        if found is None or (kind is EntityKind.BIRTHDATE and self._is_old(found)):
            return ""
        return shifted(found, self.weeks)

    def _is_old(self, born: date) -> bool:
        """Tell whether a year of birth alone says that somebody is over 89.

        45 CFR 164.514(b)(2)(i)(C) takes such years for the age that they tell.
        """
        return self.year - born.year > _OLDEST_TOLD


def shifted(found: date, weeks: int) -> str:
    """Move a date by whole weeks, as ISO 8601; "" if there is no such date."""
    if not weeks:
        return ""
    try:
        return (found + timedelta(weeks=weeks)).isoformat()
    except OverflowError:
        return ""
