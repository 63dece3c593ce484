"""A model that goes wrong as it is told, the appliance around it, somebody at a browser.

The larger of two tiers is on a server of the test's own; three purposes use it: one may
fall back to the shipped model, one may not, one may have an answer written again.
"""

import json
import os
import re
import shutil
import signal
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from appliance.commands.client import StaffClient
from appliance.demo.pki import Authority
from appliance.demo.site import DemoSite
from appliance.kinds import OUTCOMES
from tests.browser import ANSWER_MS, EXCHANGE, look_at
from tests.contract.hostile_server import (
    DONE,
    HEAD,
    Answer,
    HostileServer,
    chunk,
    end,
    line,
    says,
)
from tests.stack import Stack

LETTER = "I have lost my card. What can I do?"
FALLS_BACK, ALONE, AGAIN = "reply-draft", "reply-alone", "reply-again"
LARGE = "engine-large"
# What the server knows the requests of the purpose by that may not fall back.
OWN_WORDS = "Answer a message by letter, in brief."
CLEARER = "Write one short sentence and nothing else."
WRITTEN = "Thank you for your message. We look into it."
USAGE = line({"choices": [], "usage": {"prompt_tokens": 9}})
WELL = says(HEAD, chunk(WRITTEN), end(), USAGE, DONE)
# A character that turns the reading direction: no answer holds one.
GARBLE = chunk("a\u202eb")
MODELS = json.dumps({"data": [{"id": "tiny", "owned_by": "tests"}]}).encode()
LISTED = says(
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\n\r\n" % len(MODELS),
    MODELS,
)
TOKEN = "t" * 40
# Of the larger model: one answer, and of its server between two lines.
DEADLINE_S, SILENCE_S = 3.0, 1.0
# The page goes on without a reload, so what was seen of an answer is remembered there.
REMEMBER = """
window.words = "";
const shown = document.getElementById("answer");
new MutationObserver(() => {
  if (shown.textContent.length > words.length) window.words = shown.textContent;
}).observe(shown, { childList: true, characterData: true, subtree: true });
"""


def drip(sock: socket.socket) -> None:
    """Write a few words, and then one now and again, for ever."""
    sock.sendall(HEAD + chunk("Thank you for your message"))
    while True:
        time.sleep(SILENCE_S / 5)
        sock.sendall(chunk(" and"))


@dataclass
class Asked:
    """One text that was sent from the page.

    Args:
        exchange: Its number.
        page: What the page said when its exchange was shown.
        words: The most that was seen of an answer while it was written.
        records: Its records in the log, when all was over.
    """

    exchange: str
    page: str
    words: str
    records: list[dict[str, Any]] = field(default_factory=list)

    def body(self, kind: str) -> Mapping[str, Any]:
        """Give the body of its last record of a kind."""
        body: Mapping[str, Any] = [r for r in self.records if r["kind"] == kind][-1][
            "body"
        ]
        return body

    def passed_over(self) -> list[str]:
        """Name the errors for which a tier was passed over for the last draft."""
        return [one["error"] for one in self.body("draft.generated")["passed_over"]]

    def tries(self) -> list[tuple[int, str]]:
        """Number its drafts, with how each ended."""
        drafts = [r["body"] for r in self.records if r["kind"] == "draft.generated"]
        return [(body["try"], body["finish"]) for body in drafts]

    def ends(self) -> list[str]:
        """Name how it ended, each time."""
        return [r["kind"] for r in self.records if r["kind"] in OUTCOMES]


class House:
    """The appliance, the server of its larger model, and somebody at a browser."""

    def __init__(
        self, stack: Stack, server: HostileServer, tab: Page, audrey: StaffClient
    ) -> None:
        self.stack, self.server, self.tab, self.audrey = stack, server, tab, audrey
        self.asked: dict[str, Asked] = {}
        # What waits is answered well, whatever others of the story get meanwhile.
        self.answer_alone: Answer = WELL
        self.answer_again: Answer = WELL
        server.choose = self._choose

    def _choose(self, body: Mapping[str, Any]) -> Answer:
        if not body:
            return LISTED
        asked = json.dumps(body["messages"])
        if CLEARER in asked:
            return self.answer_again
        return self.answer_alone if OWN_WORDS in asked else self.server.answer

    def ask(self, name: str, purpose: str = FALLS_BACK) -> None:
        """Send a text from the page, and read the page of its exchange.

        Args:
            name: What the story calls it.
        """
        look_at(self.tab, self.stack, purpose, LETTER)
        self.tab.evaluate(REMEMBER)
        self.tab.locator("#send").click()
        expect(self.tab.locator("#live")).to_have_count(0, timeout=ANSWER_MS)
        self.tab.wait_for_url(EXCHANGE, timeout=ANSWER_MS)
        exchange = self.tab.url.rsplit("/", 1)[1]
        page = self.tab.locator("main").inner_text()
        self.asked[name] = Asked(exchange, page, self.tab.evaluate("words"))

    def passed_over(self, name: str) -> list[str]:
        """Read in the log why a tier was passed over for an answer."""
        asked = self.asked[name]
        asked.records = [dict(r) for r in self.audrey.records(exchange=asked.exchange)]
        return asked.passed_over()

    def is_left_alone(self) -> bool:
        """Ask the figures whether the larger model's breaker is open."""
        with StaffClient(self.stack.url, self.stack.ca) as monitor:
            shown = {"Authorization": f"Bearer {TOKEN}"}
            told = monitor._http.get("/metrics", headers=shown).text
        (state,) = re.findall(r'breaker_open\{tier="large"\} ([01])', told)
        return bool(state == "1")

    def explained(self, name: str) -> str:
        """Read why an answer is as it is."""
        self.tab.goto(f"{self.stack.url}/exchanges/{self.asked[name].exchange}/why")
        return self.tab.locator("main").inner_text()

    def be_well(self) -> None:
        """Have the larger model write again, until an answer of it has ended well."""
        self.server.answer = self.answer_alone = self.answer_again = WELL
        with StaffClient(self.stack.url, self.stack.ca) as anybody:
            for _ in range(600):
                if anybody._http.get("/health/ready").status_code == 200:
                    break
                time.sleep(0.1)
            else:
                raise AssertionError("it is not ready again")
        # What began well and failed is left alone for a while, whatever a check says.
        # Somebody else asks: the history of whom the story is of stays hers.
        with self.stack.signed_in("ben.staff") as ben:
            for _ in range(60):
                if self._is_written_by_the_larger(ben):
                    return
                time.sleep(1)
        raise AssertionError("it is left alone still")

    def _is_written_by_the_larger(self, ben: StaffClient) -> bool:
        last = list(ben.ask(FALLS_BACK, LETTER))[-1]
        records = self.audrey.records(exchange=last.body["exchange"])
        drafts = [r["body"] for r in records if r["kind"] == "draft.generated"]
        return any(draft["tier"] == "large" for draft in drafts)

    def signal(self, number: signal.Signals) -> None:
        """Have the larger model's process stand still, or go on."""
        os.killpg(self.stack.processes[LARGE].pid, number)


def settings_of(site: DemoSite, server: HostileServer, authority: Authority) -> None:
    """Have the larger model be on the test's server, with short limits."""
    keys = site.root / "keys" / "remote"
    uid = site.identities["engine"].uid
    authority.write_client(
        keys / "client.pem", keys / "client.key", common_name="engine"
    )
    if uid is not None:
        for path in (keys, *keys.iterdir()):
            os.chown(path, uid, uid)
    ca = site.root / "remote-ca.pem"
    shutil.copyfile(server.folder / "ca.pem", ca)
    ca.chmod(0o644)
    remote = {
        "url": f"https://localhost:{server.port}/v1",
        "address": "127.0.0.1",
        "ca_file": ca,
        "model": "tiny",
        "server": "vllm",
        "weights": "none",
        "quantisation": "none",
        "context_tokens": 4096,
        "read_timeout_s": SILENCE_S,
    }
    large = {"remote": remote, "deadline_s": DEADLINE_S}
    (site.root / "metrics-token").write_text(TOKEN)
    (site.root / "metrics-token").chmod(0o644)
    web = {"metrics_token_file": site.root / "metrics-token"}
    site.write_settings(web=web, engine={"tiers": {"large": large}})


def purposes_in(policies: Path) -> None:
    """Write the three purposes, all for the larger model."""
    folder = policies / "purposes" / FALLS_BACK
    file = folder / "purpose.toml"
    text = file.read_text(encoding="utf-8")
    assert text.count('tier = "small"') == 1
    file.write_text(text.replace('tier = "small"', 'tier = "large"'), encoding="utf-8")
    alone = policies / "purposes" / ALONE
    shutil.copytree(folder, alone)
    prompt = (alone / "prompt.en.md").read_text(encoding="utf-8")
    assert prompt.count("Answer a message by letter.") == 1
    prompt = prompt.replace("Answer a message by letter.", OWN_WORDS)
    (alone / "prompt.en.md").write_text(prompt, encoding="utf-8")
    again = policies / "purposes" / AGAIN
    shutil.copytree(folder, again)
    with (again / "prompt.en.md").open("a", encoding="utf-8") as more:
        more.write(f"\n[RETRY]\n{CLEARER}\n")
    text = (again / "purpose.toml").read_text(encoding="utf-8")
    text = text.replace("streamed = true", "streamed = false")
    (again / "purpose.toml").write_text(f"{text}\n[retry]\ntries = 1\n", "utf-8")
    with file.open("a", encoding="utf-8") as more:
        more.write('\n[routing]\nfall_back = ["small"]\n')
