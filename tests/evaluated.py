"""Evaluations without running one: what can be evaluated, and what one came to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from appliance.domain.evaluation import Arm, CaseRun
from appliance.domain.golden import Check, GoldenCase
from appliance.domain.ports.wired import Ports
from appliance.domain.prompt import digest_of
from appliance.domain.thresholds import RIGHT, Thresholds
from appliance.errors import NotFoundError
from appliance.release.evaluation.formats import (
    digest_of_report,
    encode_measurements,
    encode_report,
)
from appliance.release.evaluation.report import Evaluated, overall, sum_up
from appliance.release.evaluation.subjects import Subject
from appliance.release.purpose_folder import GOLDEN_FILE, parse_folder, read_folder
from appliance.stores.evaluations import Wanted
from appliance.stores.opened import Stores
from tests.fakes import POLICIES
from tests.made import make_purpose

ANSWER = "Dear [PERSON_zabc_1], thank you."


class FewStages:
    """Makes no release: a version is one of those that were told before."""

    def __init__(self, **digests: str) -> None:
        self.digests = digests
        self.asked: list[tuple[str, str | None]] = []

    def put(self, purpose: str, texts: Mapping[str, str], author: str | None) -> str:
        del texts
        self.asked.append((purpose, author))
        return self.digests[purpose.replace("-", "_")]


def make_case(number: int) -> GoldenCase:
    """Make a golden case whose answer must thank."""
    return GoldenCase(
        id=f"case-{number:03d}",
        input="Where is my card?",
        language="en",
        tags=("plain", "<b>bold</b>"),
        checks=(Check("contains", "thank you"),),
    )


def make_run(case: str, answer: str, arm: Arm = Arm.CANDIDATE) -> CaseRun:
    """Make what became of a case."""
    return CaseRun(
        case=case,
        arm=arm,
        state="released",
        answer=answer,
        people={"[PERSON_zabc_1]": "Anna Kowalski"},
        findings=(),
        leaked=0,
        error="",
        exact=True,
        tokens_in=90,
        tokens_out=10,
        total_ms=1_200,
        first_token_ms=300,
    )


def keep_finished(
    stores: Stores,
    purpose: str,
    *,
    wrong: Sequence[int] = (),
    wrong_on_live: Sequence[int] | None = None,
    cases: int = 60,
) -> str:
    """Keep a finished evaluation; says its id.

    Args:
        wrong: Numbers of the cases that are not right.
        wrong_on_live: The same on the live release, None to compare with none.
    """
    golden = tuple(make_case(number) for number in range(cases))
    against = "" if wrong_on_live is None else "e" * 64
    wanted = Wanted(purpose, "d" * 64, "a" * 64, against, cases)
    kept = stores.evaluations.begin(wanted, requester=None, record=lambda _: None)
    # Claimed at once, so that no worker begins it.
    assert stores.jobs.claim(kept.job) is not None
    sides = {Arm.CANDIDATE: wrong, Arm.LIVE: wrong_on_live}
    runs = [
        make_run(case.id, "No." if number in missed else ANSWER, arm)
        for arm, missed in sides.items()
        if missed is not None
        for number, case in enumerate(golden)
    ]
    for run in runs:
        stores.evaluations.add_run(kept.id, run)
    what = Evaluated(
        make_purpose(purpose), "a" * 64, golden, against, Thresholds({RIGHT: 900})
    )
    report, measured = sum_up(what, runs)
    file = encode_report(report)
    stores.evaluations.finish(
        kept.id,
        verdict=overall(report, measured),
        passed=report.passed().right,
        digest=digest_of_report(file),
        report=file.decode(),
        measurements=encode_measurements(measured).decode(),
    )
    stores.jobs.finish(kept.job)
    return kept.id


class ShippedSubjects:
    """The shipped purposes as subjects; a fake of what reads signed releases."""

    def __init__(
        self, ports: Ports, *, most: int | None = None, others: Sequence[str] = ()
    ) -> None:
        """Take the ports.

        Args:
            most: So many golden cases of each purpose.
            others: Digests of releases that are there besides, with the same text.
        """
        self._ports = ports
        self._most = most
        self._others = others
        self.versions: dict[str, str] = {}
        self.thresholds: Thresholds | None = None
        self.cases: tuple[GoldenCase, ...] = ()

    def live(self, purpose: str) -> str:
        return self._ports.purposes.named(purpose).release

    def version(self, purpose: str, release: str) -> str:
        del purpose
        return self.versions.get(release, "")

    def of(self, purpose: str, release: str) -> Subject:
        named = self._ports.purposes.named(purpose)
        if release not in (named.release, *self._others):
            raise NotFoundError("no release of this digest was signed here")
        texts = read_folder(POLICIES / "purposes" / named.name)
        shipped = parse_folder(named.name, texts).golden[: self._most]
        cases = self.cases or shipped
        golden = digest_of(texts[GOLDEN_FILE])
        asked = self.thresholds or named.thresholds
        subject = replace(named, release=release, thresholds=asked)
        return Subject(subject, self._ports, cases, golden)
