"""The Directory port over LDAP: sign a person in, and look one up again.

People are found by the service account, then prove themselves by a bind with their
own password (RFC 4513, 5.1.3). Whatever is wrong, a person hears one sentence; the
reason goes to the operators' log as a code. Passwords are kept nowhere.
"""

import logging
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime

from ldap3.utils.dn import escape_rdn

from appliance.directory.active_directory import ActiveDirectorySchema
from appliance.directory.connection import Doorway, Session
from appliance.directory.rfc2307 import Rfc2307Schema
from appliance.directory.schema import DirectoryEntry, Schema, fold_dn
from appliance.domain.caller import Caller, Role
from appliance.domain.rollout import is_team_name
from appliance.errors import DirectoryError, RevokedError, SettingsError, SignInError
from appliance.settings import Settings

log = logging.getLogger(__name__)

MAX_LOGIN_BYTES = 256
MAX_PASSWORD_BYTES = 1_024


class LdapDirectory:
    """The site's directory; every call opens and closes its own connection.

    Args:
        settings: The appliance's settings; the service account's password is read
            from the key file `directory/service-password` at each connection.
    """

    def __init__(self, settings: Settings) -> None:
        directory = settings.directory
        password_file = settings.paths.keys / "directory" / "service-password"
        self._doorway = Doorway(directory, password_file)
        self._base_dn = directory.base_dn
        self._schema: Schema = (
            ActiveDirectorySchema() if directory.schema == "ad" else Rfc2307Schema()
        )
        self._roles = _roles_by_group(settings)
        self._teams = _teams_by_group(settings)

    def sign_in(self, login: str, password: str) -> Caller:
        """Let a person prove who they are.

        Raises:
            SignInError: They did not, or may not be here; never says which.
            DirectoryError: The directory cannot be asked or trusted.
        """
        login = login.strip()
        # An empty password would be an unauthenticated bind, which succeeds
        # (RFC 4513, 5.1.2).
        if not _fits(login, MAX_LOGIN_BYTES) or not _fits(password, MAX_PASSWORD_BYTES):
            raise _refused("empty, too long, or not to be sent")
        with self._doorway.as_service() as service:
            found = service.people(
                self._schema.login_filter(login), self._schema.attributes
            )
            # Somebody unknown costs a bind too, so that the time tells nothing.
            known = len(found) == 1
            dn = found[0].dn if known else self._nobody()
            if not self._doorway.accepts(service.address, dn, password):
                raise _refused("the directory said no" if known else "not one entry")
            caller = self._caller(found[0], service) if known else None
        if caller is None:
            raise _refused("disabled, expired or without a role")
        return caller

    def look_up(self, person: str) -> Caller:
        """Read a person's status and roles now, as the service account.

        Raises:
            RevokedError: They are gone, disabled, or have no role any more.
            DirectoryError: The directory cannot be asked or trusted.
        """
        query = self._schema.person_filter(person)
        if query is None:
            raise RevokedError("no such person")
        with self._doorway.as_service() as service:
            found = service.people(query, self._schema.attributes)
            caller = self._caller(found[0], service) if len(found) == 1 else None
        if caller is None:
            raise RevokedError("not in the directory, disabled, or without a role")
        return caller

    def find(self, login: str) -> Caller:
        """Read who signs in so, as the service account; it proves nothing of them.

        Raises:
            RevokedError: Nobody does, or they are disabled or have no role.
            DirectoryError: The directory cannot be asked or trusted.
        """
        if not _fits(login, MAX_LOGIN_BYTES):
            raise RevokedError("no login to look for")
        with self._doorway.as_service() as service:
            found = service.people(
                self._schema.login_filter(login), self._schema.attributes
            )
            caller = self._caller(found[0], service) if len(found) == 1 else None
        if caller is None:
            raise RevokedError("not one entry, disabled, or without a role")
        return caller

    def check_health(self) -> None:
        """Check that the service account can read the people's base now.

        Raises:
            DirectoryError: It cannot.
        """
        with self._doorway.as_service() as service:
            if not service.is_base_there():
                raise DirectoryError("the people's base cannot be read")

    def health(self) -> Mapping[str, bool]:
        """Ask whether people can be checked now.

        Raises:
            DirectoryError: They cannot.
        """
        self.check_health()
        return {"ok": True}

    def _caller(self, entry: DirectoryEntry, service: Session) -> Caller | None:
        now = datetime.now(UTC)
        if not self._schema.is_enabled(entry, now):
            return None
        groups = self._schema.groups_of(entry, service.groups)
        roles = frozenset(
            role for group in groups for role in self._roles.get(group, ())
        )
        if not roles:
            return None
        return Caller(
            person=self._schema.person_of(entry),
            login=self._schema.login_of(entry),
            name=self._schema.name_of(entry),
            roles=roles,
            checked_at=now,
            teams=frozenset(
                team for group in groups for team in self._teams.get(group, ())
            ),
        )

    def _nobody(self) -> str:
        """Name an entry that does not exist."""
        return f"uid={escape_rdn(secrets.token_hex(8))},{self._base_dn}"


def _fits(value: str, limit: int) -> bool:
    """Tell whether a typed value can be sent: some, not endless, no NUL, UTF-8."""
    try:
        return 0 < len(value.encode("utf-8")) <= limit and "\0" not in value
    except UnicodeEncodeError:
        return False


def _refused(reason: str) -> SignInError:
    """Tell operators why without saying who; the person hears the one sentence."""
    log.info("sign-in refused: %s", reason)
    return SignInError("sign-in refused")


def _roles_by_group(settings: Settings) -> dict[str, frozenset[Role]]:
    """Turn "role to groups" of the settings into "group to roles".

    Raises:
        SettingsError: A role is unknown or a group is no DN; it is named.
    """
    given: dict[str, set[Role]] = {}
    for name, groups in settings.directory.roles.items():
        try:
            role = Role(name)
        except ValueError as err:
            raise SettingsError(f"directory.roles.{name}: no such role") from err
        for group in groups:
            try:
                given.setdefault(fold_dn(group), set()).add(role)
            except DirectoryError as err:
                raise SettingsError(f"directory.roles.{name}: not a DN") from err
    return {group: frozenset(roles) for group, roles in given.items()}


def _teams_by_group(settings: Settings) -> dict[str, frozenset[str]]:
    """Turn "team to group" of the settings into "group to teams".

    Raises:
        SettingsError: A team's name is none, or its group is no DN; it is named.
    """
    given: dict[str, set[str]] = {}
    for team, group in settings.directory.teams.items():
        if not is_team_name(team):
            raise SettingsError(
                f"directory.teams.{team}: expected small letters, digits and '-'"
            )
        try:
            given.setdefault(fold_dn(group), set()).add(team)
        except DirectoryError as err:
            raise SettingsError(f"directory.teams.{team}: not a DN") from err
    return {group: frozenset(teams) for group, teams in given.items()}
