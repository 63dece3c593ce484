"""What the name detector is taught: which labels each piece may have, and the loss."""

from pathlib import Path
from random import Random
from typing import Any

import pytest
import torch
from tokenizers import Tokenizer

from appliance.detect.tagger import TOKENIZER
from models.training.pii_corpora import LABELS, Document
from models.training.pii_model import TAGS, Tagged, batch_of, loss_of, tag
from models.training.train_pii import draw_batches, draw_parts

SHIPPED = Path(__file__).parents[3] / "models" / "pii"


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(SHIPPED / TOKENIZER))


def document(text: str, *spans: tuple[str, str], **changes: Any) -> Document:
    starts = [text.index(part) for part, _ in spans]
    places = tuple(
        (start, start + len(part), label)
        for start, (part, label) in zip(starts, spans, strict=True)
    )
    fields = {"unsure": (), "annotated": frozenset(LABELS), "source": "x"} | changes
    return Document(text, places, language="en", **fields)


def tags_of(tagged: Tagged, index: int) -> set[str]:
    return {t for bit, t in enumerate(TAGS) if tagged.allowed[index] >> bit & 1}


def test_a_span_begins_with_b_and_goes_on_with_i(tokenizer: Tokenizer):
    tagged = tag(tokenizer, document("Dear Anna Weber", ("Anna Weber", "PERSON")))
    assert [tags_of(tagged, index) for index in range(3)] == [
        {"O"}, {"B-PERSON"}, {"I-PERSON"}
    ]  # fmt: skip


def test_a_set_that_labels_no_dates_leaves_open_whether_a_word_is_one(
    tokenizer: Tokenizer,
):
    some = frozenset(LABELS) - {"DATE"}
    tagged = tag(tokenizer, document("on Monday", annotated=some))
    assert tags_of(tagged, 1) == {"O", "B-DATE", "I-DATE"}


def test_nothing_is_learned_where_a_set_is_unsure(tokenizer: Tokenizer):
    tagged = tag(tokenizer, document("God knows", unsure=((0, 3),)))
    assert tags_of(tagged, 0) == set()
    assert tags_of(tagged, 1) == {"O"}


def test_the_loss_is_of_all_tags_that_a_piece_may_have():
    logits = torch.zeros((1, 2, len(TAGS)))
    allowed = torch.tensor([[0b111, 0]])  # three of 21 tags, and a piece not learned
    expected = torch.log(torch.tensor(len(TAGS) / 3))
    assert loss_of(logits, allowed) == pytest.approx(expected.item(), rel=1e-5)


def test_every_tag_at_once_costs_nothing():
    logits = torch.randn((1, 4, len(TAGS)))
    allowed = torch.full((1, 4), (1 << len(TAGS)) - 1)
    assert loss_of(logits, allowed).item() == pytest.approx(0.0, abs=1e-5)


def test_a_batch_hides_its_padding(tokenizer: Tokenizer):
    short = tag(tokenizer, document("Hello"))
    long = tag(tokenizer, document("Hello Anna Weber of Graz"))
    ids, shapes, gaps, mask, allowed = batch_of([short, long])
    assert ids.shape == shapes.shape == gaps.shape == allowed.shape
    read = (mask[:, 0, 0] == 0).sum(1).tolist()
    assert read == [len(short.ids) + 2, len(long.ids) + 2]
    assert (allowed > 0).sum(1).tolist() == [len(short.ids), len(long.ids)]


def test_windows_of_a_long_text_keep_their_spans(tokenizer: Tokenizer):
    text = "The court met again. " * 300 + "Anna Weber spoke. " + "It adjourned. " * 300
    long = document(text, ("Anna Weber", "PERSON"))
    random = Random(4)
    parts = draw_parts(iter([long] * 400), tokenizer, random)
    named = TAGS.index("B-PERSON")
    found = 0
    for part in parts:
        (begins,) = (part.allowed == 1 << named).nonzero()
        found += len(begins)
        for place in begins:
            assert tokenizer.decode([int(part.ids[place])]) == "anna"
    assert found


def test_batches_hold_every_part_once(tokenizer: Tokenizer):
    one = tag(tokenizer, document("Where is my card?"))
    batches = draw_batches(iter([one] * 20_000), Random(1))
    sizes = [len(next(batches)) for _ in range(10)]
    assert all(1 <= size * len(one.ids) <= 2_048 for size in sizes)
