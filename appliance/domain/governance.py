"""Who answers for a purpose, what it is meant to achieve, and when a change passes.

Values only: policies say who may do what, release/evaluation/ judges by the thresholds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

MAX_PERMILLE = 1000


@dataclass(frozen=True, slots=True)
class Governance:
    """The two people who answer for a purpose, by their logins in the directory.

    Args:
        owner: Writes its versions.
        approver: Agrees before one goes live.
    """

    owner: str
    approver: str

    def is_owner(self, login: str) -> bool:
        """Tell whether a login is the owner's, in any case, as directories do."""
        return _is_same(login, self.owner)

    def is_approver(self, login: str) -> bool:
        """Tell whether a login is the approver's."""
        return _is_same(login, self.approver)

    def is_one_person(self) -> bool:
        """Tell whether owner and approver are the same person."""
        return _is_same(self.owner, self.approver)


@dataclass(frozen=True, slots=True)
class Success:
    """What a purpose is meant to achieve.

    Args:
        metric: What is counted, in words.
        target_permille: The share it is meant to reach, 1 to 1000.
    """

    metric: str
    target_permille: int


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When an evaluation of a purpose passes.

    Args:
        confidence_permille: Of the interval around the difference to live, 500 to 999.
        margin_permille: How much worse than live a candidate may be, 0 to 1000.
        least_right_permille: Least share of cases that are right, 0 to 1000.
        least_right_of_fields: The same for single fields of a structured answer.
        max_total_ms_p95: Longest time of 95 in 100 cases, in milliseconds; 0 is any.
        max_output_tokens: Most tokens a case may write; 0 is as many as the purpose's
            limits let it.
    """

    confidence_permille: int = 950
    margin_permille: int = 20
    least_right_permille: int = 900
    least_right_of_fields: Mapping[str, int] = field(default_factory=dict)
    max_total_ms_p95: int = 0
    max_output_tokens: int = 0


def _is_same(login: str, other: str) -> bool:
    return bool(login) and login.casefold() == other.casefold()
