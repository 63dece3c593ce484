"""Who may ask for what: every page declares its roles, or that it is public.

A page cannot be added without saying so, because `Pages.route` demands it; the guard
refuses an endpoint that is not declared, and `check_declared` stops the start over one.
OWASP ASVS 5.0 V8.2.1 (function), V8.3.1 (decided on the server). Which rows of a store
a person may read is decided in the store's query, not here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import Final

from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue

from appliance.domain.caller import Role
from appliance.errors import NotAllowedError, SettingsError

View = Callable[..., ResponseReturnValue]


class Door(Enum):
    """A way in that is none of people's."""

    PROGRAMS = "programs"


# `None` says that nobody has to be signed in.
PUBLIC: Final = None
# A token of a program, and no session, whosever it is.
PROGRAMS: Final = Door.PROGRAMS
EVERYBODY = frozenset(Role)
STAFF = frozenset({Role.STAFF})
REVIEWERS = frozenset({Role.REVIEWER})
RATERS = frozenset({Role.REVIEWER, Role.COMPLIANCE})
MEASURERS = RATERS | {Role.AUDITOR, Role.ADMIN}
KEEPERS = frozenset({Role.COMPLIANCE, Role.ADMIN})
AUDITORS = frozenset({Role.AUDITOR})

Allowed = frozenset[Role] | Door | None


class Pages:
    """The pages of one part of the site, each with who may ask for it."""

    def __init__(self, name: str, import_name: str) -> None:
        self.blueprint = Blueprint(name, import_name)
        self.allowed: dict[str, Allowed] = {}

    def route(
        self, rule: str, *, to: Allowed, methods: Sequence[str] = ("GET",)
    ) -> Callable[[View], View]:
        """Add a page.

        Args:
            to: The roles it is for (one of them is enough), PUBLIC or PROGRAMS.
        """

        def add(view: View) -> View:
            self.blueprint.add_url_rule(rule, view_func=view, methods=list(methods))
            self.allowed[f"{self.blueprint.name}.{view.__name__}"] = to
            return view

        return add


def declared(pages: Iterable[Pages]) -> dict[str, Allowed]:
    """Collect who may ask for what; the files of the pages themselves are public."""
    allowed: dict[str, Allowed] = {"static": PUBLIC}
    for part in pages:
        allowed.update(part.allowed)
    return allowed


def check_declared(app: Flask, allowed: Mapping[str, Allowed]) -> None:
    """Check that every route says who may ask for it.

    Raises:
        SettingsError: One does not; it is named, and the web process does not start.
    """
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in allowed:
            raise SettingsError(f"route {rule.rule} does not say who may ask for it")


def check_roles(held: frozenset[Role], allowed: frozenset[Role]) -> None:
    """Check that a person has one of the roles that a page is for.

    Raises:
        NotAllowedError: They have none of them.
    """
    if not held & allowed:
        needed = ", ".join(sorted(allowed))
        raise NotAllowedError(f"needs one of: {needed}")
