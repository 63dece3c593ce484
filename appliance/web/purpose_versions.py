"""One version of a purpose, file by file, and what changed between two of them."""

import re
from dataclasses import dataclass

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from appliance.domain.purpose import Purpose
from appliance.errors import SettingsError
from appliance.release.file_changes import FileChange, Mark, changes_between
from appliance.release.purpose_folder import GOLDEN_FILE, SETTINGS_FILE, parse_folder
from appliance.release.purpose_parts import COMBINE_FILE
from appliance.release.purpose_prompts import PROMPT_FILE
from appliance.stores.version_history import move_facts, version_facts
from appliance.web.access import EVERYBODY, Pages
from appliance.web.incoming import read_page
from appliance.web.parts import parts
from appliance.web.purpose_rights import may_edit, may_evaluate, own
from appliance.web.purposes import names_of
from appliance.web.visit import visit
from appliance.web.wanted import wants_json

pages = Pages("purpose_versions", __name__)

_SECTION = re.compile(r"^\[([A-Z]+)\]$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a file under its heading; "" where it has none."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file of a version, cut for reading."""

    name: str
    sections: tuple[Section, ...]


@pages.route("/purposes/<purpose>/versions/<int:number>", to=EVERYBODY)
def show(purpose: str, number: int) -> ResponseReturnValue:
    """Show a version: its story, what it says of itself, and its files."""
    of, caller = parts(), visit().credential.caller()
    found = own(of, caller, purpose)
    version = of.stores.versions.get(purpose, number)
    files = of.stores.versions.files(version)
    if wants_json():
        moves = [move_facts(move) for move in version.moves]
        return jsonify(**version_facts(version), moves=moves, files=files)
    return render_template(
        "purpose_version.html",
        name=purpose,
        version=version,
        says=_says(purpose, files),
        files=[shown_file(name, files[name]) for name in sorted(files, key=place_of)],
        names=names_of(of, [[version]]),
        newest=len(of.stores.versions.of(purpose)),
        may_edit=may_edit(of, caller, found),
        may_evaluate=found is not None and may_evaluate(of, caller, found),
    )


@pages.route("/purposes/<purpose>/versions/<int:number>/diff", to=EVERYBODY)
def diff(purpose: str, number: int) -> ResponseReturnValue:
    """Show what changed in a version, against its parent or another one."""
    of, caller = parts(), visit().credential.caller()
    own(of, caller, purpose)
    kept = of.stores.versions
    version = kept.get(purpose, number)
    asked = request.args.get("with", "")
    other = read_page(asked) if asked else version.parent or max(1, number - 1)
    before = kept.get(purpose, other)
    changes = changes_between(kept.files(before), kept.files(version))
    if wants_json():
        told = [_told(change) for change in changes]
        return jsonify(before=before.number, after=version.number, files=told)
    return render_template(
        "purpose_diff.html",
        name=purpose,
        before=before,
        version=version,
        changes=changes,
        versions=kept.of(purpose),
        names=names_of(of, [[version]]),
        Mark=Mark,
    )


def shown_file(name: str, text: str) -> ShownFile:
    """Cut a prompt at its sections; any other file is one."""
    if not _is_prompt(name):
        return ShownFile(name, (Section("", text),))
    heads = list(_SECTION.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    return ShownFile(
        name,
        tuple(
            Section(head.group(1), text[head.end() : end].strip())
            for head, end in zip(heads, ends, strict=True)
        ),
    )


def _is_prompt(name: str) -> bool:
    """Tell whether a file has a prompt's sections and is read beside the first."""
    return any(kind.fullmatch(name) for kind in (PROMPT_FILE, COMBINE_FILE))


def section_name(title: str) -> str:
    """Name a section of a prompt in the reader's words."""
    labels = {
        "SYSTEM": gettext("What the model is"),
        "CONTEXT": gettext("What it is given to know"),
        "INSTRUCTION": gettext("What it is to do"),
        "FORMAT": gettext("How it is to answer"),
    }
    return str(labels.get(title, title))


def _says(name: str, files: dict[str, str]) -> Purpose | None:
    """Read what a version says of itself, where this appliance still reads it."""
    try:
        return parse_folder(name, files).purpose("")
    except SettingsError:
        return None


def place_of(name: str) -> tuple[int, str]:
    """Put prompts first and what is long last."""
    if _is_prompt(name):
        return 0, name
    return {SETTINGS_FILE: 1, GOLDEN_FILE: 3}.get(name, 2), name


def _told(change: FileChange) -> dict[str, object]:
    return {
        "file": change.file,
        "is_new": change.is_new,
        "is_gone": change.is_gone,
        "lines": [
            {
                "mark": str(line.mark),
                "before": line.before,
                "after": line.after,
                "text": line.text,
            }
            for hunk in change.hunks
            for line in hunk
        ],
    }
