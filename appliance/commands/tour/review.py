"""The reviewer journey: a memo is held, and somebody else must approve it."""

from appliance.commands.client import StaffClient
from appliance.commands.tour.visit import (
    APPLICANT,
    APPLICATION,
    Tour,
    names_nobody,
    refusal_of,
)


def walk(tour: Tour) -> None:
    """Walk as Anna and Ralf, who ask, and Rita, who reviews."""
    tour.transcript.chapter("Reviewer: a credit memo needs a second person")
    with tour.signed_in("anna.staff") as anna:
        _ask(tour, anna)
    _own(tour)
    with tour.signed_in("rita.reviewer") as rita:
        _approve(tour, rita)
    with tour.signed_in("anna.staff") as anna:
        _read(tour, anna)


def _ask(tour: Tour, anna: StaffClient) -> None:
    say = tour.transcript
    say.does("Anna asks for a credit memo.")
    asked = tour.ask(anna, "credit-memo", APPLICATION)
    tour.must_end(asked, "held")
    tour.memo = asked.exchange
    for reason in asked.body["reasons"]:
        say.shows(str(reason))
    say.check("nothing of it was streamed", holds=not asked.pieces)
    shown = anna.exchange(tour.memo)
    say.check(
        "she sees that it waits, and none of it",
        holds=shown["state"] == "held" and shown["text"] is None,
    )
    refused = refusal_of(lambda: anna.approve(tour.memo, "0" * 64))
    say.check(
        "she cannot approve anything: reviewing is not her role",
        holds=refused is not None and refused.status in {403, 404},
    )


def _own(tour: Tour) -> None:
    say = tour.transcript
    say.does("Ralf, a reviewer who also works at the desk, asks for one of his own.")
    with tour.signed_in("ralf.reviewer") as ralf:
        own = tour.ask(ralf, "credit-memo", APPLICATION)
        tour.must_end(own, "held")
        waiting = {held["exchange"] for held in ralf.reviews()}
        say.check(
            "his queue holds Anna's and not his own",
            holds=tour.memo in waiting and own.exchange not in waiting,
        )
        unseen = refusal_of(lambda: ralf.review(own.exchange))
        say.check(
            "he cannot read his own before somebody approved it",
            holds=unseen is not None and unseen.status == 404,
        )
        refused = refusal_of(lambda: ralf.approve(own.exchange, "0" * 64))
        say.check(
            "approving his own is refused by policy",
            holds=refused is not None and refused.status == 403,
        )
        say.notes(refused.message if refused else "")
        state = ralf.exchange(own.exchange)["state"]
        say.check("it still waits", holds=state == "held")


def _approve(tour: Tour, rita: StaffClient) -> None:
    say = tour.transcript
    say.does("Rita opens Anna's memo: the text as the model saw it, and its answer.")
    queue = [held["exchange"] for held in rita.reviews()]
    say.check("both memos wait, the older first", holds=queue[:1] == [tour.memo])
    held = rita.review(tour.memo)
    say.shows(str(held["draft"]))
    texts = f"{held['masked']} {held['draft']}"
    say.check(
        "she is shown no customer's name",
        holds=APPLICANT not in texts and "Abernathy" not in texts,
    )
    other = refusal_of(lambda: rita.approve(tour.memo, "0" * 64))
    say.check(
        "approving another draft than the one that is stored is refused",
        holds=other is not None and other.status == 409,
    )
    say.does("She approves exactly this draft.")
    concluded = rita.approve(tour.memo, held["draft_digest"], "facts match the rules")
    say.check("it is approved", holds=concluded["state"] == "approved")
    again = refusal_of(lambda: rita.approve(tour.memo, held["draft_digest"]))
    say.check("and cannot be approved twice", holds=again is not None)


def _read(tour: Tour, anna: StaffClient) -> None:
    say = tour.transcript
    say.does("Anna reads the released memo.")
    shown = anna.exchange(tour.memo)
    text = str(shown["text"])
    say.shows(text)
    say.check("it is released", holds=shown["state"] == "released")
    say.check("with the applicant's name back", holds=APPLICANT in text)
    say.check("and no stand-in left", holds=names_nobody(text))
    reviews = anna.why(tour.memo)["reviews"]
    say.check('"Why this answer?" says that it was reviewed', holds=bool(reviews))
