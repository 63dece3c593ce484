"""The owner of a purpose writes a new version: every file, and why.

A new version is a draft and changes no answer. What the parser does not take is said
beside its file, and everything typed stays where it was. The directory is asked again
before it is kept; the record stands in the log before the row does.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from appliance.domain.caller import Caller
from appliance.domain.purpose import Purpose
from appliance.domain.text import first_unreadable
from appliance.errors import (
    BadRequestError,
    NotAllowedError,
    NotFoundError,
    SettingsError,
)
from appliance.observe.made_case import missing_lines
from appliance.release import check_tiers
from appliance.release.purpose_folder import (
    GOLDEN_FILE,
    digest_of_files,
    parse_folder,
)
from appliance.stores.in_force import record_written
from appliance.stores.version_history import version_facts
from appliance.web.access import EVERYBODY, Pages
from appliance.web.errors import record_refusal
from appliance.web.incoming import read_page, read_remark
from appliance.web.parts import Parts, parts
from appliance.web.purpose_rights import may_edit, own
from appliance.web.purpose_versions import place_of
from appliance.web.visit import fields, recheck, visit
from appliance.web.wanted import wants_json

pages = Pages("purpose_edit", __name__)

FILE_FIELD = "file."
MAX_FILE_CHARS = 400_000
MAX_FILE_LINES = 5_000
_FILE_NAMED = re.compile(r"[^\s:#]+")


@dataclass(frozen=True, slots=True)
class Draft:
    """What the owner typed, right or wrong.

    Args:
        parent: Number of the version it is made from.
        texts: Files that were there, path to text as it was typed.
        new_name: Path of a file that was not, or "".
        new_text: Its text.
        why: The reason.
        problems: What is wrong, by file; "" is about none of them.
        missing: How many approved cases do not stand in golden.jsonl.
    """

    parent: int
    texts: Mapping[str, str]
    new_name: str = ""
    new_text: str = ""
    why: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    missing: int = 0

    def in_order(self) -> list[tuple[str, str]]:
        """List the files that were there as the page shows them."""
        return sorted(self.texts.items(), key=lambda item: place_of(item[0]))

    def files(self) -> dict[str, str]:
        """Give the files that the new version would have; an emptied one is gone."""
        there = {name: text for name, text in self.texts.items() if text.strip()}
        return there | ({self.new_name: self.new_text} if self.new_name else {})


@pages.route("/purposes/<purpose>/edit", to=EVERYBODY)
def form(purpose: str) -> ResponseReturnValue:
    """Show the files of a version, ready to be changed.

    If it is asked for, with the cases that were approved since at the end of its
    golden.jsonl.
    """
    of, caller = parts(), visit().credential.caller()
    _owned(of, caller, purpose)
    of.in_force.keep()
    asked = request.args.get("from", "")
    newest = len(of.stores.versions.of(purpose))
    version = of.stores.versions.get(purpose, read_page(asked) if asked else newest)
    texts = of.stores.versions.files(version)
    golden = texts.get(GOLDEN_FILE, "")
    approved = (one.line for one in of.stores.golden.approved(purpose))
    missing = missing_lines(golden, approved)
    if missing and request.args.get("cases") == "approved":
        added = "".join(f"{line}\n" for line in missing)
        texts, missing = {**texts, GOLDEN_FILE: golden + added}, ()
    draft = Draft(parent=version.number, texts=texts, missing=len(missing))
    return _page(purpose, draft)


@pages.route("/purposes/<purpose>/edit", to=EVERYBODY, methods=("POST",))
def write(purpose: str) -> ResponseReturnValue:
    """Keep a new version, if it can be read and says why."""
    of = parts()
    _owned(of, visit().credential.caller(), purpose)
    caller = recheck(of, visit())
    _owned(of, caller, purpose)
    draft = _typed()
    texts = draft.files()
    _check(of, purpose, draft, texts)
    if draft.problems:
        return _again(purpose, draft)
    version = of.stores.versions.write(
        purpose,
        texts,
        parent=draft.parent,
        author=caller.person,
        why=draft.why,
        at=of.ports.clock.now(),
        record=lambda written: record_written(of.ports.ledger, written),
    )
    if wants_json():
        return jsonify(version_facts(version))
    onward = url_for("purpose_versions.show", purpose=purpose, number=version.number)
    return redirect(onward, 303)


def _owned(of: Parts, caller: Caller, name: str) -> Purpose:
    """Find a purpose that a person may write a version of.

    Raises:
        NotAllowedError: They may not.
        NotFoundError: There is none of this name that they may read.
    """
    purpose = own(of, caller, name)
    if purpose is None or not may_edit(of, caller, purpose):
        raise NotAllowedError("not the owner of this purpose")
    return purpose


def _typed() -> Draft:
    """Read the form; what is wrong with a text is told beside it later."""
    form = fields()
    return Draft(
        parent=read_page(form.get("parent", "")),
        texts={
            name.removeprefix(FILE_FIELD): _lines(text)
            for name, text in form.items()
            if name.startswith(FILE_FIELD)
        },
        new_name=form.get("new_name", "").strip(),
        new_text=_lines(form.get("new_text", "")),
        why=read_remark(form.get("reason", "")),
    )


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _check(of: Parts, name: str, draft: Draft, texts: Mapping[str, str]) -> None:
    """Find what is wrong, the first thing of each file.

    Raises:
        NotFoundError: There is no version to start from.
    """
    versions = of.stores.versions.of(name)
    if draft.parent not in {version.number for version in versions}:
        raise NotFoundError("no such version")
    problems = draft.problems
    problems |= _unreadable(draft, texts)
    if not problems:
        problems |= _unparsed(of, name, texts)
    if not draft.why:
        problems["reason"] = gettext("Say why: who reads this later will want to know.")
    if problems:
        return
    same = [v.number for v in versions if v.digest == digest_of_files(texts)]
    if same:
        problems[""] = gettext(
            "Version %(number)s has exactly these files.", number=same[0]
        )


def _unreadable(draft: Draft, texts: Mapping[str, str]) -> dict[str, str]:
    """Find what cannot be looked into at all."""
    problems: dict[str, str] = {}
    if draft.new_text.strip() and not draft.new_name:
        problems["new_name"] = gettext("The new file has no name.")
    if draft.new_name in draft.texts:
        problems["new_name"] = gettext("There is a file of this name above.")
    for file, text in texts.items():
        if first_unreadable(text) is not None:
            problems[file] = gettext("It holds a character that cannot be shown.")
        elif len(text) > MAX_FILE_CHARS or text.count("\n") >= MAX_FILE_LINES:
            problems[file] = gettext("It is too long for this page.")
    return problems


def _unparsed(of: Parts, name: str, texts: Mapping[str, str]) -> dict[str, str]:
    """Find what the parser of purposes does not take."""
    try:
        check_tiers([parse_folder(name, texts).purpose("")], of.settings.engine.names)
    except SettingsError as err:
        return dict([_located(name, str(err), texts)])
    return {}


def _located(name: str, told: str, texts: Mapping[str, str]) -> tuple[str, str]:
    """Find which file the parser's words are about; "" if none that is there."""
    said = told.removeprefix(f"{name}/")
    named = _FILE_NAMED.match(said)
    file = named.group() if named else ""
    if file not in texts:
        return "", said
    return file, said.removeprefix(file).removeprefix(": ").strip()


def _again(name: str, draft: Draft) -> ResponseReturnValue:
    """Show the form once more, with everything typed and what is wrong with it."""
    fault = BadRequestError(f"{len(draft.problems)} files or fields cannot be taken")
    record_refusal(fault)
    if wants_json():
        body = {
            "error": type(fault).__name__,
            "status": 400,
            "message": gettext("The version was not kept."),
            "problems": draft.problems,
        }
        return make_response(jsonify(body), 400)
    return make_response(_page(name, draft), 400)


def _page(name: str, draft: Draft) -> str:
    return render_template("purpose_edit.html", name=name, draft=draft)
