"""Put the web room together: pages, guards, headers, languages, over given parts.

Order matters: the host is checked first, then who asks, their role and their token;
only then does a page run. Refuses to start over a page that does not say who it is for.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import Flask, url_for
from werkzeug.middleware.proxy_fix import ProxyFix

from appliance.domain.alert import Alert
from appliance.domain.caller import Role
from appliance.web import (
    anew,
    answers,
    appeals,
    budgets,
    bulk,
    bulk_list,
    bulk_results,
    bulk_told,
    chat,
    corrections,
    description,
    dictionary,
    errors,
    evaluations,
    feedback,
    figures,
    figures_shown,
    formats,
    golden,
    halts,
    headers,
    health,
    history,
    languages,
    metrics,
    previews,
    purpose_edit,
    purpose_feedback,
    purpose_rights,
    purpose_versions,
    purposes,
    ratings,
    records,
    release_acts,
    reviews,
    rollout_steps,
    rollouts,
    rules,
    seen,
    show,
    sign_in,
    tokens,
    visit,
    why,
)
from appliance.web.access import Pages, check_declared, declared
from appliance.web.api import pages as programs
from appliance.web.incoming import MemoryRequest
from appliance.web.parts import Parts, give
from appliance.web.parts import parts as find_parts

ROOMS = (
    sign_in.pages,
    chat.pages,
    previews.pages,
    corrections.pages,
    dictionary.pages,
    purposes.pages,
    purpose_versions.pages,
    purpose_edit.pages,
    purpose_feedback.pages,
    release_acts.pages,
    halts.pages,
    evaluations.pages,
    answers.pages,
    anew.pages,
    feedback.pages,
    appeals.pages,
    why.pages,
    history.pages,
    bulk.pages,
    bulk_list.pages,
    bulk_results.pages,
    reviews.pages,
    ratings.pages,
    golden.pages,
    records.pages,
    rollouts.pages,
    rollout_steps.pages,
    budgets.pages,
    figures.pages,
    rules.pages,
    languages.pages,
    description.pages,
    health.pages,
    metrics.pages,
    tokens.pages,
    programs.pages,
)
# Older ones are told of once these have been opened.
_MOST_ARRIVED = 5
_STATIC = Path(__file__).parent / "static"


def build(parts: Parts, rooms: Sequence[Pages] = ROOMS) -> Flask:
    """Build the app over its parts.

    Args:
        rooms: The pages it has.

    Raises:
        SettingsError: A page does not say who may ask for it, or the site names a
            language or a time zone that there is not.
    """
    app = Flask(__name__, static_folder=None)
    app.request_class = MemoryRequest
    web = parts.settings.web
    app.config.update(
        MAX_CONTENT_LENGTH=web.max_request_bytes,
        MAX_FORM_MEMORY_SIZE=web.max_request_bytes,
        MAX_FORM_PARTS=50,
        # Each page says its methods, and no other site is let in (no CORS).
        PROVIDE_AUTOMATIC_OPTIONS=False,
    )
    # nginx is the only peer of this socket and sets both headers anew.
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign] # Flask's own way to wrap an app
    give(app, parts)
    languages.install(app, parts)
    formats.install(app, parts.settings.site)
    app.static_folder = _STATIC
    app.add_url_rule("/static/<path:filename>", "static", app.send_static_file)
    for room in rooms:
        app.register_blueprint(room.blueprint)
    allowed = declared(rooms)
    check_declared(app, allowed)
    headers.install(app, web.host_name)
    visit.install(app, allowed)
    errors.install(app)
    _add_words(app, parts)
    return app


def _sees_purposes() -> bool:
    """Tell whether the pages of purposes are for this visitor."""
    who = visit.visitor()
    if who is None:
        return False
    return purpose_rights.sees_purposes(find_parts(), who.credential.caller())


def _sees_halts() -> bool:
    """Tell whether the page of halts is for this visitor."""
    who = visit.visitor()
    return who is not None and halts.halts_anything(
        find_parts(), who.credential.caller()
    )


def _sees_figures() -> bool:
    """Tell whether the page of figures is for this visitor."""
    who = visit.visitor()
    return who is not None and figures.sees_figures(
        find_parts(), who.credential.caller()
    )


def _alerts() -> list[Alert]:
    """List what is unusual, concerns this visitor, and nobody has taken note of."""
    who = visit.visitor()
    if who is None:
        return []
    return figures.alerts_for(find_parts(), who.credential.caller())


def _arrived() -> list[tuple[str, str]]:
    """List what this visitor waited for and has not opened: exchange and title."""
    who, of = visit.visitor(), find_parts()
    if who is None or Role.STAFF not in who.roles:
        return []
    titles = {purpose.name: purpose.title for purpose in of.ports.purposes.all()}
    unseen = of.stores.exchanges.unseen(who.person, most=_MOST_ARRIVED)
    return [(exchange, titles.get(name, name)) for exchange, name in unseen]


def _appeals_decided() -> list[tuple[str, str]]:
    """List this visitor's appeals that were decided and not seen: exchange, title."""
    who, of = visit.visitor(), find_parts()
    if who is None or Role.STAFF not in who.roles:
        return []
    titles = {purpose.name: purpose.title for purpose in of.ports.purposes.all()}
    unseen = of.stores.appeals.unseen(who.person, most=_MOST_ARRIVED)
    return [(exchange, titles.get(name, name)) for exchange, name in unseen]


def _sees_appeals() -> bool:
    """Tell whether the page of appeals is for this visitor."""
    who = visit.visitor()
    return who is not None and bool(
        appeals.deciding(find_parts(), who.credential.caller())
    )


def _is_halted(purpose: str = "") -> bool:
    """Tell whether a purpose may not answer now; without one, whether nothing may."""
    return any(halt.stops(purpose) for halt in find_parts().ports.halts.standing())


def _add_words(app: Flask, parts: Parts) -> None:
    """Give templates what every page says."""
    digests = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        for path in sorted(_STATIC.iterdir())
    }

    def asset(name: str) -> str:
        return url_for("static", filename=name, v=digests[name])

    def words() -> dict[str, Any]:
        return {
            "asset": asset,
            "site": parts.settings.site,
            "shares_uid": parts.shares_uid,
            "needs_evaluation": parts.settings.release.needs_evaluation,
            "visitor": visit.visitor(),
            "Role": Role,
            "sees_purposes": _sees_purposes,
            "sees_halts": _sees_halts,
            "sees_figures": _sees_figures,
            "alerts_here": _alerts,
            "is_halted": _is_halted,
            "arrived": _arrived,
            "appeals_decided": _appeals_decided,
            "sees_appeals": _sees_appeals,
            "now": parts.ports.clock.now(),
        }

    app.context_processor(words)
    app.add_template_filter(show.visible, "visible")
    app.add_template_filter(show.stand_ins, "stand_ins")
    app.add_template_filter(show.pieces, "pieces")
    app.add_template_filter(seen.severity_label, "severity_label")
    app.add_template_filter(seen.consequence, "consequence")
    app.add_template_filter(seen.gravest, "gravest")
    app.add_template_filter(show.role_label, "role_label")
    app.add_template_filter(show.threshold_label, "threshold_label")
    app.add_template_filter(answers.state_label, "state_label")
    app.add_template_filter(bulk_told.why_label, "bulk_why")
    app.add_template_filter(appeals.ground_label, "ground_label")
    app.add_template_filter(feedback.why_label, "why_label")
    app.add_template_filter(ratings.judgement_label, "judgement_label")
    app.add_template_filter(halts.reason_label, "halt_reason")
    app.add_template_filter(json.loads, "from_json")
    app.add_template_filter(budgets.scope_label, "budget_scope")
    app.add_template_filter(budgets.period_label, "budget_period")
    app.add_template_filter(figures_shown.wait_label, "wait_label")
    app.add_template_filter(figures_shown.by_label, "by_label")
    app.add_template_filter(figures_shown.sign_label, "sign_label")
    app.add_template_filter(figures_shown.cause_label, "cause_label")
    app.add_template_filter(figures_shown.signal_label, "signal_label")
    app.add_template_filter(figures_shown.signal_value, "signal_value")
    app.add_template_filter(figures_shown.title_of, "purpose_title")
    app.add_template_filter(figures_shown.seconds, "processor_seconds")
    app.add_template_filter(purposes.state_name, "version_state")
    app.add_template_filter(purpose_versions.section_name, "section_name")
