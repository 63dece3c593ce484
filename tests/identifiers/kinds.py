"""Every kind of identifier that detection is measured with."""

from tests.identifiers import (
    british_american,
    devices,
    european,
    finance,
    german_french_spanish,
    offices,
    overseas,
    people,
)
from tests.identifiers.kind import Kind

KINDS: dict[str, Kind] = {
    kind.name: kind
    for room in (
        finance,
        british_american,
        german_french_spanish,
        european,
        overseas,
        devices,
        offices,
        people,
    )
    for kind in room.KINDS
}
