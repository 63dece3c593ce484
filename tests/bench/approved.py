"""Whether likeness to approved answers tells good ones from bad: `make bench-approved`.

Every golden case of the shipped purposes is answered by the shipped model, as at an
installation. Right answers stand for approved ones: how alike is each answer to those
of *other* cases? An answer's likeness is the greatest share of content words that it
has in common with one of them (Jaccard), its surrogates left out; any measure that
looks at approved answers alone, and not at the text, has the same limits.

A sign is worth something if bad answers are less alike than good ones: the area under
the curve is the share of pairs, one of each, in which it is so (0.5: it tells nothing).
docs/observability.md has what came out.
"""

import json
import math
import statistics
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from appliance.app import SystemClock
from appliance.demo.child import ChildError
from appliance.demo.run import throwaway
from appliance.release.purpose_folder import parse_folder, read_folder
from appliance.settings import Settings, load_settings
from appliance.stores.index import words_of
from appliance.stores.opened import open_stores

SEED = 20_261_122
# Those of the last weeks, say; more would be more alike.
MOST_APPROVED = 100
_NEGATED = (("will ", "will not "), ("can ", "cannot "), ("is ", "is not "))


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a golden case.

    Args:
        case: The case's id.
        right: Whether it passed.
        asked: The case's text.
    """

    case: str
    text: str
    right: bool
    asked: str


def likeness(text: str, approved: Sequence[frozenset[str]]) -> int:
    """Give the greatest share of words in common with one of them, in permille."""
    words = frozenset(words_of(text))
    return max((_common(words, other) for other in approved), default=0)


def _common(one: frozenset[str], other: frozenset[str]) -> int:
    whole = len(one | other)
    return 1000 * len(one & other) // whole if whole else 0


def area(good: Sequence[int], bad: Sequence[int]) -> tuple[float, float, float]:
    """Give the area under the curve with its 95 % interval (Hanley and McNeil 1982)."""
    more = sum((g > b) + 0.5 * (g == b) for g in good for b in bad)
    a = more / (len(good) * len(bad))
    q1, q2 = a / (2 - a), 2 * a * a / (1 + a)
    spread = (
        a * (1 - a) + (len(good) - 1) * (q1 - a * a) + (len(bad) - 1) * (q2 - a * a)
    )
    half = 1.96 * math.sqrt(max(0.0, spread) / (len(good) * len(bad)))
    return a, max(0.0, a - half), min(1.0, a + half)


def families(
    answers: Sequence[Answer], others: Sequence[Answer]
) -> Mapping[str, list[tuple[str, str]]]:
    """Give bad answers by what is bad about them, each with its case.

    Args:
        others: Right answers of another purpose.
    """
    right = [one for one in answers if one.right]
    return {
        "failed its case": [(one.case, one.text) for one in answers if not one.right],
        "right, of another text": [(one.case, one.text) for one in right],
        "says the opposite": [(one.case, _negated(one.text)) for one in right],
        "cut at half": [(one.case, one.text[: len(one.text) // 2]) for one in right],
        "the text itself": [(one.case, one.asked) for one in right],
        "another purpose's": [(one.case, one.text) for one in others],
    }


def _negated(text: str) -> str:
    for plain, negated in _NEGATED:
        if plain in text:
            return text.replace(plain, negated, 1)
    return text


def tell(purpose: str, answers: Sequence[Answer], others: Sequence[Answer]) -> None:
    """Print how well likeness tells good answers of a purpose from bad ones."""
    random = Random(SEED)
    right = [one for one in answers if one.right]
    words = {one.case: frozenset(words_of(one.text)) for one in right}

    def score(case: str, text: str) -> int:
        rest = [other for other in words if other != case]
        few = random.sample(rest, min(MOST_APPROVED, len(rest)))
        return likeness(text, [words[other] for other in few])

    good = [score(one.case, one.text) for one in right]
    print(f"{purpose}: {len(right)} right answers of {len(answers)}")
    print(f"  right: {_spread(good)}")
    for family, made in families(answers, others).items():
        bad = [score(case, text) for case, text in made]
        if bad:
            a, low, high = area(good, bad)
            print(
                f"  {family}: {len(bad)}, {_spread(bad)}, "
                f"area {a:.2f} ({low:.2f}-{high:.2f})"
            )


def _spread(scores: Sequence[int]) -> str:
    low, middle, high = statistics.quantiles(scores, n=4)
    return f"{middle:.0f} permille ({low:.0f}-{high:.0f})"


def answers_of(settings: Settings) -> Mapping[str, list[Answer]]:
    """Read what the newest evaluation of each purpose came to."""
    stores = open_stores(settings, SystemClock())
    found: dict[str, list[Answer]] = {}
    for kept in stores.evaluations.all():
        purpose = kept.wanted.purpose
        folder = settings.paths.policies / "purposes" / purpose
        golden = parse_folder(purpose, read_folder(folder)).golden
        asked = {case.id: case.input for case in golden}
        report = json.loads(stores.evaluations.files(kept.id)[0])
        passed = {case["case"]: case["passed"] for case in report["cases"]}
        found.setdefault(
            purpose,
            [
                Answer(run.case, run.answer, passed[run.case], asked[run.case])
                for run in stores.evaluations.runs(kept.id)
                if run.answer
            ],
        )
    return found


def main() -> None:
    """Answer every golden case, then tell for each purpose."""
    strict = {"needs_evaluation": True}
    with throwaway(lambda line: print(line, file=sys.stderr), release=strict) as site:
        try:
            site.site.run_command("release", "install")
        except ChildError as err:
            print(err, file=sys.stderr)  # one that may not go live has answers too
        answers = answers_of(load_settings(site.site.config))
    for purpose, given in sorted(answers.items()):
        others = [
            one
            for name, ones in sorted(answers.items())
            if name != purpose
            for one in ones
            if one.right
        ]
        tell(purpose, given, others)


if __name__ == "__main__":
    main()
