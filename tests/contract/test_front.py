"""Both nginx configurations, the demo's and the installed site's, run by nginx itself."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.demo.nginx import PROGRAM
from tests.contract.front import (
    ENDLESS,
    MAX_LARGE_BODIES_OF_ALL,
    MAX_REQUESTS,
    Site,
    demo,
    installed,
    running,
)

pytestmark = pytest.mark.skipif(not Path(PROGRAM).exists(), reason="no nginx here")

WORDS = "Kowalski"


@pytest.fixture(params=[demo, installed], ids=["demo", "installed"])
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    with running(request.param, tmp_path_factory.mktemp("front")) as made:
        yield made


def test_the_web_process_never_hears_of_a_slow_body(site: Site) -> None:
    with contextlib.ExitStack() as slow:
        for _ in range(MAX_REQUESTS - 1):
            slow.enter_context(site.begin("/sign-in"))
        assert site.status("GET", "/") == 200
        assert site.seen == [("/", 0, 0)]


def test_one_address_cannot_take_every_place(site: Site) -> None:
    with contextlib.ExitStack() as slow:
        for _ in range(MAX_REQUESTS):
            slow.enter_context(site.begin("/exchanges"))
        assert site.status("GET", "/") == 429
    assert site.seen == []


def test_streams_without_a_body_are_no_large_requests(site: Site) -> None:
    with contextlib.ExitStack() as streams:
        for _ in range(MAX_LARGE_BODIES_OF_ALL + 1):
            connection = streams.enter_context(contextlib.closing(site.connect()))
            connection.request("GET", f"/stream/{ENDLESS}")
            assert connection.getresponse().status == 200
        assert site.status("GET", "/") == 200


def test_a_large_body_arrives_whole_and_is_in_no_file(site: Site) -> None:
    body = b"x" * 12_000_000
    assert site.status("POST", "/exchanges", body) == 200
    assert site.seen == [("/exchanges", len(body), 0)]


def test_a_body_without_a_length_is_not_taken(site: Site) -> None:
    with contextlib.closing(site.connect()) as connection:
        connection.request("POST", "/exchanges", iter([b"a=b"]), encode_chunked=True)
        assert connection.getresponse().status == 411
    assert site.seen == []


def test_the_door_takes_short_forms_only(site: Site) -> None:
    assert site.status("POST", "/sign-in", b"x" * 64_000) == 200
    assert site.status("POST", "/sign-in", b"x" * 66_000) == 413
    assert [path for path, *_ in site.seen] == ["/sign-in"]


def test_passwords_are_not_tried_as_fast_as_they_come(site: Site) -> None:
    with contextlib.closing(site.connect()) as connection:
        got = []
        for method in ["POST"] * 200 + ["GET"]:
            connection.request(method, "/sign-in", b"")
            response = connection.getresponse()
            response.read()
            got.append(response.status)
    assert got[:50] == [200] * 50
    assert 429 in got
    assert got[-1] == 200


def test_no_log_line_of_nginx_holds_what_was_searched_for(site: Site) -> None:
    (site.folder / "web.sock").unlink()
    assert site.status("GET", f"/history?q={WORDS}") == 502
    written = [path for path in site.folder.rglob("*") if path.is_file()]
    assert site.folder / "stderr" in written
    assert all(WORDS.encode() not in path.read_bytes() for path in written)


def test_a_program_is_told_not_to_send_again_what_may_have_begun(site: Site) -> None:
    def told(size: str) -> tuple[int, str | None, str | None]:
        with contextlib.closing(site.connect()) as connection:
            connection.putrequest("POST", "/v1/chat/completions")
            connection.putheader("Content-Length", size)
            connection.endheaders()
            got = connection.getresponse()
            return got.status, got.headers["x-should-retry"], got.headers["Allow"]

    (site.folder / "web.sock").unlink()
    assert told("0") == (502, "false", None)
    assert told("2000000") == (413, None, None)
    with contextlib.closing(site.connect()) as connection:
        connection.request("GET", "/")
        assert connection.getresponse().headers["x-should-retry"] is None
