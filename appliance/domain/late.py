"""Late: whether what is begun now could outlast the exchange that it is for."""

from appliance.domain.exchange import AWAITED, Exchange
from appliance.domain.ports.wired import Ports


def is_late(exchange: Exchange, ports: Ports) -> bool:
    """Tell whether one more answer could be ended as one that was left open.

    Of what the worker has in hand nothing is ended, however old it is.
    """
    age = ports.clock.now() - exchange.received_at
    return exchange.origin in AWAITED and age.total_seconds() > ports.rewrite_within_s
