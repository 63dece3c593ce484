"""Have an answer of one's own written again, where it was given again before.

The text is kept masked, so the people are put back first, for the person who asked, and
the pipeline masks it again. The new exchange has records of its own; the one before
stays as it is.
"""

from flask.typing import ResponseReturnValue

from appliance.domain.exchange import ExchangeState
from appliance.errors import ConflictError
from appliance.web.access import STAFF, Pages
from appliance.web.answers import recalled_of
from appliance.web.chat import begin, once_more
from appliance.web.parts import parts
from appliance.web.previews import own_purpose
from appliance.web.visit import visit

pages = Pages("anew", __name__)


# Not one with `/again` (chat.py), though both ask once more. That one writes another
# version beside an answer of one's own, under a seed of its own, is never kept to be
# given again, and is refused where it would come out the same. This one asks exactly
# what was asked, also at temperature 0, and its answer is kept in place of the old one.
@pages.route("/exchanges/<exchange>/anew", to=STAFF, methods=("POST",))
def ask_anew(exchange: str) -> ResponseReturnValue:
    """Ask the same once more, and have the model write.

    Raises:
        ConflictError: Its answer was not given again, or not let out.
        NotAllowedError: No rule lets the text back.
        NotFoundError: It is none of the visitor's, or who it names was erased.
        RevokedError: The directory no longer lets them in.
    """
    of, now_visit = parts(), visit()
    kept = of.stores.exchanges.get(exchange, now_visit.person)
    if kept.state is not ExchangeState.RELEASED:
        raise ConflictError(f"exchange {kept.id} is {kept.state}, not released")
    if recalled_of(of, kept) is None:
        raise ConflictError(f"exchange {kept.id} was not given its answer again")
    purpose = own_purpose(kept.purpose)
    with of.live.let_in(now_visit.person, purpose.name) as place:
        asked = once_more(of, kept, purpose, follows=kept.follows, anew=True)
        return begin(of, asked, place)
