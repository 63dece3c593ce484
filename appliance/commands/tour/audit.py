"""The auditor journey: search, export, verify with Python alone, see a forgery."""

import json
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import audit
from appliance.commands.client import StaffClient
from appliance.commands.tour.visit import APPLICANT, PERSONAL, Tour, refusal_of

_STORY = (
    "request.received",
    "caller.identified",
    "policy.decided",
    "text.pseudonymised",
    "prompt.composed",
    "exchange.intended",
    "draft.generated",
    "draft.guarded",
    "draft.gated",
    "exchange.held",
    "review.approved",
    "exchange.released",
)


def walk(tour: Tour) -> None:
    """Walk as Audrey, who reads everything and changes nothing."""
    say = tour.transcript
    say.chapter("Auditor: Audrey checks what happened")
    with tempfile.TemporaryDirectory(prefix="cloister-audit-") as folder:
        desk = Path(folder)
        with tour.signed_in("audrey.auditor") as audrey:
            _search(tour, audrey)
            out = _export(tour, audrey, desk)
        _verify(tour, desk, out)
        _tamper(tour, desk, out)


def _search(tour: Tour, audrey: StaffClient) -> None:
    say = tour.transcript
    say.does("She looks up the credit memo in the log.")
    records = sorted(audrey.records(exchange=tour.memo), key=lambda r: int(r["seq"]))
    for record in records:
        say.shows(f"{record['seq']:>5}  {record['time']}  {record['kind']}")
    kinds = [record["kind"] for record in records]
    remaining = iter(kinds)
    say.check(
        "every step is there, in order, from the request to the release",
        holds=all(kind in remaining for kind in _STORY),
    )
    letter = {record["kind"] for record in audrey.records(exchange=tour.letter)}
    say.check(
        "of the letter she sees who read it, and that it was rated",
        holds={"answer.opened", "answer.closed", "vault.read", "answer.rated"}
        <= letter,
    )
    refused = refusal_of(lambda: audrey.exchange(tour.memo))
    say.check(
        "the texts themselves are not hers to read",
        holds=refused is not None and refused.status in {403, 404},
    )


def _export(tour: Tour, audrey: StaffClient, desk: Path) -> Path:
    say = tour.transcript
    say.does("She exports today's log as one file and takes it to another machine.")
    today = datetime.now(UTC).date().isoformat()
    out = desk / "today.cloister-audit"
    size = audrey.export(today, today, out)
    say.notes(f"{size:,} bytes")
    exported = out.read_text(encoding="utf-8")
    say.check(
        "it names no customer and no colleague",
        holds=not any(
            word in exported
            for word in (*PERSONAL, APPLICANT, "Anna Hale", "anna.staff")
        ),
    )
    # Nothing but Python and the folder audit/ lies on that machine, and the public
    # key that was printed when the appliance was installed.
    shutil.copytree(
        Path(audit.__file__).parent,
        desk / "audit",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    shutil.copy(tour.running.site.root / "keys" / "public" / "log.vkey", desk)
    return out


def _verify(tour: Tour, desk: Path, out: Path) -> None:
    say = tour.transcript
    say.does("There she verifies it with Python and the folder audit/, nothing else.")
    ended = _run_verifier(desk, out)
    say.notes(f"$ python3 -m audit verify {out.name} --key log.vkey")
    say.shows(ended.stdout or ended.stderr)
    say.check("it is intact", holds=ended.returncode == 0)


def _tamper(tour: Tour, desk: Path, out: Path) -> None:
    say = tour.transcript
    say.does("She alters one byte of the record that released the memo.")
    lines = out.read_bytes().splitlines(keepends=True)
    released = [
        number
        for number, line in enumerate(lines)
        if b'"exchange.released"' in line and tour.memo.encode() in line
    ]
    say.check("the export holds it, once", holds=len(released) == 1)
    at = released[0]
    seq = int(json.loads(lines[at])["seq"])
    lines[at] = lines[at].replace(b"exchange.released", b"exchange.releasee")
    forged = desk / "forged.cloister-audit"
    forged.write_bytes(b"".join(lines))
    ended = _run_verifier(desk, forged)
    told = ended.stdout + ended.stderr
    say.shows(told)
    say.check("the verifier refuses it", holds=ended.returncode == 1)
    say.check(f"and names record {seq}", holds=f"record {seq}" in told)


def _run_verifier(desk: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """Run the verifier with an empty environment and no installed package."""
    return subprocess.run(
        # -E: no environment, -s -S: no site-packages, so the standard library alone.
        [
            *(sys.executable, "-E", "-s", "-S", "-m", "audit"),
            *("verify", str(out), "--key", "log.vkey"),
        ],
        check=False,
        capture_output=True,
        text=True,
        cwd=desk,
        env={},
    )
