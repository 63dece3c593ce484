"""Identify: the directory vouches for who asks."""

from appliance.domain.exchange import Exchange, Identified
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.errors import DirectoryError
from appliance.kinds import RecordKind


def identify(exchange: Exchange, ports: Ports) -> Identified:
    """Identify the caller, asking the directory again when its word is minutes old.

    Raises:
        RevokedError: The directory no longer lets this person in.
        DirectoryError: The directory cannot be asked or trusted.
    """
    known = exchange.credential
    asked = not known.caller().is_fresh(
        ports.clock.now(), within_s=ports.recheck_after_s
    )
    if asked:
        caller = ports.directory.look_up(known.person)
        if caller.person != known.person:
            raise DirectoryError("the directory answered with another person")
    else:
        caller = known.caller()
    ports.ledger.append(
        Entry(
            kind=RecordKind.CALLER_IDENTIFIED,
            exchange=exchange.id,
            case=exchange.case,
            actor=caller.person,
            body={
                "roles": sorted(map(str, caller.roles)),
                "directory_asked": asked,
                "checked_at": caller.checked_at.isoformat(),
            },
        )
    )
    return Identified(exchange, caller)
