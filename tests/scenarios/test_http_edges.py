"""What a browser is told to trust, and what a stranger may try at the edge."""

import json
import os
import re
import ssl
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.fuzz.line import HOST, connected
from tests.stack import Stack

ADDRESS = "127.0.0.22"
PAGE, SCRIPT, STREAM = "text/html", "application/json", "text/event-stream"
EVERYWHERE = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
PERSONAL = [
    "/", "/new/complaint-triage", "/history", "/history?q=card", "/session",
    "/openapi.yaml", "/rules", "/no-such-page", "/exchanges/" + "0" * 32, "/reviews",
]  # fmt: skip
# Answered by nginx itself: what is sent, and the status it gets.
BY_NGINX = {
    "not HTTP": (b"GET /a b HTTP/1.1\r\n" + HOST, 400),
    "TRACE": (b"TRACE / HTTP/1.1\r\n" + HOST, 405),
    "no length": (
        b"POST /exchanges HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + HOST,
        411,
    ),
    "too long": (
        b"POST /exchanges HTTP/1.1\r\nContent-Length: 99000000\r\n" + HOST,
        413,
    ),
    "a long address": (b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\n" + HOST, 414),
}


@pytest.fixture(scope="module")
def ben(stack: Stack) -> Iterator[httpx.Client]:
    with stack.signed_in("ben.staff") as client:
        yield client._http


@pytest.mark.parametrize("path", PERSONAL)
@pytest.mark.parametrize("accept", [PAGE, SCRIPT], ids=["page", "json"])
def test_no_page_of_a_person_is_kept_anywhere(
    ben: httpx.Client, path: str, accept: str
) -> None:
    reply = ben.get(path, headers={"Accept": accept})

    assert reply.headers["Cache-Control"] == "no-store"
    assert EVERYWHERE.items() <= dict(_names(reply)).items()
    policy = reply.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("accept", [PAGE, SCRIPT, STREAM], ids=["page", "json", "sse"])
@pytest.mark.parametrize("name", BY_NGINX)
def test_what_nginx_refuses_has_a_sentence_in_the_form_asked_for(
    stack: Stack, name: str, accept: str
) -> None:
    head, status = BY_NGINX[name]
    with connected(stack, ADDRESS) as line:
        line.send(head + f"Accept: {accept}\r\nConnection: close\r\n\r\n".encode())
        reply = line.reply()

    assert reply is not None
    assert reply.status == status
    assert EVERYWHERE.items() <= dict(reply.headers).items()
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
    assert "nginx" not in reply.body.decode()
    # A request line that cannot be read has no headers, so it gets the page.
    kind = reply.headers.get_content_type()
    assert kind == (PAGE if name in {"not HTTP", "a long address"} else accept)
    told = _told(kind, reply.body.decode())
    assert told["status"] == status
    assert told["message"].endswith(".")


def test_what_nginx_refuses_is_told_in_german_too(stack: Stack) -> None:
    head, _ = BY_NGINX["too long"]
    with connected(stack, ADDRESS) as line:
        line.send(
            head + b"Accept-Language: de-DE,de;q=0.9\r\nConnection: close\r\n\r\n"
        )
        reply = line.reply()

    assert reply is not None
    page = reply.body.decode("utf-8")
    assert '<html lang="de">' in page
    assert "Dies ist größer, als das System annimmt" in page


def test_cookies_are_for_this_host_over_tls_and_no_script(stack: Stack) -> None:
    with stack.signed_in("ben.staff") as client:
        http = client._http
        token = http.get("/session").json()["csrf_token"]
        gone = http.post("/sign-out", data={"csrf_token": token})
        door = http.get("/sign-in", headers={"Accept": PAGE})

    for reply in (gone, door):
        (cookie,) = reply.headers.get_list("Set-Cookie")
        name, *rules = cookie.split("; ")
        assert name.startswith("__Host-")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"} <= set(rules)
        assert "Domain" not in cookie


@pytest.mark.parametrize(
    "method", ["OPTIONS", "PUT", "PATCH", "DELETE", "PROPFIND", "QUERY", "TRACE"]
)
@pytest.mark.parametrize("path", ["/", "/sign-in", "/exchanges", "/static/mark.svg"])
def test_other_methods_are_told_which_ones_there_are(
    ben: httpx.Client, method: str, path: str
) -> None:
    reply = ben.request(method, path)

    assert reply.status_code == 405
    allowed = set(reply.headers["Allow"].split(", "))
    assert allowed <= {"GET", "HEAD", "POST"}
    assert allowed
    assert not [name for name in reply.headers if name.startswith("access-control")]


def test_head_is_get_without_its_body(ben: httpx.Client) -> None:
    for path in ("/", "/health/live", "/static/mark.svg"):
        whole, head = ben.get(path), ben.head(path)
        assert head.status_code == whole.status_code == 200
        assert head.content == b""
        assert head.headers["Content-Type"] == whole.headers["Content-Type"]


@pytest.mark.parametrize(
    "headers",
    [
        {"X-HTTP-Method-Override": "POST"},
        {"X-Method-Override": "DELETE"},
        {"X-Original-URL": "/records"},
        {"X-Rewrite-URL": "/records"},
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Prefix": "/evil"},
        {"X-Forwarded-Proto": "http"},
        {"X-Forwarded-For": "10.0.0.1, 10.0.0.2"},
        {"X-Real-IP": "10.0.0.1"},
        {"X-Script-Name": "/evil"},
        {"Forwarded": "for=10.0.0.1;host=evil.example;proto=http"},
        {"X_Forwarded_For": "10.0.0.1"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_no_header_of_a_client_changes_what_is_asked(
    ben: httpx.Client, headers: dict[str, str]
) -> None:
    plain = {"Accept": PAGE}

    usual = ben.get("/reviews/", headers=plain), ben.get("/session")
    changed = (
        ben.get("/reviews/", headers=plain | headers),
        ben.get("/session", headers=headers),
    )

    for before, after in zip(usual, changed, strict=True):
        assert (after.status_code, _still(after)) == (
            before.status_code,
            _still(before),
        )


def test_who_says_to_be_elsewhere_is_locked_out_all_the_same(stack: Stack) -> None:
    context = ssl.create_default_context(cafile=str(stack.ca))
    transport = httpx.HTTPTransport(verify=context, local_address="127.0.0.23")
    right = {"login": "ben.staff", "password": stack.password}
    with httpx.Client(base_url=stack.url, transport=transport, trust_env=False) as http:

        def enter(form: dict[str, str], spoofed: str) -> int:
            token = http.get("/session").json()["csrf_token"]
            headers = {"X-Forwarded-For": spoofed, "Forwarded": f"for={spoofed}"}
            for _ in range(100):
                reply = http.post(
                    "/sign-in", data={"csrf_token": token, **form}, headers=headers
                )
                if reply.status_code != 429:
                    return reply.status_code
                time.sleep(0.2)
            raise AssertionError("nginx lets nobody in")

        failures = 10 * stack.settings.web.max_failed_sign_ins
        for number in range(failures):
            wrong = {"login": f"nobody.{number}", "password": "x"}
            assert enter(wrong, f"10.1.1.{number}") == 401
        # The right password does not help here any more, and does elsewhere.
        assert enter(right, "10.2.2.2") == 401
    with stack.signed_in("ben.staff") as ben:
        assert ben.session()["name"] is not None


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config", "/.env", "/static/../app.py", "/static/..%2fapp.py",
        "/static/%2e%2e/%2e%2e/settings.py", "/static/..%5c..%5csettings.py",
        "/static//etc/passwd", "/static/%00", "/static/.", "/static/cloister.css/..",
        "/..%2f..%2fetc%2fpasswd", "/%2e%2e/%2e%2e/etc/passwd", "/.front/page",
        "/.front/json", "/static/..;/settings.py", "//evil.example/%2e%2e",
    ],
)  # fmt: skip
def test_there_is_no_file_to_be_had(stack: Stack, path: str) -> None:
    with connected(stack, ADDRESS) as line:
        line.send(f"GET {path} HTTP/1.1\r\n".encode() + HOST + b"\r\n")
        reply = line.reply()

    assert reply is not None
    assert reply.status in {303, 308, 400, 404}
    assert b'"""' not in reply.body
    assert b"root:" not in reply.body
    assert not str(reply.headers["Location"] or "/").startswith(("//", "http"))


@pytest.mark.parametrize(
    "onward", ["%0d%0aX-Planted:%20yes", "//evil.example", "/%5cevil.example", "/%09/a"]
)
def test_nothing_typed_into_an_address_becomes_a_header_or_another_site(
    ben: httpx.Client, onward: str
) -> None:
    reply = ben.get(f"/sign-in?next={onward}", headers={"Accept": PAGE})

    assert reply.status_code == 303
    assert reply.headers["Location"] == "/"
    assert "X-Planted" not in reply.headers


def test_nothing_a_client_sends_becomes_a_line_of_a_log(stack: Stack) -> None:
    planted = f"planted{os.getpid()}"
    broken = f"%0d%0a%7b%22unit%22:%22{planted}%22%7d%0a{planted}"
    with connected(stack, ADDRESS) as line:
        for path in (f"/{broken}", f"/history?q={broken}", f"/sign-in?next={broken}"):
            line.send(
                f"GET {path} HTTP/1.1\r\nUser-Agent: {planted}\r\n"
                f"Referer: https://{planted}/\r\nCookie: {planted}\r\n".encode()
                + HOST + b"\r\n"
            )  # fmt: skip
            assert line.reply() is not None

    for child in stack.processes.values():
        assert planted not in child.log.read_text("utf-8", "replace"), child.name
    for text in stack.processes["web"].log.read_text("utf-8").splitlines():
        assert json.loads(text)["unit"] == "web"


def test_plain_http_is_sent_to_https_of_this_host_alone(stack: Stack) -> None:
    port = stack.supervisor.site.front.port
    reply = httpx.get(
        f"http://localhost:{port}/history",
        headers={"Host": "evil.example"},
        trust_env=False,
    )

    assert reply.status_code == 301
    assert reply.headers["Location"] == f"https://localhost:{port}/history"


def _names(reply: httpx.Response) -> Iterator[tuple[str, str]]:
    return ((name.title(), value) for name, value in reply.headers.items())


def _told(kind: str, text: str) -> dict[str, Any]:
    if kind == PAGE:
        status = re.search(r"Status (\d+)", text)
        said = re.search(r'role="alert">([^<]+)<', text)
        assert status, text
        assert said, text
        return {"status": int(status[1]), "message": said[1]}
    if kind == STREAM:
        name, _, data = text.strip().partition("\n")
        assert name == "event: failed"
        text = data.removeprefix("data: ")
    told: dict[str, Any] = json.loads(text)
    return told


def _still(reply: httpx.Response) -> str:
    """Give a page without what differs each time it is made."""
    return re.sub(r"\d\d:\d\d|[A-Za-z0-9_-]{43}|[0-9a-f]{64}", "", reply.text)
