"""Answers that are kept to be given again, as the steps ask for them."""

from typing import Protocol

from appliance.domain.recalled import Digests, KeptAnswer, Place


class RecalledAnswers(Protocol):
    """What was written and let out lately, each for one person in one case.

    One whose exchange its owner has since called unhelpful, or has written anew as it
    should have been, is not there any more. Who does so where it was given again has it
    forgotten.
    """

    def same(self, place: Place, key: str) -> KeptAnswer | None:
        """Find the newest answer to the same question.

        Args:
            key: Digest of the question, under the key of its case.

        Raises:
            StoreError: It cannot be looked for.
        """
        ...

    def alike(self, place: Place, reading: str) -> KeptAnswer | None:
        """Find the newest answer to a question that reads the same.

        Args:
            reading: Digest of the question as it reads, under the key of its case.

        Raises:
            StoreError: It cannot be looked for.
        """
        ...

    def keep(self, place: Place, kept: KeptAnswer, digests: Digests) -> None:
        """Keep an answer; the oldest of its case gives way where there are many.

        Raises:
            StoreError: It cannot be kept.
        """
        ...

    def forget(self, exchange: str) -> None:
        """Keep an answer no longer.

        Raises:
            StoreError: It cannot be removed.
        """
        ...


class NothingRecalled:
    """Finds nothing: while two releases are compared, each writes its own answers."""

    def same(self, place: Place, key: str) -> KeptAnswer | None:
        """Find none."""
        del place, key
        return None

    def alike(self, place: Place, reading: str) -> KeptAnswer | None:
        """Find none."""
        del place, reading
        return None

    def keep(self, place: Place, kept: KeptAnswer, digests: Digests) -> None:
        """Keep none."""
        del place, kept, digests

    def forget(self, exchange: str) -> None:
        """Have none to forget."""
        del exchange
