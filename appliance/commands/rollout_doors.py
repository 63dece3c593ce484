"""Two ways to a rollout: as a person through the pages, or as whoever runs the machine.

    AsPerson     signs in; policy, directory and the log decide, as on the page
    AsOperator   on the machine; the log's process knows the account, and decides

Both give the same facts, and neither puts anything beside what is live that the log
does not let be.
"""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Protocol, Self

from appliance.commands.changes import CHOICE, held, record_in_log
from appliance.commands.client import StaffClient
from appliance.commands.release_standing import whole_digest
from appliance.domain.deployment import Placement
from appliance.domain.rollout import Rollout
from appliance.errors import BadRequestError, SettingsError
from appliance.kinds import RecordKind
from appliance.release import DeploymentFile, deployment_note, shelf_of
from appliance.release.rollout.asked import Problem, read_start
from appliance.release.rollout.ending import plain_number, told
from appliance.release.rollout.records import body_of, ended_by
from appliance.settings import Settings
from appliance.stores.arms import windows_of
from appliance.stores.database import Database, open_engine
from appliance.stores.outcomes import Outcomes
from appliance.stores.rollouts import KeptRollout, KeptRollouts, facts_of
from appliance.web.rollout_figures import as_json, figures_of

Facts = dict[str, Any]


class Door(Protocol):
    """What the commands of `cloister rollout` ask for."""

    def all(self) -> list[Facts]:
        """List rollouts, newest first."""
        ...

    def newest(self, purpose: str) -> Facts:
        """Give the newest of a purpose: `rollout` and `figures`, or None for both."""
        ...

    def start(self, purpose: str, words: Mapping[str, str]) -> None:
        """Start one, by the fields of the form (release/rollout/asked.py)."""
        ...

    def stop(self, purpose: str) -> None:
        """End the one that runs."""
        ...


class AsPerson:
    """Through the pages, as somebody who signs in.

    Args:
        client: Signed in.
    """

    def __init__(self, client: StaffClient) -> None:
        self._client = client

    def all(self) -> list[Facts]:
        """List rollouts, newest first."""
        return self._client.rollouts()

    def newest(self, purpose: str) -> Facts:
        """Give the newest of a purpose."""
        return self._client.rollout(purpose)

    def start(self, purpose: str, words: Mapping[str, str]) -> None:
        """Start one."""
        self._client.step_rollout(purpose, "start", words)

    def stop(self, purpose: str) -> None:
        """End the one that runs."""
        self._client.step_rollout(purpose, "end", {})


class AsOperator:
    """On the machine, with the log and the database at hand.

    Args:
        settings: Of the site.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._database = Database(open_engine(settings.database.url))
        self._kept = KeptRollouts(self._database, _Now())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._database.close()

    def all(self) -> list[Facts]:
        """List rollouts, newest first."""
        return [self._facts(one) for one in self._kept.newest()]

    def newest(self, purpose: str) -> Facts:
        """Give the newest of a purpose."""
        found = self._kept.newest(purpose)
        if not found:
            return {"rollout": None, "figures": None}
        (newest, *_) = found
        windows = windows_of(
            purpose, newest.live, newest.rollout, until=newest.ended_at
        )
        until = newest.ended_at or datetime.now(UTC)
        figures = figures_of(Outcomes(self._database), newest.rollout, windows, until)
        return {"rollout": self._facts(newest), "figures": as_json(figures)}

    def start(self, purpose: str, words: Mapping[str, str]) -> None:
        """Start one.

        Raises:
            BadRequestError: A field is not as it must be; each is named.
            SettingsError: No such release was signed here, or the log does not run.
            PromotionRefusedError: The log does not hold what this candidate needs.
        """
        with held(self._settings, CHOICE):
            signed = shelf_of(self._settings).digests()
            release = whole_digest(words.get("release", ""), signed)
            asked = read_start(
                {**words, "release": release},
                teams=self._settings.directory.teams,
                salt=secrets.token_hex(16),
                at=datetime.now(UTC),
            )
            if asked.rollout is None:
                raise BadRequestError(_told(asked.problems))
            placed = self._placed(purpose)
            body = body_of(purpose, asked.rollout)
            record_in_log(self._settings, RecordKind.ROLLOUT_STARTED, body)
            self._kept.began(purpose, placed.live, asked.rollout)

    def stop(self, purpose: str) -> None:
        """End the one that runs.

        Raises:
            SettingsError: None runs, or the log does not.
        """
        rollout: Rollout | None = self._placed(purpose).rollout
        if rollout is None:
            raise SettingsError(f"{purpose}: no rollout runs")
        body = ended_by(purpose, rollout, cause="person")
        record_in_log(self._settings, RecordKind.ROLLOUT_ENDED, body)
        self._kept.ended(rollout, body)

    def _placed(self, purpose: str) -> Placement:
        placed = self._placements().get(purpose)
        if placed is None:
            raise SettingsError(f"{purpose}: nothing is live for it")
        return placed

    def _placements(self) -> Mapping[str, Placement]:
        note = deployment_note(self._settings.paths.state)
        log = self._settings.paths.keys / "public" / "log.vkey"
        return DeploymentFile(note, log).now().placements

    def _facts(self, kept: KeptRollout) -> Facts:
        return facts_of(kept, self._placements(), told)


class _Now:
    """The clock of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def _told(problems: Mapping[str, Problem]) -> str:
    return " ".join(f"{name}: {_said(one)}" for name, one in problems.items())


def _said(problem: Problem) -> str:
    bounds = {"least": plain_number(problem.least), "most": plain_number(problem.most)}
    return problem.sentence % bounds if "%(" in problem.sentence else problem.sentence
