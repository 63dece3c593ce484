"""A set of rules is used as a whole or not at all."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.errors import SettingsError
from appliance.policy.bundles import check_bundle, load_bundle, read_bundle
from tests.fakes import POLICIES

Change = Callable[[dict[str, str]], None]


def replaced(name: str, old: str, new: str) -> Change:
    def change(texts: dict[str, str]) -> None:
        assert old in texts[name]
        texts[name] = texts[name].replace(old, new, 1)

    return change


def removed(name: str) -> Change:
    return lambda texts: texts.__delitem__(name)


REFUSED: dict[str, tuple[Change, str]] = {
    "no schema": (
        removed("facts.cedarschema"),
        "rule infer.purpose-role: .*unrecognized action",
    ),
    "a broken rule": (replaced("hold.cedar", "};", "}"), "hold.cedar: "),
    "a rule without a sentence": (
        replaced("stream.cedar", "@sentence", "@phrase"),
        "stream.cedar: rule stream.low-risk-text needs @id, @sentence and @source",
    ),
    "a rule without an id": (
        replaced("stream.cedar", '@id("stream.low-risk-text")\n', ""),
        "stream.cedar: rule without @id needs",
    ),
    "a sentence in no language": (
        replaced("stream.cedar", "@sentence_de", "@sentence_german"),
        "stream.cedar: rule stream.low-risk-text needs @id, @sentence and @source",
    ),
    "an empty source": (
        replaced(
            "reidentify.cedar",
            '@source("GDPR Art. 4(5) and 25(1) pseudonymisation; Art. 5(1)(c) data minimisation")',
            '@source("")',
        ),
        "reidentify.cedar: rule reidentify.own-released-answer needs",
    ),
    "one id twice": (
        replaced("hold.cedar", "hold.no-refusing-finding", "approve.not-author"),
        "hold.cedar: rule approve.not-author stands twice",
    ),
    "an id of another form": (
        replaced("hold.cedar", "hold.no-refusing-finding", "Rule 7"),
        "hold.cedar: Rule 7 is not of the form question.rule",
    ),
    "a fact that is misspelt": (
        replaced("hold.cedar", "context.finding_refuses", "context.finding_refused"),
        "rule hold.no-refusing-finding: .*finding_refused",
    ),
    "a number compared with text": (
        replaced(
            "release.cedar",
            "context.confidence_permille > 0",
            'context.confidence_permille > "0"',
        ),
        "rule release.confidence-known: ",
    ),
    "a rule that can never match": (
        replaced("stream.cedar", "  resource\n", "  resource is Cloister::Appliance\n"),
        "rule stream.low-risk-text: ",
    ),
    "a forbid that leaving a fact out would skip": (
        replaced(
            "hold.cedar",
            "  context.finding_refuses\n",
            "  context has finding_refuses && context.finding_refuses\n",
        ),
        "hold.cedar: hold.no-refusing-finding forbids only if a fact is there",
    ),
    "an optional fact": (
        replaced("facts.cedarschema", "owns_case: Bool", "owns_case?: Bool"),
        "facts.cedarschema: an optional fact",
    ),
    "a schema that is none": (
        replaced("facts.cedarschema", "namespace", "nomespace"),
        "facts.cedarschema: ",
    ),
    "a rule with a slot": (
        replaced("hold.cedar", "  principal,", "  principal == ?principal,"),
        "hold.cedar: a rule with slots",
    ),
}


@pytest.mark.parametrize(("change", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_a_set_of_rules_is_refused_with(change: Change, told: str) -> None:
    texts = read_bundle(POLICIES)
    change(texts)
    with pytest.raises(SettingsError, match=told):
        check_bundle(texts)


def test_a_folder_without_rules_is_refused(tmp_path: Path) -> None:
    (tmp_path / "facts.cedarschema").write_text("")
    with pytest.raises(SettingsError, match=re.escape("holds no .cedar file")):
        load_bundle(tmp_path)


def test_a_folder_without_a_schema_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.cedar").write_text("")
    with pytest.raises(SettingsError, match=r"facts\.cedarschema: No such file"):
        load_bundle(tmp_path)


def test_a_file_that_is_not_utf8_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.cedar").write_bytes(b"// \xff")
    with pytest.raises(SettingsError, match=r"a\.cedar: not UTF-8 at byte 3"):
        load_bundle(tmp_path)


def test_the_digest_changes_with_any_byte_of_any_file() -> None:
    texts = read_bundle(POLICIES)
    digests = {check_bundle(texts).digest}
    for name in texts:
        digests.add(check_bundle({**texts, name: texts[name] + "\n"}).digest)
    assert len(digests) == len(texts) + 1


def test_every_rule_says_itself_in_a_sentence() -> None:
    for rule in load_bundle(POLICIES).rules.values():
        assert re.fullmatch(r"[A-Z].{15,120}\.", rule.sentence), rule.id


def test_sources_md_lists_exactly_the_rules_and_their_sources() -> None:
    rows = re.findall(
        r"^\| `([^`]+)` \| (.+?) \| .+ \|$",
        (POLICIES / "sources.md").read_text(),
        re.MULTILINE,
    )
    rules = load_bundle(POLICIES).rules.values()
    assert rows == [(rule.id, rule.source) for rule in rules]


def test_a_rule_says_its_sentence_and_source_in_every_language_it_has() -> None:
    rule = load_bundle(POLICIES).rules["infer.own-case"]
    assert rule.words["de"] == {
        rule.sentence: "An einem Fall arbeitet nur die Person, der er gehört.",
        rule.source: (
            "DSGVO Art. 5 Abs. 1 Buchst. f Vertraulichkeit; ISO/IEC 27001:2022 A.8.3"
        ),
    }


def test_a_rule_may_speak_english_alone() -> None:
    texts = read_bundle(POLICIES)
    texts["hold.cedar"] = re.sub(r"@\w+_de\(.*\)\n", "", texts["hold.cedar"])
    assert check_bundle(texts).rules["hold.for-second-person"].words == {}
