"""Who answers for a purpose, and what it is meant to achieve.

Values only: the policies say who may do what.
"""

from dataclasses import dataclass

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


def _is_same(login: str, other: str) -> bool:
    return bool(login) and login.casefold() == other.casefold()
