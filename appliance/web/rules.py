"""The rules of this appliance as sentences, for everybody who works under them.

And how well names are masked under them, as it was last measured.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import jsonify, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from appliance.domain.decision import FiredRule
from appliance.web.access import EVERYBODY, Pages
from appliance.web.languages import say
from appliance.web.masking import as_json, masking_standing
from appliance.web.parts import parts
from appliance.web.show import kind_label
from appliance.web.wanted import wants_json

pages = Pages("rules", __name__)


@dataclass(frozen=True, slots=True)
class Topic:
    """The rules that answer one question."""

    title: str
    rules: tuple[FiredRule, ...]


@pages.route("/rules", to=EVERYBODY)
def index() -> ResponseReturnValue:
    """Show every purpose and every rule in force."""
    of = parts()
    standing = masking_standing()
    if wants_json():
        return jsonify(
            masking=as_json(standing),
            rules=[
                {
                    "id": r.id,
                    "effect": r.effect,
                    "sentence": say(r.sentence),
                    "source": say(r.source),
                }
                for r in of.rules()
            ],
        )
    return render_template(
        "rules.html",
        purposes=of.ports.purposes.all(),
        topics=topics(of.rules()),
        kind_label=kind_label,
        standing=standing,
    )


def topics(rules: Sequence[FiredRule]) -> list[Topic]:
    """Group rules by what they are about: the first word of their id."""
    titles = {
        "infer": gettext("Who may ask"),
        "stream": gettext("What may be shown while it is written"),
        "release": gettext("What may go out"),
        "hold": gettext("What waits for a second person"),
        "approve": gettext("Who may approve"),
        "reidentify": gettext("Who may see names again"),
        "records": gettext("Who may read the log"),
        "dictionary": gettext("Who may change what is masked"),
        "rate_blind": gettext("Who may rate answers"),
        "golden": gettext("Who may say what answers are tested with"),
        "read_purpose": gettext("Who may read the versions of a purpose"),
        "edit_purpose": gettext("Who may change a purpose"),
        "evaluate": gettext("Who may have a release evaluated"),
        "approve_release": gettext("Who may approve a release"),
        "promote_release": gettext("Who may put a release live"),
        "take_back": gettext("Who may take a release back"),
        "halt": gettext("Who may halt answers"),
        "lift_halt": gettext("Who may lift a halt"),
        "read_rollout": gettext("Who may see how a candidate does"),
        "read_budget": gettext("Who may see what is used"),
        "read_figures": gettext("Who may see what happens, in figures"),
        "change_rollout": gettext("Who may start and end a rollout"),
    }
    groups: dict[str, list[FiredRule]] = {}
    for rule in rules:
        groups.setdefault(rule.id.split(".")[0], []).append(rule)
    return [
        Topic(str(titles.get(name, name.capitalize())), tuple(found))
        for name, found in groups.items()
    ]
