"""A bank that asks for an evaluation, with a few golden cases and a team."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from appliance.demo.accounts import group_dn
from tests.stack import Stack, running_stack

PURPOSE = "credit-memo"
RELEASES = f"/purposes/{PURPOSE}/releases"
TEAM = "branch-north"
# What the shipped model gets right, with answers of few tokens; large sums are none.
CASES = re.compile(r"form-(?:[1-9]|1[0-7])-.*|absent-amount|no-application")
_SHARES = re.compile(r"(?<=\[thresholds\.shares\]\n).*?\n\n", re.DOTALL)


class ReleaseSite:
    """Such a bank while it runs."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.policies = stack.root / "policies" / "purposes" / PURPOSE

    def set_up(self) -> None:
        """Make it small, put that live, and ask for evaluations from then on."""
        golden, settings = (
            self.policies / name for name in ("golden.jsonl", "purpose.toml")
        )
        head, *lines = golden.read_text("utf-8").splitlines()
        few = [line for line in lines if CASES.fullmatch(json.loads(line)["id"])]
        golden.write_text("\n".join([head, *few, ""]), "utf-8")
        shares = "right = 700\nschema = 800\n\n"
        text, replaced = _SHARES.subn(shares, settings.read_text("utf-8"))
        assert (len(few), replaced) == (19, 1)
        settings.write_text(text, "utf-8")
        with self.stack.directory_root() as directory:
            member = self.stack.accounts["anna.staff"].dn
            made = directory.add(
                group_dn(TEAM), "groupOfNames", {"cn": TEAM, "member": member}
            )
            assert made, directory.result
        self.cloister("release", "sign")
        self.stack.supervisor.site.write_settings(release={"needs_evaluation": True})
        self.stack.restart("ledger")

    def cloister(self, *arguments: str) -> str:
        """Run a command as the operator."""
        return self.stack.supervisor.site.run_command(*arguments)

    def releases(self) -> list[dict[str, Any]]:
        """List every release of the purpose, newest first, as its page does."""
        with self.stack.signed_in("audrey.auditor") as audrey:
            found: list[dict[str, Any]] = audrey._json("GET", RELEASES)["releases"]
        return found

    def live(self) -> str:
        """Name the release that is live, by what the log says."""
        (live,) = [one for one in self.releases() if one["state"] == "live"]
        return str(live["release"])

    def of_version(self, number: int) -> dict[str, Any]:
        """Give the release of a version."""
        (found,) = [one for one in self.releases() if one["number"] == number]
        return found

    def records(self, **search: str) -> list[dict[str, Any]]:
        """Search the log as its auditor; oldest first."""
        with self.stack.signed_in("audrey.auditor") as audrey:
            return audrey.records(**search)[::-1]

    def ask(self, login: str, text: str) -> str:
        """Ask once; give the release that answered."""
        with self.stack.signed_in(login) as client:
            last = list(client.ask(PURPOSE, text))[-1]
        (decided,) = self.records(
            exchange=str(last.body["exchange"]), kind="policy.decided"
        )
        return str(decided["body"]["release"])


@contextmanager
def release_site() -> Iterator[ReleaseSite]:
    """Run one, and remove it."""
    with running_stack(directory={"teams": {TEAM: group_dn(TEAM)}}) as stack:
        site = ReleaseSite(stack)
        site.set_up()
        yield site
