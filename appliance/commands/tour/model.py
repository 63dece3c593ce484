"""IT's step: import a model, quantise it to nf4, answer with it."""

from appliance.commands.tour.visit import LETTER, Tour, names_nobody
from appliance.engine.sandbox import WEAK

_NAME = "tour-nf4"


def walk(tour: Tour) -> None:
    """Walk as IT: another model takes over while people stay signed in."""
    say, running = tour.transcript, tour.running
    site = running.site
    say.chapter("IT: import a model, quantise it to 4 bits, answer with it")
    with tour.signed_in("anna.staff") as anna:
        before = anna.why(tour.letter)["versions"]["model_digest"]
        source = site.root / "models" / "reference"
        say.does("IT imports a model folder and quantises it to nf4.")
        told = site.run_command(
            *("model", "import", str(source), "--name", _NAME, "--quantise", "nf4"),
            # Our own model, and a tour walks on any machine.
            WEAK,
        )
        say.shows(told)
        say.does("It is promoted, which signs for it, and the processes start again.")
        say.shows(site.run_command("model", "promote", _NAME))
        for unit in ("engine", "worker", "web"):
            running.restart(unit)
        say.does("Anna, still signed in, has the letter sorted by it.")
        asked = tour.ask(anna, "complaint-triage", LETTER)
        tour.must_end(asked, "released")
        text = str(anna.exchange(asked.exchange)["text"])
        say.shows(text)
        versions = anna.why(asked.exchange)["versions"]
        say.check(
            "it answers in the form it must, no stand-in left",
            holds=text.startswith("Intent: ") and names_nobody(text),
        )
        say.check(
            '"Why this answer?" says nf4', holds=versions["quantisation"] == "nf4"
        )
        say.check("other weights answered", holds=versions["model_digest"] != before)
        say.check(
            "the very ones that were imported",
            holds=versions["model_digest"] in told,
        )
