"""Rollouts: what stands beside the live release of each purpose, in figures.

Who may see them says the policy. Starting and ending one is in rollout_steps.py.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue

from appliance.domain.caller import Caller
from appliance.domain.decision import Question
from appliance.domain.deployment import Placement
from appliance.domain.purpose import Purpose
from appliance.domain.rollout import TEST, Metric
from appliance.errors import NotAllowedError
from appliance.release.rollout.asked import usual_words, words_of
from appliance.release.rollout.ending import METRIC_WORDS, told
from appliance.stores.arms import windows_of
from appliance.stores.rollouts import KeptRollout, facts_of, is_running
from appliance.web.access import EVERYBODY, Pages
from appliance.web.formats import decimal
from appliance.web.languages import say
from appliance.web.parts import Parts, parts
from appliance.web.purpose_rights import may_roll_out
from appliance.web.rollout_figures import Figures, as_json, figures_of
from appliance.web.visit import visit
from appliance.web.wanted import wants_json

pages = Pages("rollouts", __name__)


@pages.route("/rollouts", to=EVERYBODY)
def index() -> ResponseReturnValue:
    """List the rollouts of every purpose that the visitor may see.

    Raises:
        NotAllowedError: There is none whose rollouts they may see.
    """
    of, caller = parts(), visit().credential.caller()
    mine = {p.name: p for p in of.ports.purposes.all() if may_roll_out(of, caller, p)}
    if not mine:
        raise NotAllowedError("no purpose whose rollouts this person may see")
    running = running_in(of)
    kept = [one for one in of.stores.rollouts.newest() if one.purpose in mine]
    if wants_json():
        return jsonify(rollouts=[_facts(one, running) for one in kept])
    return render_template(
        "rollouts.html",
        purposes=mine,
        kept=kept,
        is_running=lambda one: is_running(one, running),
    )


@pages.route("/purposes/<purpose>/rollout", to=EVERYBODY)
def show(purpose: str) -> ResponseReturnValue:
    """Show the newest rollout of a purpose: what it is, and how both arms do.

    Raises:
        NotAllowedError: The visitor may not see it.
    """
    of, caller = parts(), visit().credential.caller()
    found = of.ports.purposes.named(purpose)
    if not may_roll_out(of, caller, found):
        raise NotAllowedError("this person may not see the rollouts of the purpose")
    if wants_json():
        newest = _newest(of, found)
        figures = None if newest is None else _figures(of, newest)
        return jsonify(
            rollout=None if newest is None else _facts(newest, running_in(of)),
            figures=None if figures is None else as_json(figures),
        )
    typed = usual_words() | {"release": request.args.get("release", "")[:64]}
    return page_of(of, found, caller, typed, {})


def page_of(
    of: Parts,
    purpose: Purpose,
    caller: Caller,
    typed: Mapping[str, str],
    problems: Mapping[str, str],
) -> str:
    """Write the page of a purpose's newest rollout, with the form to change it.

    Args:
        typed: What stands in the fields of a start.
        problems: What is wrong, by field; "" is about none of them.
    """
    running, newest = running_in(of), _newest(of, purpose)
    runs = newest is not None and is_running(newest, running)
    rollout = None if newest is None else newest.rollout
    if runs:
        # Of one that runs, share and teams are what they are now.
        rollout = running[purpose.name].rollout
        if rollout is not None and not problems:
            typed = words_of(rollout)
    return render_template(
        "rollout.html",
        purpose=purpose,
        rollout=rollout,
        newest=newest,
        runs=runs,
        figures=None if newest is None else _figures(of, newest),
        why=told(newest.ending, say=say, number=decimal)
        if newest is not None and newest.ending
        else "",
        metric_words=METRIC_WORDS,
        metrics=list(Metric),
        test=TEST,
        teams=sorted(of.settings.directory.teams),
        may_change=may_roll_out(of, caller, purpose, Question.CHANGE_ROLLOUT),
        typed=typed,
        problems=problems,
    )


def _newest(of: Parts, purpose: Purpose) -> KeptRollout | None:
    kept = of.stores.rollouts.newest(purpose.name)
    return kept[0] if kept else None


def _figures(of: Parts, newest: KeptRollout) -> Figures:
    ended = newest.ended_at
    windows = windows_of(newest.purpose, newest.live, newest.rollout, until=ended)
    until = ended or of.ports.clock.now()
    return figures_of(of.stores.outcomes, newest.rollout, windows, until)


def running_in(of: Parts) -> Mapping[str, Placement]:
    """Give what stands for each purpose now."""
    return of.standing().placements


def _facts(kept: KeptRollout, running: Mapping[str, Placement]) -> dict[str, Any]:
    return facts_of(kept, running, partial(told, say=say, number=decimal))
