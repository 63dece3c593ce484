"""Have an answer of one's own written again, where it was given again before.

The text is kept masked, so the people are put back first, for the person who asked, and
the pipeline masks it again. The new exchange has records of its own; the one before
stays as it is.
"""

import secrets

from flask.typing import ResponseReturnValue

from appliance.domain.exchange import Exchange, ExchangeState
from appliance.domain.text import PersonText
from appliance.errors import ConflictError
from appliance.stores.exchange_rows import KeptExchange
from appliance.web.access import STAFF, Pages
from appliance.web.chat import begin
from appliance.web.parts import Parts, parts
from appliance.web.previews import own_purpose
from appliance.web.visit import visit

pages = Pages("anew", __name__)


@pages.route("/exchanges/<exchange>/anew", to=STAFF, methods=("POST",))
def ask_anew(exchange: str) -> ResponseReturnValue:
    """Ask the same once more, and have the model write."""
    of, now_visit = parts(), visit()
    kept = of.stores.exchanges.get(exchange, now_visit.person)
    if kept.state is not ExchangeState.RELEASED or kept.masked is None:
        raise ConflictError(f"exchange {kept.id} is {kept.state}, not released")
    purpose = own_purpose(kept.purpose)
    case = of.stores.cases.get(kept.case, now_visit.person)
    return begin(
        of,
        Exchange(
            id=secrets.token_hex(16),
            case=case.id,
            case_owner=case.owner,
            purpose=purpose.name,
            language=kept.language,
            text=_restored(of, kept, kept.masked),
            credential=now_visit.credential,
            received_at=of.ports.clock.now(),
            origin="web",
            variables={
                name: _restored(of, kept, value) for name, value in kept.values.items()
            },
            anew=True,
        ),
    )


def _restored(of: Parts, kept: KeptExchange, masked: str) -> PersonText:
    restoration = of.ports.masker.restore(
        masked, exchange=kept.id, case=kept.case, reader=kept.owner
    )
    if restoration.unknown:
        raise ConflictError(
            f"exchange {kept.id}: {len(restoration.unknown)} surrogates of the kept "
            "text are no longer in the vault"
        )
    return restoration.text
