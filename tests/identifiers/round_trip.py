"""Mask and restore through a real masker: every file, odd texts, many threads."""

import hashlib
import random
import threading
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from appliance.domain.entity import EntityKind, Treatment
from appliance.domain.masked import MaskedText
from appliance.domain.text import PersonText
from appliance.errors import LookAlikeError, UnreadableTextError
from tests.contract.masker_house import MaskerHouse
from tests.fakes import make_purpose
from tests.identifiers.kinds import KINDS

THREADS = 8
CASES = 4
PEOPLE = 60
# A case has a limit of numbers, and looks through all it has issued.
TEXTS_PER_CASE = 40
PIECE_CHARS = 2_000
DEADLINE_S = 60.0

# Shipped purposes refuse a text with a secret; here it has to come back as well.
PURPOSE = make_purpose(treatments={EntityKind.SECRET: Treatment.MASK})

_GIVEN = ("Anna", "Jonas", "Mehmet", "Claire", "Lucia", "Piotr", "Ngozi", "Wei")
_SURNAMES = ("Weber", "Quill", "Ortiz", "Dubois", "Kaya", "Nowak", "Okafor", "Brook")
_ODD = (
    "Anna Weber", "ANNA WEBER", "O\u2019Brien", "Smith's", "[PERSON_ab2c_1]", "PERSON_ab2c_", "person ab2c 1",
    "[", "]", "\\", "_1]", "a@b@c.d", "4151 3217 6243 3448.com", "DE89 3704 0044 0532 0130 00", "12/03/1971",
    "\u202e", "\u200b", "\u200d", "\ufeff", "\u00ad", "e\u0301", "\uff21nna", "\ufb01", "\u0130\u0131\u017f\u00df",
    "\r\n", "\u2028", "\x85", "<b>", "&#91;", "\\u005b", "%s{0}", "\\g<0>", "\\1", "$1", "\U0001f468\u200d\U0001f469",
    "\u0645\u062d\u0645\u062f", "\u5f20\u4f1f", "\u0399\u03a9\u0391\u039d\u039d\u0397\u03a3", "\u0418\u0432\u0430\u043d",
)  # fmt: skip


@dataclass
class Trips:
    """What came of masking and restoring many texts."""

    texts: int = 0
    masked_spans: int = 0
    wrong: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    def told(self) -> str:
        refused = ", ".join(f"{n} {name}" for name, n in self.refused.items())
        return (
            f"{self.texts} texts, {self.masked_spans} spans masked, "
            f"{self.wrong} not restored to the byte, refused: {refused or 'none'}"
        )


@dataclass
class Meetings:
    """What came of many threads in the same cases."""

    exchanges: int = 0
    surrogates: int = 0
    wrong: int = 0
    collisions: int = 0
    splits: int = 0

    def told(self) -> str:
        return (
            f"{self.exchanges} exchanges of {THREADS} threads in {CASES} cases, "
            f"{self.surrogates} surrogates: {self.wrong} not restored to the byte, "
            f"{self.collisions} collisions, {self.splits} splits"
        )


def fuzz(count: int, seed: int) -> bool:
    """Mask and restore odd texts, and print what came of it."""
    with closing(MaskerHouse(deadline_s=DEADLINE_S)) as house:
        trips = round_trips(house, odd_texts(count, seed))
    print(trips.told())
    return trips.texts == count and not trips.wrong


def files(folder: Path) -> bool:
    """Mask and restore every file in pieces, and print what came of it."""
    met = True
    with closing(MaskerHouse(deadline_s=DEADLINE_S)) as house:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            text = path.read_bytes().decode("utf-8")
            trips = round_trips(house, pieces(text))
            print(f"{path.relative_to(folder)}: {trips.told()}", flush=True)
            met = met and not trips.wrong
    return met


def threads(count: int, seed: int) -> bool:
    """Let threads mask and restore in the same cases, and print what came of it."""
    with closing(MaskerHouse(deadline_s=DEADLINE_S)) as house:
        met = meet(house, count, seed)
    print(met.told())
    return not (met.wrong or met.collisions or met.splits)


def pieces(text: str) -> Iterator[str]:
    """Cut a text into pieces of at most so many code points."""
    for at in range(0, len(text), PIECE_CHARS):
        yield text[at : at + PIECE_CHARS]


def odd_texts(count: int, seed: int) -> Iterator[str]:
    """Make texts of names, numbers, things like surrogates and characters of any kind."""
    rng = random.Random(seed)
    kinds = [kind for kind in KINDS.values() if kind.name not in ("pem", "jwt")]
    for _ in range(count):
        parts = []
        for _ in range(rng.randrange(1, 12)):
            way = rng.random()
            if way < 0.45:
                parts.append(rng.choice(_ODD))
            elif way < 0.65:
                parts.append(_of_any_characters(rng))
            else:
                kind = rng.choice(kinds)
                parts.append(kind.written(rng, kind.make(rng), lower=True))
        yield rng.choice(("", " ", "\n", "'", ", ")).join(parts)


def _of_any_characters(rng: random.Random) -> str:
    made = ""
    while len(made) < rng.randrange(1, 9):
        char = chr(rng.randrange(1, rng.choice((0x250, 0x3000, 0x11_0000))))
        if unicodedata.category(char) != "Cs":
            made += char
    return made


def round_trips(house: MaskerHouse, texts: Iterable[str]) -> Trips:
    """Mask and restore each; a text that is refused went nowhere."""
    trips = Trips()
    for number, text in enumerate(texts):
        case = hex_id(f"case {number // TEXTS_PER_CASE} {id(trips)}")
        trips.texts += 1
        try:
            masked = _mask(house, text, case)
        except (UnreadableTextError, LookAlikeError) as err:
            trips.refused[type(err).__name__] += 1
            continue
        trips.masked_spans += len(masked.spans)
        trips.wrong += _restored(house, masked.text, case) != text
    return trips


def meet(house: MaskerHouse, count: int, seed: int) -> Meetings:
    """Let each thread mask `count` letters about the same people in the same cases."""
    meetings, lock = Meetings(), threading.Lock()
    originals: dict[tuple[str, str], set[str]] = defaultdict(set)
    barrier = threading.Barrier(THREADS)

    def work(turn: int) -> None:
        rng = random.Random(f"{seed} {turn}")
        barrier.wait(DEADLINE_S)
        for _ in range(count):
            case = hex_id(f"met {rng.randrange(CASES)} {seed}")
            text = _letter(rng)
            masked = _mask(house, text, case)
            listed = masked.surrogates()
            back = _restored(house, "\n".join(listed), case).split("\n")
            right = _restored(house, masked.text, case) == text
            with lock:
                meetings.exchanges += 1
                meetings.wrong += not right
                for surrogate, original in zip(listed, back, strict=True):
                    originals[case, surrogate].add(original)

    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(work, turn) for turn in range(THREADS)]:
            done.result()
    surrogates: dict[tuple[str, str], set[str]] = defaultdict(set)
    for (case, surrogate), behind in originals.items():
        for original in behind:
            surrogates[case, original].add(surrogate)
    meetings.surrogates = len(originals)
    meetings.collisions = sum(len(behind) > 1 for behind in originals.values())
    meetings.splits = sum(len(given) > 1 for given in surrogates.values())
    return meetings


def _letter(rng: random.Random) -> str:
    """Write about people of whom other threads write too, and give their numbers."""
    number = rng.randrange(PEOPLE)
    person = random.Random(number)
    given, surname = person.choice(_GIVEN), person.choice(_SURNAMES)
    iban = KINDS["iban"].make(person)
    other = f"{rng.choice(_GIVEN)} {rng.choice(_SURNAMES)}"
    return (
        f"Dear Ms {surname},\n\nthe transfer of {given} {surname} from {iban} to "
        f"{other} was stopped. Write to {given.lower()}{number}@mail.example.\n"
    )


def hex_id(name: str) -> str:
    """Make the id of a case out of a name."""
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def _mask(house: MaskerHouse, text: str, case: str) -> MaskedText:
    return house.masker.mask(
        PersonText(text),
        exchange=hex_id("exchange"),
        case=case,
        purpose=PURPOSE,
        language="en",
    )


def _restored(house: MaskerHouse, text: str, case: str) -> str:
    restored = house.masker.restore(
        text, exchange=hex_id("exchange"), case=case, reader="r"
    )
    return restored.text.reveal()
