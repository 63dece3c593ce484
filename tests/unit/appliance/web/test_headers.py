"""What every answer carries, over every route there is."""

import re

import pytest

from appliance.web.headers import HEADERS, POLICY
from tests.unit.appliance.web.house import HOST, House
from tests.unit.appliance.web.test_access import LOGINS, addresses


def test_every_answer_carries_every_header_and_is_not_stored(house: House) -> None:
    visitors = [house.visitor(), *map(house.visitor, LOGINS.values())]
    for _, method, path in addresses(house.app):
        for visitor in visitors:
            answer = visitor.client.open(
                path, method=method, base_url=f"https://{HOST}"
            )
            carried = {name: answer.headers.get(name) for name in HEADERS}
            assert carried == HEADERS, (method, path)
            assert answer.headers["Cache-Control"] == "no-store", (method, path)


def test_the_policy_lets_nothing_in_but_our_own_files() -> None:
    assert "unsafe" not in POLICY
    assert re.findall(r"(?:https?:|\*)", POLICY) == []


def test_a_page_has_no_inline_script_or_style(house: House) -> None:
    anna = house.visitor("anna")
    exchange = anna.ask()
    for path in (
        "/",
        "/new/reply-draft",
        f"/exchanges/{exchange}",
        "/history",
        "/rules",
    ):
        page = anna.get(path).text
        assert not re.search(
            r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", page
        )


def test_a_static_file_is_kept_because_its_address_names_its_digest(
    house: House,
) -> None:
    page = house.visitor().get("/sign-in").text
    address = re.search(r'href="(/static/cloister\.css\?v=[0-9a-f]{16})"', page)
    assert address
    answer = house.visitor().get(address.group(1))
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    answer.close()


def test_the_first_page_and_its_files_stay_below_100_kilobytes(house: House) -> None:
    visitor = house.visitor("anna")
    for path in ("/", "/new/reply-draft"):
        page = visitor.get(path)
        total = len(page.data)
        for address in set(re.findall(r'"(/static/[^"]+)"', page.text)):
            file = visitor.get(address)
            total += len(file.data)
            file.close()
        assert total <= 100_000, path


@pytest.mark.parametrize(
    "host", ["evil.test", "cloister.test.evil.test", "", "127.0.0.1"]
)
def test_another_host_name_is_refused(house: House, host: str) -> None:
    answer = house.app.test_client().get("/sign-in", headers={"Host": host})
    assert answer.status_code == 421
    assert "password" not in answer.text


def test_a_port_beside_the_host_name_is_fine(house: House) -> None:
    answer = house.app.test_client().get("/sign-in", headers={"Host": f"{HOST}:8443"})
    assert answer.status_code == 200
