"""What programs may do with their tokens, and what nobody may do without one."""

from datetime import timedelta
from typing import Any

import pytest

from appliance.domain.caller import Role
from appliance.kinds import RecordKind
from appliance.stores.token_desk import By
from tests.fakes import make_caller
from tests.unit.appliance.web.house import HOST, House
from tests.unit.appliance.web.program_house import Program, code_of, make_token, program


def test_the_owner_of_a_program_does_not_release_its_answers(house: House) -> None:
    own = program(house, owner="sam")
    number = own.ask("credit-memo").get_json()["error"]["exchange"]
    rita, sam = house.visitor("rita"), house.visitor("sam")
    seen = rita.get(f"/reviews/{number}", "application/json").get_json()

    form = {"verdict": "approve", "draft_digest": seen["draft_digest"]}
    assert sam.post(f"/reviews/{number}", form).status_code == 403
    refused = house.ledger.only(RecordKind.REVIEW_REFUSED)
    assert "approve.not-author" in refused.body["rules"]


def test_a_program_reads_no_exchange_of_another_and_no_persons(house: House) -> None:
    one, other = program(house), program(house)
    theirs = one.ask().get_json()["id"].removeprefix("chatcmpl-")
    annas = house.visitor("anna").ask()

    refused = [other.get(f"/v1/exchanges/{id_}") for id_ in (theirs, annas, "0" * 32)]

    assert {code_of(answer) for answer in refused} == {(404, "not_found")}
    assert house.visitor("anna").get(f"/exchanges/{theirs}").status_code == 404


def test_a_token_for_one_purpose_cannot_do_another(house: House) -> None:
    own = program(house, "reply-draft")

    assert code_of(own.ask("complaint-triage")) == (404, "model_not_found")
    assert code_of(own.ask("fortune-telling")) == (404, "model_not_found")
    assert [m["id"] for m in own.get("/v1/models").get_json()["data"]] == [
        "reply-draft"
    ]
    assert own.get("/v1/models/complaint-triage").status_code == 404
    refused = house.ledger.records[-1]
    assert refused.kind is RecordKind.REQUEST_REFUSED
    assert (refused.actor or "").startswith("service:")


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer x", "Basic YTpi", "Bearer sk-cloister-" + "a" * 43]
)
def test_without_a_token_that_is_known_nothing_opens_and_nothing_is_recorded(
    house: House, given: str
) -> None:
    before = len(house.ledger.records)
    answer = house.app.test_client().get(
        "/v1/models", base_url=f"https://{HOST}", headers={"Authorization": given}
    )

    assert code_of(answer) == (401, "invalid_api_key")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert len(house.ledger.records) == before


def test_a_revoked_token_opens_nothing_at_once_and_its_use_is_recorded(
    house: House,
) -> None:
    number, secret = make_token(house)
    own = Program(house, secret)
    assert own.ask().status_code == 200
    house.parts.desk.revoke(number, By(person="adam"))

    assert code_of(own.ask()) == (401, "invalid_api_key")
    refused = house.ledger.records[-1]
    assert refused.kind is RecordKind.ACCESS_REFUSED
    assert refused.actor == f"service:{number}"


def test_an_expired_token_opens_nothing(house: House) -> None:
    own = program(house, days=1)
    house.clock.advance(timedelta(days=1).total_seconds() - 1)
    assert own.ask().status_code == 200
    house.clock.advance(1)
    assert code_of(own.ask()) == (401, "invalid_api_key")


def test_a_token_is_good_from_its_networks_only(house: House) -> None:
    own = program(house, networks=("10.1.0.0/16",))

    def from_(address: str) -> Any:
        proxied = {"HTTP_X_FORWARDED_FOR": address}
        return own.get("/v1/models", environ_overrides=proxied)

    assert from_("10.1.2.3").status_code == 200
    assert code_of(from_("10.2.2.3")) == (401, "invalid_api_key")
    assert code_of(from_("not an address")) == (401, "invalid_api_key")


@pytest.mark.parametrize("path", ["ask", "/v1/models", "/v1/exchanges"])
def test_who_is_gone_from_the_directory_has_no_program_any_more(
    house: House, path: str
) -> None:
    own = program(house)
    number = own.ask().get_json()["id"].removeprefix("chatcmpl-")
    house.directory.revoke("anna")
    if path == "ask":
        answer = own.ask()
    else:
        answer = own.get(path if path == "/v1/models" else f"{path}/{number}")

    assert code_of(answer) == (401, "invalid_api_key")
    ended = "exchange.refused" if path == "ask" else "access.refused"
    assert house.ledger.kinds()[-1] == ended


def test_a_program_may_do_no_more_than_its_owner_may_now(house: House) -> None:
    own = program(house)
    house.directory.people["anna"] = make_caller("anna", Role.ADMIN)

    answer = own.ask()
    assert code_of(answer) == (403, "refused")
    told = answer.get_json()["error"]["message"]
    assert "whoever answers for it can send the text" in told
    assert own.get("/v1/models").get_json()["data"] == []
    assert own.get("/v1/models/reply-draft").status_code == 404


def test_a_directory_that_is_away_is_a_503_with_a_record(house: House) -> None:
    own = program(house)
    house.directory.down = True

    assert code_of(own.ask()) == (503, "directory")
    assert house.ledger.kinds()[-1] == "exchange.failed"


def test_cases_are_apart_unless_the_program_names_one(house: House) -> None:
    one, other = program(house), program(house)
    named = {"metadata": {"case": "customer 17"}}
    for own, more in ((one, {}), (one, {}), (one, named), (one, named), (other, named)):
        assert own.ask(**more).status_code == 200
    asked = [
        r.case for r in house.ledger.records if r.kind is RecordKind.REQUEST_RECEIVED
    ]

    assert asked[2] == asked[3]
    assert len(set(asked)) == 4


def test_what_a_program_calls_its_case_is_kept_nowhere(house: House) -> None:
    token, secret = make_token(house)
    name = "Kowalska, Marta, claim 17"
    assert Program(house, secret).ask(metadata={"case": name}).status_code == 200
    (case,) = house.parts.stores.cases.of_owner(house.parts.stores.tokens.get(token).person)  # fmt: skip
    assert case.title == ""
    assert "Kowalska" not in repr(house.ledger.records)


def test_a_fifth_request_at_once_is_told_to_wait(house: House) -> None:
    own = program(house)
    live = house.parts.live
    number = house.parts.stores.tokens.find(own.secret).person
    for _ in range(4):
        live._enter(number)
    answer = own.ask()
    for _ in range(4):
        live._leave(number)

    assert code_of(answer) == (429, "rate_limit_exceeded")
    assert answer.headers["Retry-After"] == "2"
    assert house.parts.stores.cases.of_owner(number) == ()
    assert own.ask().status_code == 200
    assert len(house.parts.stores.cases.of_owner(number)) == 1


def test_a_token_opens_no_page_of_people(house: House) -> None:
    own = program(house)
    for path in ("/", "/history", "/tokens", "/openapi.yaml", "/records"):
        answer = own.get(path)
        assert answer.status_code in {303, 401}
        assert "sign-in" in answer.headers.get("Location", "/sign-in")
