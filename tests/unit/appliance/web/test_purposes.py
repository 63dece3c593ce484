"""The pages of purposes: who sees them, what is live, every version, the export."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from appliance.domain.version import VersionState
from appliance.errors import LedgerError
from appliance.kinds import RecordKind
from appliance.release.purpose_folder import SETTINGS_FILE, digest_of_files
from appliance.stores.in_force import record_moved
from tests import fakes
from tests.unit.appliance.web.house import House, Visitor, open_house

NAME = "reply-draft"
JSON = "application/json"
PROMPT = "prompt.en.md"


def opened_in(folder: Path) -> House:
    """Open a house whose purposes belong to Carl and are approved by Ralf."""
    policies = folder / "rules"
    shutil.copytree(fakes.POLICIES, policies)
    for file in policies.glob("purposes/*/purpose.toml"):
        text = file.read_text("utf-8")
        text = text.replace("carl.compliance", "carl").replace("ralf.reviewer", "Ralf")
        file.write_text(text, "utf-8")
    opened = open_house(folder, policies=policies)
    opened.parts.in_force.keep()
    return opened


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = opened_in(tmp_path)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house in which no test changes anything."""
    opened = opened_in(tmp_path_factory.mktemp("house"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def people(quiet: House) -> dict[str, Visitor]:
    logins = ("anna", "ben", "rita", "ralf", "carl", "adam", "audrey")
    return {login: quiet.visitor(login) for login in logins}


def form_of(house: House, **changes: str) -> dict[str, str]:
    version = house.parts.stores.versions.of(NAME)[-1]
    files = house.parts.stores.versions.files(version)
    form = {f"file.{name}": text for name, text in files.items()}
    return {**form, "parent": str(version.number), "reason": "Kinder.", **changes}


def write(house: House, login: str = "carl", **changes: str) -> Any:
    visitor = house.visitor(login)
    form = form_of(house, **changes)
    return visitor.post(f"/purposes/{NAME}/edit", form, accept=JSON)


def kinder(house: House) -> str:
    files = house.parts.stores.versions.files(house.parts.stores.versions.of(NAME)[0])
    return files[PROMPT].replace("[SYSTEM]\n", "[SYSTEM]\nBe kind. ", 1)


PATHS = (
    "/purposes",
    f"/purposes/{NAME}",
    f"/purposes/{NAME}/versions/1",
    f"/purposes/{NAME}/versions/1/diff?with=1",
    f"/purposes/{NAME}/export",
)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("login", ["anna", "ben", "rita"])
def test_staff_and_reviewers_do_not_see_them(
    people: dict[str, Visitor], login: str, path: str
) -> None:
    visitor = people[login]
    assert visitor.get(path).status_code == 403
    assert "/purposes" not in visitor.get("/").text


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("login", ["carl", "adam", "audrey", "ralf"])
def test_owner_approver_compliance_it_and_auditors_do(
    people: dict[str, Visitor], login: str, path: str
) -> None:
    visitor = people[login]
    assert visitor.get(path).status_code == 200
    assert visitor.get(path, JSON).status_code == 200
    assert 'href="/purposes"' in visitor.get("/").text


@pytest.mark.parametrize(
    "path",
    ["/purposes/none", "/purposes/none/export", f"/purposes/{NAME}/versions/2",
     f"/purposes/{NAME}/versions/1/diff?with=7", f"/purposes/{NAME}/edit?from=3"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(people: dict[str, Visitor], path: str) -> None:
    assert people["carl"].get(path).status_code == 404


def test_what_is_live_says_since_when_and_by_which_record(
    quiet: House, people: dict[str, Visitor]
) -> None:
    page = people["audrey"].get(f"/purposes/{NAME}").text
    (version,) = quiet.parts.stores.versions.of(NAME)
    assert (version.state, version.author) == (VersionState.LIVE, None)
    assert version.digest[:12] in page
    assert "a signed release" in page
    seq = version.moves[-1].record
    assert f"/records?before={seq + 1}" in page
    told = quiet.ledger.records[seq]
    assert (told.kind, told.actor) == (RecordKind.VERSION_MOVED, None)
    assert (told.body["from"], told.body["to"]) == ("draft", "live")


def test_the_owner_writes_a_draft_and_nothing_that_answers_changes(
    house: House,
) -> None:
    answer = write(house, **{f"file.{PROMPT}": kinder(house)})
    assert answer.status_code == 200, answer.text
    told = answer.get_json()
    assert (told["version"], told["state"], told["parent"]) == (2, "draft", 1)
    record = house.ledger.records[told["record"]]
    assert (record.kind, record.actor) == (RecordKind.VERSION_WRITTEN, "carl")
    assert record.body["digest"] == told["digest"]
    assert "Kinder." not in str(record.body)
    assert house.parts.stores.versions.of(NAME)[0].state is VersionState.LIVE
    page = house.visitor("ralf").get(f"/purposes/{NAME}").text
    assert "Kinder." in page
    assert "Carl" in page


@pytest.mark.parametrize("login", ["adam", "audrey", "ralf"])
def test_nobody_but_the_owner_writes(
    quiet: House, people: dict[str, Visitor], login: str
) -> None:
    house, visitor = quiet, people[login]
    form = form_of(house, **{f"file.{PROMPT}": kinder(house)})
    assert visitor.post(f"/purposes/{NAME}/edit", form).status_code == 403
    assert visitor.get(f"/purposes/{NAME}/edit").status_code == 403
    assert "Write a new version" not in visitor.get(f"/purposes/{NAME}").text
    assert len(house.parts.stores.versions.of(NAME)) == 1
    assert house.ledger.records[-1].kind is RecordKind.ACCESS_REFUSED


def test_who_lost_their_role_since_writes_nothing(house: House) -> None:
    carl = house.visitor("carl")
    form = form_of(house, **{f"file.{PROMPT}": kinder(house)})
    house.directory.revoke("carl")
    assert carl.post(f"/purposes/{NAME}/edit", form, accept=JSON).status_code == 401
    assert len(house.parts.stores.versions.of(NAME)) == 1


WRONG = {
    "an unknown key": ({f"file.{SETTINGS_FILE}": "x = 1"}, SETTINGS_FILE),
    "a prompt without a text": ({f"file.{PROMPT}": "[INSTRUCTION]\nHi"}, PROMPT),
    "a name that has no place": ({"new_name": "../x", "new_text": "a"}, "../x"),
    "a name that is there": ({"new_name": PROMPT, "new_text": "a"}, "new_name"),
    "a text without a name": ({"new_text": "a"}, "new_name"),
    "a character nobody sees": ({f"file.{PROMPT}": "a\x00"}, PROMPT),
    "too many lines": ({f"file.{PROMPT}": "a\n" * 6_000}, PROMPT),
    "no reason": ({"reason": " "}, "reason"),
    "no settings": ({f"file.{SETTINGS_FILE}": ""}, ""),
    "the same files": ({}, ""),
}


@pytest.mark.parametrize(("changes", "place"), WRONG.values(), ids=WRONG.keys())
def test_what_cannot_be_taken_is_said_beside_its_file(
    quiet: House, people: dict[str, Visitor], changes: dict[str, str], place: str
) -> None:
    form = form_of(quiet, **changes)
    answer = people["carl"].post(f"/purposes/{NAME}/edit", form, accept=JSON)
    assert answer.status_code == 400
    assert list(answer.get_json()["problems"]) == [place]
    assert len(quiet.parts.stores.versions.of(NAME)) == 1


def test_nothing_typed_is_lost_where_a_file_is_wrong(
    quiet: House, people: dict[str, Visitor]
) -> None:
    form = form_of(quiet, reason="Because of <b>this</b>.")
    form[f"file.{PROMPT}"] = "\n[INSTRUCTION]\nNo text & more"
    form |= {"new_name": "references/more.md", "new_text": "## H\nMore."}
    page = people["carl"].post(f"/purposes/{NAME}/edit", form).text
    for typed in ("\n\n[INSTRUCTION]\nNo text &amp; more", "references/more.md",
                  "## H\nMore.", "Because of &lt;b&gt;this&lt;/b&gt;."):  # fmt: skip
        assert typed in page
    assert re.search(r'id="file-prompt\.en\.md"[^>]*aria-invalid="true"', page)
    assert 'href="#file-prompt.en.md"' in page


def test_a_file_comes_in_and_an_emptied_one_goes(house: House) -> None:
    before = house.parts.stores.versions.files(house.parts.stores.versions.of(NAME)[0])
    (reference, *_) = [name for name in before if name.startswith("references/")]
    new = {"new_name": "references/new.md", "new_text": "## New\r\nA rule.\r\n"}
    assert write(house, **{f"file.{reference}": " \n", **new}).status_code == 200
    after = house.parts.stores.versions.files(house.parts.stores.versions.of(NAME)[1])
    assert after.keys() == before.keys() - {reference} | {"references/new.md"}
    assert after["references/new.md"] == "## New\nA rule.\n"
    diff = house.visitor("adam").get(f"/purposes/{NAME}/versions/2/diff", JSON)
    assert {
        (f["file"], f["is_new"], f["is_gone"]) for f in diff.get_json()["files"]
    } == {
        (reference, False, True),
        ("references/new.md", True, False),
    }


def test_without_the_log_no_version_is_kept(house: House) -> None:
    carl = house.visitor("carl")
    form = form_of(house, **{f"file.{PROMPT}": kinder(house)})
    house.ledger.down = True
    assert carl.post(f"/purposes/{NAME}/edit", form, accept=JSON).status_code == 503
    house.ledger.down = False
    assert len(house.parts.stores.versions.of(NAME)) == 1


def test_a_comparison_reads_without_colour(house: House) -> None:
    write(house, **{f"file.{PROMPT}": kinder(house)})
    page = house.visitor("audrey").get(f"/purposes/{NAME}/versions/2/diff").text
    assert re.search(r"<ins>Be kind\. ", page)
    assert "<del>" in page
    assert '<span class="unseen">added</span>' in page
    assert '<span aria-hidden="true">−</span>' in page


def test_the_export_holds_everything_with_its_records(house: House) -> None:
    write(house, **{f"file.{PROMPT}": kinder(house)})
    reply = house.visitor("audrey").get(f"/purposes/{NAME}/export")
    assert "attachment" in reply.headers["Content-Disposition"]
    told = reply.get_json()
    first, second = told["versions"]
    assert first["author"] == {"from": "signed release"}
    assert [move["to"] for move in first["moves"]] == ["live"]
    assert second["author"]["alias"] == "alias-of-carl"
    assert second["author"]["login"] == "carl"
    for version in told["versions"]:
        assert version["digest"] == digest_of_files(version["files"])
        record = house.ledger.records[version["record"]].body
        assert (record["version"], record["digest"]) == (
            version["version"],
            version["digest"],
        )


def test_the_calendar_lists_what_happened_in_its_month(house: House) -> None:
    write(house, **{f"file.{PROMPT}": kinder(house)})
    page = house.visitor("audrey").get("/purposes").text
    calendar = page[page.index("calendar-title") :]
    assert "March 2026" in calendar
    assert f"/purposes/{NAME}/versions/2" in calendar


def test_a_purpose_in_force_no_more_keeps_its_history(house: House) -> None:
    versions, ledger = house.parts.stores.versions, house.ledger
    version = versions.write(
        "old-purpose", {SETTINGS_FILE: "title = 1"}, parent=None, author=None,
        why="Found.", at=house.clock.now(), record=lambda _: 0,
    )  # fmt: skip
    versions.move(
        version, VersionState.RETIRED, mover=None, why="Gone.", at=house.clock.now(),
        record=lambda move: record_moved(ledger, move),
    )  # fmt: skip
    audrey: Visitor = house.visitor("audrey")
    assert "Not in force any more." in audrey.get("/purposes/old-purpose").text
    page = audrey.get("/purposes/old-purpose/versions/1").text
    assert "cannot read these files any more" in page
    assert house.visitor("ralf").get("/purposes/old-purpose").status_code == 404


def test_the_versions_in_force_are_kept_as_soon_as_the_log_is_there(
    tmp_path: Path,
) -> None:
    house = open_house(tmp_path)
    try:
        house.ledger.down = True
        with pytest.raises(LedgerError):
            house.parts.in_force.keep()
        assert house.parts.stores.versions.of(NAME) == ()
        house.ledger.down = False
        assert house.visitor("audrey").get(f"/purposes/{NAME}").status_code == 200
        assert len(house.parts.stores.versions.of(NAME)) == 1
    finally:
        house.close()
