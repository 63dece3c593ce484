"""More than 200 planted identifiers and every word around them: nowhere in the clear.

An appliance of its own is given them in every way there is, good and bad; its parts are
stopped, started, and killed all at once. Then every file it wrote and every byte that
was sent to its engine is searched. `pytest -s` prints the figures.
"""

import json
import re
import sqlite3
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from appliance.demo.site import UNITS
from appliance.domain.entity import EntityKind
from appliance.domain.ports.masker import VAULT_ITSELF
from appliance.domain.surrogate import find_surrogates
from appliance.keys import read_key
from appliance.masker.vault_key import VaultKey
from appliance.stores.bodies import Bodies
from tests.planted.evidence import Evidence, evidence
from tests.planted.identifiers import Planted, all_planted, of_source
from tests.planted.search import (
    WINDOW_BYTES,
    Needles,
    Searched,
    encodings_of,
    search,
)

PLANTED = all_planted()
# What a column may hold as it is: ids, digests, words of ours, lists of these.
PLAIN = re.compile(r"|[0-9a-f-]{32,64}|[a-z][a-z.-]{1,30}|\d+|m\d{4}")
SENTENCE = re.compile(r"[A-Z][^\"\\\d]*\.")
# The first day of a budget's period; no day of a person.
DAYS = {
    ("budget_accounts", "starts"),
    *(("budget_holds", one) for one in ("day", "month")),
}
# Files of purposes and why they changed: prompts and rules, of nobody.
OF_PURPOSES = {"purpose_versions", "version_moves"}
# Under which name of its row a text is sealed.
PLACES: dict[str, Callable[[dict[str, object]], str]] = {
    "people": lambda row: str(row["person"]),
    "cases": lambda row: str(row["id"]),
    "exchanges": lambda row: str(row["id"]),
    "reviews": lambda row: str(row["exchange"]),
    "sessions": lambda row: bytes(row["id_digest"]).hex(),
    "ratings": lambda row: f"{row['exchange']}/{row['person']}",
}
# What Python's tempfile tries a folder with, and gunicorn's sign of life: no text.
PASSING = re.compile(
    r"home/[a-z]+/(?:[a-z0-9_]{8}|wgunicorn-[a-z0-9_]{8})|front/nginx\.pid"
    r"|run/[a-z]+/[a-z-]+\.soc[k~]"
)


@pytest.fixture(scope="module")
def left() -> Iterator[Evidence]:
    with evidence() as found:
        yield found


def needles_of(planted: tuple[Planted, ...]) -> Needles:
    return Needles.of_texts(
        (_label(p), needle) for p in planted for needle in p.needles
    )


def told(what: str, searched: Searched) -> None:
    print(
        f"\n{what}: {searched.files} files, {searched.bytes} bytes, "
        f"{searched.streams} packed streams: {len(searched.hits)} found"
    )


def test_more_than_200_identifiers_of_every_kind_are_planted() -> None:
    kinds = Counter(p.kind for p in PLANTED if p.source != "free")
    print(f"\nplanted: {dict(sorted(kinds.items()))}, free: {len(of_source('free'))}")

    assert sum(kinds.values()) >= 200
    # These have no form, and are in no dictionary here; purposes keep two of them.
    assert set(EntityKind) - set(kinds) == {
        EntityKind.LOCATION,
        EntityKind.DEMOGRAPHIC,
        EntityKind.TITLE,
        EntityKind.QUANTITY,
    }
    assert len(of_source("dictionary")) >= 50
    assert len(of_source("free")) >= 40


def test_the_search_finds_every_identifier_in_every_encoding(tmp_path: Path) -> None:
    written = {
        (_label(p), name): raw
        for p in PLANTED
        for name, raw in encodings_of(p.needles[0])
        if len(raw) >= 12
    }
    path = tmp_path / "all"
    path.write_bytes(b"".join(b"\n%b\n" % raw for raw in written.values()))

    hits = search([path], needles_of(PLANTED)).hits

    assert set(written) - {(hit.label, hit.encoding) for hit in hits} == set()


def test_the_search_finds_what_is_packed_or_cut(tmp_path: Path) -> None:
    sentence = "A long sentence that nobody else has written in any letter so far."
    packed, cut = tmp_path / "packed", tmp_path / "cut"
    packed.write_bytes(b"\0" * 13 + zlib.compress(PLANTED[0].value.encode()))
    cut.write_bytes(b"\1" * 5 + sentence[7:31].encode() + b"\2")

    in_packed = search([packed], needles_of(PLANTED[:1]))
    in_cut = search([cut], Needles.of_sentences([sentence]))

    assert {hit.label for hit in in_packed.hits} == {_label(PLANTED[0])}
    assert [hit.at for hit in in_cut.hits] == [5]


def test_no_identifier_stands_in_a_file_that_the_run_wrote(left: Evidence) -> None:
    searched = search([*left.written(), *left.outside()], needles_of(PLANTED))
    told("files and identifiers", searched)

    names = {path.name for path in left.written()}
    assert {
        "web.log",
        "vault.sqlite",
        "cloister.sqlite",
        "cloister.sqlite-wal",
    } <= names
    assert searched.hits == []


def test_no_24_bytes_of_a_letter_or_an_upload_stand_in_a_file(left: Evidence) -> None:
    sentences = Needles.of_sentences(letter.own for letter in left.letters)
    uploads = Needles(
        (f"upload {n}", "bytes", upload[at : at + WINDOW_BYTES])
        for n, upload in enumerate(left.uploads)
        for at in range(0, len(upload) - WINDOW_BYTES, WINDOW_BYTES // 2)
    )

    searched = search([*left.written(), *left.outside()], sentences, uploads)
    told("files and sentences", searched)

    assert len(left.uploads) == 3
    assert searched.hits == [], searched.hits[:5]


def test_no_byte_sent_to_the_engine_names_whom_the_appliance_knows(
    left: Evidence,
) -> None:
    sent = left.relay.sent()
    searched = search(
        sent, needles_of(of_source("structured") + of_source("dictionary"))
    )
    told("bytes to the engine", searched)
    missed = {hit.label for hit in search(sent, needles_of(of_source("free"))).hits}
    print(
        f"free names missed: {len(missed)} of {len(of_source('free'))}: {sorted(missed)}"
    )

    came = b"".join(path.read_bytes() for path in sent).decode("utf-8", "replace")
    assert [letter.own for letter in left.reached if not _shows(letter.own, came)] == []
    carried = {p for letter in left.reached for p in letter.planted}
    assert carried == {p for p in PLANTED if p.kind is not EntityKind.SECRET}
    assert len(set(find_surrogates(came))) >= 200
    assert searched.hits == []


def test_no_byte_that_the_engine_answered_does_either(left: Evidence) -> None:
    searched = search(
        left.relay.answered(),
        needles_of(of_source("structured") + of_source("dictionary")),
    )

    assert searched.bytes > 10_000
    assert searched.hits == []


def test_every_stored_text_is_ciphertext_that_opens(
    left: Evidence, tmp_path: Path
) -> None:
    settings = left.stack.settings
    bodies = Bodies(read_key(settings.paths.keys / "web" / "bodies.key"))
    opened, plain = [], []
    for table, row in _rows(settings.paths.state / "web" / "cloister.sqlite", tmp_path):
        if table in OF_PURPOSES:
            continue
        for column, value in row.items():
            match value:
                case bytes() if column.endswith("_sealed"):
                    place = PLACES[table](row)
                    name = column.removesuffix("_sealed")
                    opened.append(bodies.open(value, table, place, name))
                case bytes():
                    assert (column, len(value)) in {("id_digest", 32), ("subject", 32)}
                case str() if (table, column) in DAYS:
                    assert date.fromisoformat(value).year >= 2026
                case str():
                    plain += [(table, column, one) for one in _values(value)]

    assert [
        (table, column)
        for table, column, value in plain
        if not PLAIN.fullmatch(value) and not SENTENCE.fullmatch(value)
    ] == []
    # And they are the texts: what was masked, a title, a remark.
    texts = "\n".join(opened)
    assert [
        letter.own for letter in left.reached if not _shows(letter.own, texts)
    ] == []
    remark = left.letters[-1].planted[-1]
    before, _, _ = remark.sentence.partition(remark.value)
    # A remark is masked before it is kept.
    assert f"{before}[" in texts


def test_the_vault_alone_holds_who_is_who_and_only_as_ciphertext(
    left: Evidence, tmp_path: Path
) -> None:
    settings = left.stack.settings
    key = VaultKey(read_key(settings.paths.keys / "masker" / "vault.key"))
    cases, originals, kinds = {}, set(), set()
    for table, row in _rows(settings.paths.state / "masker" / "vault.sqlite", tmp_path):
        if table == "vault_cases":
            cases[row["id"]] = (
                row["nonce"],
                key.open_case(row["id"], row["wrapped_key"]),
            )
            assert set(row) == {"id", "nonce", "wrapped_key", "used_at_s"}
            continue
        if table == "vault_itself":
            # What tells this vault from another: a key, and nobody's.
            assert set(row) == {"id", "wrapped_key"}
            assert key.open_case(VAULT_ITSELF, row["wrapped_key"])
            continue
        if table != "vault_pseudonyms":
            # The probe's measurement; nobody marked a word by hand or added an entry.
            assert (table, set(row)) == ("masking_measurements", {"id", "body"})
            assert json.loads(row["body"])
            continue
        assert set(row) == {"case_id", "kind", "number", "subject", "surface_tag", "value_tag", "sealed"}  # fmt: skip
        nonce, case = cases[row["case_id"]]
        surrogate = f"[{row['kind']}_{nonce}_{row['number']}]"
        originals.add(case.open_row(surrogate, row["sealed"]))
        kinds.add(row["kind"])

    whole = {p.value for p in PLANTED if p.value in originals}
    print(
        f"\n{len(whole)} planted identifiers are whole in the vault, as one surrogate"
    )
    assert len(whole) >= 200
    assert kinds <= set(EntityKind)


def test_no_file_is_left_or_even_made_where_temporary_files_go(left: Evidence) -> None:
    root = left.stack.root
    made = {str(path.relative_to(root)) for path in left.made}

    assert {name for name in made if not PASSING.fullmatch(name)} == set()
    assert left.outside() == []
    assert [
        p
        for p in (root / "home").rglob("*")
        if p.is_file() and p.name != "the-last-one"
    ] == []
    # gunicorn's sign of life has no name, and holds nothing.
    assert {len(content) for content in left.unnamed.values()} <= {0}


def test_no_unit_may_leave_a_core_file(left: Evidence) -> None:
    assert left.core_limits == dict.fromkeys(UNITS, "0")


def _shows(own: str, text: str) -> bool:
    """Tell whether a letter came here; one of its words may have been masked."""
    return any(
        own[at : at + WINDOW_BYTES] in text for at in range(len(own) - WINDOW_BYTES)
    )


def _label(planted: Planted) -> str:
    return f"{planted.source} {planted.kind} {planted.value!r}"


def _rows(path: Path, aside: Path) -> Iterator[tuple[str, dict[str, object]]]:
    """Read every row of a database, beside it: opening it would change its files."""
    for name in (path.name, f"{path.name}-wal"):
        (aside / name).write_bytes(path.with_name(name).read_bytes())
    with closing(sqlite3.connect(aside / path.name)) as database:
        database.row_factory = sqlite3.Row
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in names.fetchall():
            for row in database.execute(f"SELECT * FROM {table}"):  # noqa: S608 - ours
                yield table, dict(row)


def _values(text: str) -> list[str]:
    """Take a list or object in JSON apart; anything else is one value."""
    if not text.startswith(("[", "{")):
        return [text]
    read = json.loads(text)
    return [str(v) for v in (*read, *(read.values() if isinstance(read, dict) else ()))]
