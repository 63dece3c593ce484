"""The real engine process with a draft model beside the one that answers."""

from pathlib import Path

from appliance.domain.answer import Finished, Token
from appliance.engine.manifest import read_manifest
from tests.unit.appliance.engine.house import house
from tests.unit.appliance.engine.test_load_draft import sign
from tests.unit.appliance.engine.tiny_model import make_folder, write_manifest


def make_model(folder: Path) -> str:
    return write_manifest(make_folder(folder, endless=True))


def test_a_draft_is_named_in_the_log_and_counted_and_changes_no_answer() -> None:
    with house(make_model) as built:
        folder = built.settings.paths.models / "imported" / "guess"
        make_folder(folder, endless=True)
        sign(built.settings, folder)
        texts = []
        for more in ("", 'draft = "guess"\ndraft_tokens = 3\n'):
            with built.config.open("a") as config:
                config.write(more)
            built.start()
            *items, last = built.client.generate(built.request())
            assert isinstance(last, Finished)
            assert last.determinism == "exact"
            texts.append([i.text for i in items if isinstance(i, Token)])
            figures = built.client.figures()
            assert (figures["spec_decode_num_accepted_tokens"] > 20) == bool(more)
            built.stop()
        assert texts[0] == texts[1]
        plain, drafted = [
            record["body"]
            for record in built.records()
            if record["kind"] == "engine.started"
        ]
        assert "draft_digest" not in plain
        assert drafted["draft_digest"] == read_manifest(folder)[1]
