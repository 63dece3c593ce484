"""The signed releases, as an exchange chooses among them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from appliance.domain.caller import Caller
from appliance.domain.decision import FiredRule
from appliance.domain.exchange import Exchange
from appliance.domain.ports.policy import Policy
from appliance.domain.ports.purposes import Purposes
from appliance.domain.ports.references import References
from appliance.domain.rollout import Arm


@dataclass(frozen=True, slots=True)
class Chosen:
    """What one signed release holds, as the steps ask for it.

    Args:
        release: Its digest.
        purposes: Its purpose.
        policy: Its rules, deciding.
        references: Its references, searchable.
        rules: Its rules, to be read.
        headings: Heading of each passage of its references, by template id.
        arm: Which side of a rollout it answers as; live where there is none.
        compared: Whether there is a rollout, so that what each writes is measured.
    """

    release: str
    purposes: Purposes
    policy: Policy
    references: References
    rules: Sequence[FiredRule]
    headings: Mapping[str, str]
    arm: Arm = Arm.LIVE
    compared: bool = False


class Releases(Protocol):
    """The signed releases; which one answers, the deployment says."""

    def choose(self, exchange: Exchange, caller: Caller) -> Chosen:
        """Choose the release for an exchange; all of it is answered by this one.

        Args:
            caller: Who asks, as the directory describes them now: a rollout may be for
                some teams.

        Raises:
            UnknownPurposeError: Nothing is live for the purpose.
            SettingsError: The deployment or the release does not hold.
        """
        ...

    def of(self, release: str) -> Chosen:
        """Give what one release holds.

        Raises:
            NotFoundError: None of this digest was signed here.
            SettingsError: It does not hold.
        """
        ...
