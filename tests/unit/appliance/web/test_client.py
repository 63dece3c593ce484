"""The terminal's client and `cloister ask`, against the pages over real TLS."""

import json
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from werkzeug.serving import WSGIRequestHandler, make_server

from appliance.commands.ask import HELD, REFUSED, UNREACHABLE, ask, coloured, plain
from appliance.commands.cli import main
from appliance.commands.client import AnsweredError, StaffClient, UnreachableError
from appliance.demo.pki import Authority
from appliance.kinds import RecordKind
from tests.unit.appliance.web.house import LETTER, PASSWORD, House, open_house


class Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class Site:
    """A house behind TLS on loopback."""

    house: House
    url: str
    ca: Path

    def client(self, login: str) -> StaffClient:
        client = StaffClient(self.url, self.ca)
        client.sign_in(login, PASSWORD)
        return client


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    house = open_house(tmp_path, host_name="localhost")
    authority = Authority()
    cert, key, ca = (tmp_path / name for name in ("cert.pem", "key.pem", "ca.pem"))
    authority.write_certificate(ca)
    authority.write_server(cert, key, common_name="localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server = make_server(
        "127.0.0.1",
        0,
        house.app,
        threaded=True,
        ssl_context=context,
        request_handler=Quiet,
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Site(house, f"https://localhost:{server.server_port}", ca)
    server.shutdown()
    thread.join()
    server.server_close()
    house.close()


def test_a_whole_exchange_goes_through_the_client(site: Site) -> None:
    with site.client("anna") as anna:
        assert anna.session()["roles"] == ["staff"]
        seen = anna.preview("reply-draft", LETTER)
        events = list(anna.ask("reply-draft", LETTER, case=seen["case"], title="x"))
        assert events[-1].name == "released"
        assert [e.is_last for e in events].index(True) == len(events) - 1
        exchange = events[-1].body["exchange"]
        assert anna.exchange(exchange)["text"].startswith("Dear Anna Kowalski,")
        assert anna.why(exchange)["versions"]["model"] == "scripted"
        anna.rate(exchange, "up", "good")
        assert [e["exchange"] for e in anna.history("fee")["exchanges"]] == [exchange]
        anna.sign_out()
        with pytest.raises(AnsweredError, match="session has ended") as caught:
            anna.history()
    assert (caught.value.status, caught.value.code) == (401, "SessionExpiredError")
    first = site.house.ledger.records
    assert "terminal" in {entry.body.get("origin") for entry in first}


def test_a_review_goes_through_the_client(site: Site) -> None:
    with site.client("anna") as anna, site.client("rita") as rita:
        (*_, last) = anna.ask("credit-memo", LETTER)
        assert last.name == "held"
        (waiting,) = rita.reviews()
        opened = rita.review(waiting["exchange"])
        changed = opened["draft"].replace("refer", "decline")
        rita.edit(waiting["exchange"], opened["draft_digest"], changed)
        with pytest.raises(AnsweredError, match="changed since"):
            rita.reject(waiting["exchange"], opened["draft_digest"], "late")
        with site.client("ralf") as ralf:
            digest = ralf.review(waiting["exchange"])["draft_digest"]
            assert ralf.approve(waiting["exchange"], digest)["state"] == "approved"
        assert "decline" in anna.exchange(waiting["exchange"])["text"]


def test_an_export_goes_through_the_client(site: Site, tmp_path: Path) -> None:
    out = tmp_path / "log"
    with site.client("audrey") as audrey, site.client("anna") as anna:
        size = audrey.export("2026-03-01", "2026-03-02", out)
        assert out.stat().st_size == size
        assert audrey.records(kind="log.exported")[0]["kind"] == "log.exported"
        with pytest.raises(AnsweredError) as caught:
            anna.export("2026-03-01", "2026-03-02", out)
    assert caught.value.status == 403


def test_another_authority_is_not_believed(site: Site, tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    Authority().write_certificate(other)
    with pytest.raises(UnreachableError):
        StaffClient(site.url, other).session()


def invoke(site: Site, *arguments: str, text: str, password: str = PASSWORD) -> Any:
    fixed = [
        "--as",
        "anna",
        "--url",
        site.url,
        "--ca",
        str(site.ca),
        "--password-stdin",
    ]
    return CliRunner().invoke(ask, [*fixed, *arguments], input=f"{password}\n{text}")


def test_ask_prints_the_answer_alone_on_standard_output(site: Site) -> None:
    done = invoke(site, "--purpose", "reply-draft", "-", text=LETTER)
    assert done.exit_code == 0
    assert done.stdout == (
        "Dear Anna Kowalski,\n\nthank you for your message about a fee.\n\nKind regards\n"
    )
    assert "asks about a fee." in done.stderr
    assert "Kowalski" not in done.stderr


def test_ask_says_by_its_status_how_it_ended(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text(LETTER)
    held = invoke(site, "--purpose", "credit-memo", str(file), text="")
    assert (held.exit_code, held.stdout) == (HELD, "")
    assert "second person" in held.stderr
    refused = invoke(site, "--purpose", "nothing", "-", text=LETTER)
    assert (refused.exit_code, "no such purpose" in refused.stderr) == (REFUSED, True)
    wrong = invoke(site, "--purpose", "reply-draft", "-", text="x", password="no")
    assert (wrong.exit_code, "Sign-in failed" in wrong.stderr) == (REFUSED, True)
    gone = CliRunner().invoke(
        ask,
        [
            "--purpose",
            "x",
            "--as",
            "anna",
            "--url",
            "https://127.0.0.1:1",
            "--password-stdin",
            "-",
        ],
        input="p\nx",
    )
    assert gone.exit_code == UNREACHABLE
    missing = invoke(site, "--purpose", "reply-draft", str(tmp_path / "no"), text="")
    assert missing.exit_code == 2


def gone_behind(site: Site, path: str) -> None:
    """Have the front answer without its web process behind the next POST of a path."""
    serve = site.house.app.wsgi_app
    is_gone = threading.Event()

    def front(environ: Any, start: Any) -> Any:
        if is_gone.is_set():
            start("502 Bad Gateway", [("Content-Length", "0")])
            return [b""]
        if (environ["REQUEST_METHOD"], environ["PATH_INFO"]) == ("POST", path):
            is_gone.set()
        return serve(environ, start)

    site.house.app.wsgi_app = front  # type: ignore[method-assign] # the front


@pytest.mark.parametrize(
    ("purpose", "status", "said"),
    [("reply-draft", 0, ""), ("credit-memo", HELD, "It will be in your history")],
)
def test_ask_ends_as_it_was_answered_though_the_web_process_is_gone_by_then(
    site: Site, purpose: str, status: int, said: str
) -> None:
    gone_behind(site, "/exchanges")
    done = invoke(site, "--purpose", purpose, "-", text=LETTER)
    assert (done.exit_code, "status 502" in done.stderr) == (status, False), done.stderr
    assert said in done.stderr


def test_results_that_were_taken_are_told_though_the_web_process_is_gone_by_then(
    site: Site, tmp_path: Path
) -> None:
    out = tmp_path / "results.csv"
    raw = f"text\r\n{LETTER}\r\n".encode()
    with site.client("anna") as anna:
        number = anna.begin_bulk("reply-draft", "list.csv", raw, {})["bulk"]
        anna.bulk_step(number, "end")
    gone_behind(site, f"/bulk/{number}/results")
    door = ("--as", "anna", "--url", site.url, "--ca", str(site.ca))
    done = CliRunner().invoke(
        main,
        ["bulk", "--go-on", number, *door, "--password-stdin", "--out", str(out)],
        input=f"{PASSWORD}\n",
    )
    assert (done.exit_code, out.exists()) == (0, True), done.output
    assert "The results are in" in done.output


def test_a_text_cannot_command_the_terminal() -> None:
    assert plain("a\x1b]0;x\x07\u009b2J\n\tb") == "a\ufffd]0;x\ufffd\ufffd2J\n\tb"
    assert coloured("[A]\x1b", []).plain == "[A]\ufffd"


def test_a_person_starts_and_stops_a_rollout_as_on_the_page(site: Site) -> None:
    site.house.ledger.put_live("reply-draft", "a" * 64, "b" * 64)

    def run(login: str, *arguments: str) -> Any:
        door = ("--as", login, "--url", site.url, "--ca", str(site.ca))
        return CliRunner().invoke(
            main,
            ["rollout", *arguments, *door, "--password-stdin"],
            input=f"{PASSWORD}\n",
        )

    start = ("start", "reply-draft", "b" * 64, "--kind", "canary", "--share")
    stranger = run("anna", *start, "10")
    assert (stranger.exit_code, "do not allow this" in stranger.output) == (1, True)
    wrong = run("carl", *start, "110")
    assert wrong.exit_code == 1
    assert "share: Give a percentage from 0 to 100" in wrong.output
    begun = run("carl", *start, "10", "--team", "branch-north", "--json")
    assert begun.exit_code == 0, begun.output
    assert json.loads(begun.output)["rollout"]["teams"] == ["branch-north"]
    second = run("carl", *start, "10")
    assert "The purpose has a rollout already" in second.output
    assert "running" in run("audrey", "list").output
    ended = run("carl", "stop", "reply-draft")
    assert "ended by a person" in ended.output
    entry = site.house.ledger.only(RecordKind.ROLLOUT_STARTED)
    assert entry.actor == "carl"
