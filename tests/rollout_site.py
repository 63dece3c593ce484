"""A throwaway appliance with candidates to put beside what is live."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from appliance.commands.client import StaffClient
from appliance.demo.supervisor import Supervisor
from appliance.domain.deployment import Placement
from appliance.release import DeploymentFile, deployment_note
from appliance.settings import load_settings

PURPOSE = "complaint-triage"
PAGE = f"/purposes/{PURPOSE}/rollout/step"


class RolloutSite:
    """A throwaway appliance with a candidate that was signed and taken back."""

    def __init__(self, running: Supervisor) -> None:
        self.site = running.site
        settings = load_settings(self.site.config)
        log = settings.paths.keys / "public" / "log.vkey"
        self._standing = DeploymentFile(deployment_note(settings.paths.state), log)
        self._policies = settings.paths.policies

    def placed(self) -> Placement:
        return self._standing.now().placements[PURPOSE]

    def sign_candidate(
        self, change: Callable[[str], str], *, file: str = "purpose.toml"
    ) -> str:
        """Sign a changed file, and go back to what was live; its digest."""
        path: Path = self._policies / "purposes" / PURPOSE / file
        before = path.read_text("utf-8")
        path.write_text(change(before), "utf-8")
        self.site.run_command("release", "sign")
        candidate = self.placed().live
        path.write_text(before, "utf-8")
        self.site.run_command("release", "rollback", PURPOSE)
        assert self.placed().live != candidate
        return candidate

    def client(self, login: str) -> StaffClient:
        made = StaffClient(self.site.front.url, self.site.ca)
        made.sign_in(login, self.site.password)
        return made

    def step(self, **form: str) -> None:
        """Do a step of the form as IT."""
        with self.client("adam.admin") as adam:
            adam._change(PAGE, form)

    def records(self, kind: str) -> list[dict[str, Any]]:
        with self.client("audrey.auditor") as audrey:
            return audrey.records(kind=kind)

    def records_of(self, exchange: str) -> list[dict[str, Any]]:
        with self.client("audrey.auditor") as audrey:
            return audrey.records(exchange=exchange)
