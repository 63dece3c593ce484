"""The interface catalogue is whole."""

from babel.messages.pofile import read_po

from appliance.errors import TABLE
from appliance.web.catalogue import CATALOGUE, collect


def test_the_catalogue_holds_every_sentence_of_the_interface_and_no_other() -> None:
    with CATALOGUE.open("rb") as source:
        kept = {message.id for message in read_po(source) if message.id}
    assert kept == {message.id for message in collect() if message.id}


def test_every_sentence_about_an_error_can_be_translated() -> None:
    ids = {message.id for message in collect()}
    assert {row.message for row in TABLE.values()} <= ids


def test_pages_are_looked_through() -> None:
    assert "What the model will see" in {message.id for message in collect()}
