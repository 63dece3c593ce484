"""`cloister release install`: have what is to be live evaluated, and put it live.

The worker runs the evaluations; this command asks for those that are missing, shows
how far they are and may be left: run again, it goes on with what stands then.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from appliance.commands.changes import CHOICE, held, record_in_log
from appliance.commands.options import config_option
from appliance.commands.release_signing import read_seed, sign_for
from appliance.domain.evaluation import decisive, worst
from appliance.domain.known_release import KnownRelease
from appliance.domain.verdict import Outcome
from appliance.engine.promotion import models_in_use
from appliance.errors import NotFoundError, PromotionRefusedError, SettingsError
from appliance.kinds import RecordKind
from appliance.ledger.client import LedgerClient
from appliance.release.evaluation.formats import parse_measurements, parse_report
from appliance.release.refusals import Refusal
from appliance.settings import Settings, load_settings
from appliance.worker.client import WorkerClient

_ASK_EVERY_S = 1.0
# The exit status that says: run again, the evaluations go on.
GOES_ON = 4


@click.command()
@click.option("--again", is_flag=True, help="Evaluate anew what did not pass before.")
@click.option(
    "--wait",
    "wait_s",
    type=click.IntRange(min=0),
    default=None,
    help="Leave after so many seconds; the evaluations go on.",
)
@config_option
@click.pass_context
def install(
    ctx: click.Context, wait_s: int | None, config: Path, *, again: bool
) -> None:
    """Sign each purpose in the policies folder, evaluate it, put live what passed.

    Only what is not live and has no evaluation yet is evaluated, one purpose after
    another. What does not pass is named, and what was live before it stays live.
    Exit status 0 if all of it is live then, 1 if not, 4 if --wait was over before; run
    it again then.
    """
    settings = load_settings(config)
    with held(settings, CHOICE):
        seed = read_seed(settings, None)
        releases = sign_for(settings, models_in_use(settings), seed)
    ledger, worker = LedgerClient(settings), WorkerClient(settings)
    try:
        installing = _Installing(settings, ledger, worker, releases)
        installing.begin(again=again)
        if not installing.follow(wait_s):
            click.echo(installing.progress())
            ctx.exit(GOES_ON)
        installing.conclude()
    finally:
        ledger.close()
        worker.close()


@dataclass(slots=True)
class _Installing:
    """What is on its way to be live.

    Args:
        releases: The digest of each purpose's release.
        asked: The evaluation of each purpose that needs one, as it was told last.
        refused: Why a purpose cannot be evaluated at all.
    """

    settings: Settings
    ledger: LedgerClient
    worker: WorkerClient
    releases: Mapping[str, str]
    asked: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    def begin(self, *, again: bool) -> None:
        """Have evaluated what may not go live without, if it was not yet.

        Raises:
            WorkerError: The worker is not there.
        """
        for purpose, release in self.releases.items():
            known = self._known(purpose)
            if known.state == "live" or known.verdict == Outcome.PASS:
                continue
            told = self._newest(purpose)
            try:
                if told is None or (again and told["over"]):
                    told = self.worker.evaluate(
                        purpose, release=release, against_live=False, requester=None
                    )
            except NotFoundError as err:
                self.refused[purpose] = str(err)
            else:
                self.asked[purpose] = told

    def follow(self, wait_s: int | None) -> bool:
        """Show how far they are; tells whether they are over.

        Raises:
            WorkerError: The worker is not there.
        """
        give_up = None if wait_s is None else time.monotonic() + wait_s
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
            shown = {
                purpose: bars.add_task(purpose, total=told["runs"])
                for purpose, told in self.asked.items()
            }
            while True:
                for purpose, told in self.asked.items():
                    if not told["over"]:
                        now = self.worker.evaluation(told["evaluation"])
                        self.asked[purpose] = now
                    bars.update(shown[purpose], completed=self.asked[purpose]["done"])
                if all(told["over"] for told in self.asked.values()):
                    return True
                if give_up is not None and time.monotonic() >= give_up:
                    return False
                time.sleep(_ASK_EVERY_S)

    def progress(self) -> str:
        """Say in one line how far each is."""
        return ", ".join(
            f"{purpose} {told['done']} of {told['runs']} golden cases"
            for purpose, told in self.asked.items()
        )

    def conclude(self) -> None:
        """Put live what passed, and name what is not live.

        Raises:
            SettingsError: Something is not live; it says why and what to do.
        """
        left: list[str] = []
        for purpose, release in self.releases.items():
            known = self._known(purpose)
            if known.state == "live":
                continue
            body = {"release": release, "purpose": purpose}
            try:
                record_in_log(self.settings, RecordKind.RELEASE_PROMOTED, body)
            except PromotionRefusedError as err:
                if err.details.get("code") == Refusal.RETIRED:
                    click.echo(f"{purpose} is left as it is: {err}")
                    continue
                left.append(self._why(purpose, known, str(err)))
            else:
                click.echo(f"release {release} {purpose} is live now")
        if left:
            raise SettingsError(
                "\n".join(left) + "\nWhat was live before stays live. Mend what is "
                "named, then run cloister release install --again."
            )

    def _known(self, purpose: str) -> KnownRelease:
        release = self.releases[purpose]
        return next(
            one for one in self.ledger.releases(purpose) if one.release == release
        )

    def _newest(self, purpose: str) -> Mapping[str, Any] | None:
        """Find the newest evaluation of exactly this release."""
        release = self.releases[purpose]
        for one in self.worker.evaluations(purpose):
            if one["release"] == release and not one["against"]:
                return one
        return None

    def _why(self, purpose: str, known: KnownRelease, refused: str) -> str:
        """Say why a purpose is not live, and where to look."""
        if purpose in self.refused:
            return f"{purpose} is not live: {self.refused[purpose]}."
        told = self.asked.get(purpose)
        if told is None or told["verdict"] == Outcome.PASS:
            page = f"/purposes/{purpose}/releases"
            return f"{purpose} is not live: {refused}. It is approved on {page}."
        evaluation = told["evaluation"]
        look = f"see cloister evaluation show {evaluation}, or the page /evaluations"
        if told["verdict"] is None:
            return (
                f"{purpose} is not live: its evaluation ended with {told['error']}; "
                f"the worker's journal says more, and {look}."
            )
        why = " ".join(self._reasons(evaluation))
        right = f"{told['passed']} of {told['cases']} cases are right"
        folder = self.settings.paths.policies / "purposes" / purpose
        return (
            f"{purpose} is not live: release {known.release[:12]} did not pass its "
            f"evaluation ({told['verdict']}: {right}). {why} For the report {look}; "
            f"the purpose is mended in {folder}."
        )

    def _reasons(self, evaluation: str) -> tuple[str, ...]:
        try:
            report, measured = self.worker.evaluation_files(evaluation)
        except NotFoundError:
            return ()
        read = parse_report(report.encode())
        times = parse_measurements(measured.encode())
        verdict = worst((read.verdict, times.verdict))
        return decisive((*read.findings, *times.findings), verdict)
