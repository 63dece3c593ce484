"""Measures the reference model on texts that were never trained on, greedily.

    python -m models.training.evaluate --data DATA --model models/reference

Held back are a tenth of BANKING77, parts of the other sets, and every wording marked so
in the generators. Figures are printed as a table and written to `figures.json`. Answers
are written under the engine's grammar, as in the appliance; `--free` leaves it out. The
same seed gives the same cases; `--seed` draws others, to make choices with. This does
not run the appliance's pipeline (`evaluate_appliance.py` does).
"""

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

import llguidance.hf
import torch
from tokenizers import Tokenizer
from torch import Tensor
from transformers import (
    LlamaForCausalLM,
    LogitsProcessor,
    LogitsProcessorList,
    PreTrainedTokenizerFast,
)

from appliance.engine.grammar import Grammar, free_text, structured

from .figures import write_figures
from .reference_cases import Case, CaseWriter, Corpora, Question
from .reference_chat import ChatEncoder, read_prompt
from .reference_corpora import read_remarks, read_requests
from .reference_credit import FIELDS
from .reference_labels import INTENTS, OUT_OF_SCOPE, SURROGATE_KINDS
from .reference_letters import REFUSAL, opening_of
from .reference_messages import read_banking77, split_held_back

SEED = 11
BATCH = 25
MAX_NEW_TOKENS = 260
SURROGATE = re.compile(
    r"\[(?:" + "|".join(SURROGATE_KINDS) + r")_[a-z2-9]{4}_\d{1,4}\]"
)
Figures = dict[str, float | int]


class GrammarRows(LogitsProcessor):
    """Lets each row of a batch write only what its grammar allows."""

    def __init__(self, grammars: list[Grammar], width: int, end_id: int) -> None:
        self._grammars = grammars
        self._width = width
        self._end_id = end_id
        self._done = [False] * len(grammars)

    def __call__(self, input_ids: Tensor, scores: Tensor) -> Tensor:
        """Rule out tokens, (B, V)."""
        for row, grammar in enumerate(self._grammars):
            if input_ids.shape[1] > self._width and not self._done[row]:
                token = int(input_ids[row, -1])
                self._done[row] = token == self._end_id
                if not self._done[row]:
                    grammar.take(token)
            if self._done[row] or grammar.ended:
                allowed = torch.zeros(scores.shape[1], dtype=torch.bool)
                allowed[self._end_id] = True
            else:
                allowed = torch.from_numpy(grammar.allowed)
            scores[row, ~allowed] = -torch.inf
        return scores


class Subject:
    """The model under measurement."""

    def __init__(self, folder: Path, purposes: Path, *, free: bool) -> None:
        self._free = free
        reader = PreTrainedTokenizerFast.from_pretrained(folder, local_files_only=True)
        self.model = LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32)
        self.model.train(mode=False)
        self._vocabulary = int(self.model.config.vocab_size)
        self._pieces = llguidance.hf.from_tokenizer(reader, n_vocab=self._vocabulary)
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.encoder = ChatEncoder(self.tokenizer)
        self._purposes = purposes
        self._label_ids = [self.tokenizer.token_to_id(name) for name in INTENTS]
        self.generated_tokens = 0
        self.generating_s = 0.0

    def opening(self, case: Case) -> list[int]:
        """The ids up to the answer."""
        prompt = read_prompt(self._purposes / case.purpose, case.passage)
        return self.encoder.opening(prompt, case.text)[0]

    def grammar(self, case: Case) -> Grammar:
        """The rule that the engine has for an answer to this case."""
        schema = self._purposes / case.purpose / "output.schema.json"
        rule = free_text((case.text,))
        if schema.exists():
            rule = structured(schema.read_text("utf-8"), (case.text,))
        return Grammar(self._pieces, rule, self._vocabulary)

    def intents(self, cases: list[Case]) -> list[tuple[str, str]]:
        """Name each case's intent: the likeliest token, and the likeliest label."""
        start = self.encoder.text('{"intent":"')
        names = list(INTENTS)
        found: list[tuple[str, str]] = []
        for case in cases:
            ids = torch.tensor([[*self.opening(case), *start]])
            with torch.inference_mode():
                logits = self.model(ids).logits[0, -1]  # (V,)
            free = self.tokenizer.id_to_token(int(logits.argmax())) or ""
            found.append((free, names[int(logits[self._label_ids].argmax())]))
        return found

    def answers(self, cases: list[Case]) -> list[str]:
        """Write each case's answer, greedily, in batches of like length."""
        openings = [self.opening(case) for case in cases]
        order = sorted(range(len(cases)), key=lambda index: len(openings[index]))
        texts = [""] * len(cases)
        for first in range(0, len(order), BATCH):
            chosen = order[first : first + BATCH]
            width = max(len(openings[index]) for index in chosen)
            pad = self.encoder.pad_id
            rows = [
                [pad] * (width - len(openings[index])) + openings[index]
                for index in chosen
            ]
            ids = torch.tensor(rows)  # (B, T)
            rules = LogitsProcessorList()
            if not self._free:
                grammars = [self.grammar(cases[index]) for index in chosen]
                rules.append(GrammarRows(grammars, width, self.encoder.end_id))
            started = time.monotonic()
            with torch.inference_mode():
                output = self.model.generate(  # type: ignore[misc] # the stub wants a protocol that the class fulfils only at run time
                    ids,
                    attention_mask=(ids != pad).long(),
                    max_new_tokens=MAX_NEW_TOKENS,
                    do_sample=False,
                    logits_processor=rules,
                )
            self.generating_s += time.monotonic() - started
            for index, row in zip(chosen, output[:, width:].tolist(), strict=True):
                end = self.encoder.end_id
                answer = row[: row.index(end)] if end in row else row
                self.generated_tokens += len(answer)
                texts[index] = self.tokenizer.decode(answer)
        return texts


def measure_intents(subject: Subject, cases: list[Case]) -> Figures:
    """Share of messages whose intent is right, and of wrong refusals."""
    found = subject.intents(cases)
    pairs = list(zip(cases, found, strict=True))
    refused = [chosen == OUT_OF_SCOPE for case, (_, chosen) in pairs]
    return {
        "messages": len(cases),
        "intent_free": _share(case.label == free for case, (free, _) in pairs),
        "intent_label_scored": _share(case.label == best for case, (_, best) in pairs),
        "called_out_of_scope": _share(refused),
    }


def measure_triage(subject: Subject, cases: list[Case]) -> Figures:
    """Share of right fields of whole answers."""
    figures: Counter[str] = Counter()
    for case, text in zip(cases, subject.answers(cases), strict=True):
        expected, given = json.loads(case.answer), _parsed(text)
        figures["valid_json"] += list(given) == list(expected)
        for name, value in expected.items():
            figures[name] += given.get(name) == value
        quote = given.get("quote")
        figures["quote_stands_in_message"] += isinstance(quote, str) and (
            quote in case.text
        )
    return _shares(figures, len(cases), "messages")


def measure_replies(subject: Subject, cases: list[Case]) -> Figures:
    """Share of letters that are whole, on the matter, and name who they should."""
    figures: Counter[str] = Counter()
    named = copied = 0
    for case, text in zip(cases, subject.answers(cases), strict=True):
        expected = set(SURROGATE.findall(case.answer))
        given = set(re.findall(r"\[[^\]]*\]", text))
        known = set(SURROGATE.findall(case.text))
        named += len(given)
        copied += len(given & known)
        whole = text.startswith("Dear ") and text.endswith("\nCustomer Care")
        figures["whole_letter"] += whole
        figures["salutation"] += text.split("\n")[0] == case.answer.split("\n")[0]
        figures["right_surrogates"] += given == expected
        refusal = case.label == OUT_OF_SCOPE
        matter = REFUSAL if refusal else opening_of(case.label)
        figures["right_matter"] += matter in text
        figures["refused"] += REFUSAL in text
    shares = _shares(figures, len(cases), "letters")
    return {
        **shares,
        "surrogates_named": named,
        "surrogates_exact": copied / max(named, 1),
    }


def measure_credit(subject: Subject, cases: list[Case]) -> Figures:
    """Share of right fields, reasons and recommendations."""
    figures: Counter[str] = Counter()
    for case, text in zip(cases, subject.answers(cases), strict=True):
        expected, given = json.loads(case.answer), _parsed(text)
        figures["valid_json"] += list(given) == list(expected)
        for name, value in expected.items():
            figures[name] += given.get(name) == value
        figures["all_fields"] += all(given.get(n) == expected[n] for n in FIELDS)
        figures["fields_stand_in_text"] += all(
            isinstance(value := given.get(name), str) and value in case.text
            for name in FIELDS
        )
    return _shares(figures, len(cases), "applications")


def _parsed(text: str) -> dict[str, object]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _share(hits: Iterable[bool]) -> float:
    marks = list(hits)
    return sum(marks) / len(marks)


def _shares(figures: Counter[str], count: int, unit: str) -> Figures:
    return {unit: count, **{name: hits / count for name, hits in figures.items()}}


def evaluate(arguments: argparse.Namespace) -> dict[str, Figures]:
    """Measure everything, section by section."""
    torch.set_num_threads(arguments.threads)
    random = Random(arguments.seed)
    data: Path = arguments.data
    _, held = split_held_back(read_banking77(data / "tasks/banking77/train.csv"))
    held = held[0::2] if arguments.seed == SEED else held[1::2]
    subject = Subject(arguments.model, arguments.purposes, free=arguments.free)
    corpora = Corpora(
        read_remarks(data, held_back=True), read_requests(data, held_back=True)
    )
    purposes: Path = arguments.purposes
    writer = CaseWriter(
        corpora, purposes, random, held_back=True, passages=False, long_share=0.0
    )
    citing = CaseWriter(corpora, purposes, random, held_back=True, long_share=0.0)
    long = CaseWriter(
        corpora, purposes, random, held_back=True, passages=False, long_share=1.0
    )
    known = Corpora(read_remarks(data), read_requests(data))
    familiar = CaseWriter(known, purposes, random, passages=False, long_share=0.0)
    rows = [Question(*row) for row in random.sample(held, len(held))][: arguments.limit]
    few = rows[: max(arguments.limit // 3, 1)]
    others = [writer.other() for _ in few]
    sections: list[tuple[str, Callable[[Subject, list[Case]], Figures], list[Case]]] = [
        (
            "intent, plain messages",
            measure_intents,
            [writer.triage(row, plain_share=1.0) for row in rows],
        ),
        (
            "intent, plain messages with a passage",
            measure_intents,
            [citing.triage(row, plain_share=1.0) for row in rows],
        ),
        (
            "intent, letters",
            measure_intents,
            [writer.triage(row, plain_share=0.0) for row in rows],
        ),
        (
            "intent, letters in trained wording",
            measure_intents,
            [familiar.triage(row, plain_share=0.0) for row in rows],
        ),
        (
            "out of scope, plain",
            measure_intents,
            [writer.triage(row, plain_share=1.0) for row in others],
        ),
        (
            "out of scope, letters",
            measure_intents,
            [writer.triage(row, plain_share=0.0) for row in others],
        ),
        (
            "triage, plain messages",
            measure_triage,
            [writer.triage(row, plain_share=1.0) for row in few],
        ),
        (
            "triage, letters",
            measure_triage,
            [writer.triage(row, plain_share=0.0) for row in few],
        ),
        ("replies", measure_replies, [writer.reply(row) for row in few]),
        (
            "replies in trained wording",
            measure_replies,
            [familiar.reply(row) for row in few],
        ),
        (
            "replies out of scope",
            measure_replies,
            [writer.reply(row) for row in others],
        ),
        ("credit applications", measure_credit, [citing.credit() for _ in few]),
        (
            "credit applications in trained wording",
            measure_credit,
            [familiar.credit() for _ in few],
        ),
        (
            "no credit applications",
            measure_credit,
            [writer.no_application(row) for row in few],
        ),
        (
            "long letters, intent",
            measure_intents,
            [long.triage(row, plain_share=0.0) for row in few],
        ),
        (
            "long letters, replies",
            measure_replies,
            [long.reply(row) for row in few],
        ),
        (
            "long credit applications",
            measure_credit,
            [long.credit() for _ in few],
        ),
    ]
    figures: dict[str, Figures] = {}
    for title, measure, cases in sections:
        figures[title] = measure(subject, cases)
        print(f"\n{title}")
        for name, value in figures[title].items():
            shown = f"{value:.3f}" if isinstance(value, float) else str(value)
            print(f"  {name:<26}{shown:>8}", flush=True)
    rate = subject.generated_tokens / subject.generating_s
    figures["speed"] = {"batch": BATCH, "generated_tokens_per_s": round(rate, 1)}
    return figures


def main() -> None:
    """Read the command line, measure, write `figures.json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--purposes", type=Path, default=Path("policies/purposes"))
    parser.add_argument("--model", type=Path, default=Path("models/reference"))
    parser.add_argument("--limit", type=int, default=100_000)
    parser.add_argument("--free", action="store_true")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    write_figures(arguments.model, evaluate(arguments))


if __name__ == "__main__":
    main()
