"""Every route, every role, other people's ids: no leak, and no route unguarded.

`MATRIX` is the whole truth of who may ask for what; a new route fails these tests until
somebody decides here.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace

import httpx
import pytest

from appliance.commands.client import StaffClient
from appliance.domain.alert import Alert, Series, Signal
from appliance.stores.alerts import Watched
from appliance.stores.opened import open_stores
from tests.evaluated import keep_finished
from tests.fakes import NOON, FixedClock
from tests.stack import Stack

NOBODY = "nobody"
LOGINS = {
    "owner": "anna.staff",
    "staff": "ben.staff",
    "reviewer": "rita.reviewer",
    "compliance": "carl.compliance",
    "auditor": "audrey.auditor",
    "admin": "adam.admin",
}
SECRET = "Zebulon Quartermaine"
LETTER = (
    f"Dear Sir or Madam, my name is {SECRET}. My new card has still not arrived after "
    "two weeks. Please tell me when it will come."
)
APPLICATION = (
    f"Applicant: {SECRET}\nMonthly income: 3,200\nMonthly debts: 400\n"
    "Amount: 12,000\nTerm: 48 months\nPurpose: car\nYears employed: 6\nDefaults: 0"
)
ALERT = Alert("b" * 32, Series(Signal.COST, ""), NOON, 2, 1, 50)
ANSWER = {"intent": "card_arrival", "urgency": "low", "product": "card", "quote": "two"}
AMENDED = {"text": json.dumps(ANSWER)}
EVERYBODY = frozenset(LOGINS)
PUBLIC = EVERYBODY | {NOBODY}
STAFF = frozenset({"owner", "staff"})
OWNER = frozenset({"owner"})
REVIEWER = frozenset({"reviewer"})
ADMIN = frozenset({"admin"})
KEEPERS = frozenset({"compliance", "admin"})
RATERS = frozenset({"reviewer", "compliance"})
OVERSEERS = frozenset({"compliance", "admin", "auditor"})

# (method, rule) -> who gets through when the id in it is the owner's.
MATRIX: dict[tuple[str, str], frozenset[str]] = {
    ("GET", "/static/<path:filename>"): PUBLIC,
    ("GET", "/sign-in"): PUBLIC,
    ("POST", "/sign-in"): PUBLIC,
    ("POST", "/sign-out"): EVERYBODY,
    ("GET", "/session"): PUBLIC,
    ("POST", "/language"): PUBLIC,
    ("GET", "/health/live"): PUBLIC,
    ("GET", "/health/ready"): PUBLIC,
    # For who shows the site's token; the stack has none.
    ("GET", "/metrics"): frozenset(),
    ("GET", "/"): EVERYBODY,
    ("GET", "/rollouts"): OVERSEERS,
    ("GET", "/purposes/<purpose>/rollout"): OVERSEERS,
    ("POST", "/purposes/<purpose>/rollout/step"): KEEPERS,
    ("GET", "/budgets"): EVERYBODY,
    ("GET", "/figures"): KEEPERS,
    ("GET", "/figures/download"): KEEPERS,
    ("POST", "/figures/alerts/<alert>"): KEEPERS,
    ("GET", "/rules"): EVERYBODY,
    ("GET", "/openapi.yaml"): EVERYBODY,
    ("GET", "/new/<purpose>"): STAFF,
    ("POST", "/preview/<purpose>"): STAFF,
    ("POST", "/preview/<purpose>/correct"): STAFF,
    ("POST", "/exchanges"): STAFF,
    ("GET", "/history"): STAFF,
    ("POST", "/history"): STAFF,
    ("GET", "/exchanges/<exchange>"): OWNER,
    ("GET", "/exchanges/<exchange>/why"): OWNER,
    ("POST", "/exchanges/<exchange>/anew"): OWNER,
    ("POST", "/exchanges/<exchange>/stop"): OWNER,
    ("POST", "/exchanges/<exchange>/again"): OWNER,
    ("POST", "/exchanges/<exchange>/rating"): OWNER,
    ("GET", "/bulk"): STAFF,
    ("GET", "/bulk/new/<purpose>"): STAFF,
    ("POST", "/bulk/new/<purpose>"): STAFF,
    ("GET", "/bulk/<bulk>"): OWNER,
    ("POST", "/bulk/<bulk>"): OWNER,
    ("POST", "/bulk/<bulk>/results"): OWNER,
    ("POST", "/exchanges/<exchange>/amendment"): OWNER,
    ("POST", "/exchanges/<exchange>/appeal"): OWNER,
    ("GET", "/appeals"): RATERS,
    # The reviewer rejected that answer, so the owner of the purpose decides.
    ("GET", "/appeals/<appeal>"): frozenset({"compliance"}),
    ("POST", "/appeals/<appeal>"): frozenset({"compliance"}),
    ("GET", "/reviews"): REVIEWER,
    ("GET", "/reviews/<exchange>"): REVIEWER,
    ("POST", "/reviews/<exchange>"): REVIEWER,
    ("GET", "/ratings"): RATERS,
    ("POST", "/ratings"): RATERS,
    # It is in the reviewer's hand.
    ("GET", "/ratings/in-hand/<sample>"): REVIEWER,
    ("POST", "/ratings/in-hand/<sample>"): REVIEWER,
    ("GET", "/ratings/agreement"): RATERS | {"auditor", "admin"},
    ("GET", "/ratings/rated"): RATERS,
    ("GET", "/ratings/rated/<sample>"): RATERS,
    ("POST", "/ratings/rated/<sample>"): RATERS,
    ("GET", "/golden"): RATERS,
    # The reviewer proposed it, so somebody else decides.
    ("POST", "/golden/<proposal>"): frozenset({"compliance"}),
    ("GET", "/golden/cases/<purpose>"): RATERS,
    ("GET", "/dictionary"): KEEPERS,
    ("POST", "/dictionary/<proposal>"): KEEPERS,
    ("POST", "/dictionary/<proposal>/remove"): KEEPERS,
    ("GET", "/purposes"): OVERSEERS,
    ("GET", "/purposes/<purpose>"): OVERSEERS,
    ("GET", "/purposes/<purpose>/export"): OVERSEERS,
    ("GET", "/purposes/<purpose>/versions/<int:number>"): OVERSEERS,
    ("GET", "/purposes/<purpose>/versions/<int:number>/diff"): OVERSEERS,
    ("GET", "/purposes/<purpose>/releases"): OVERSEERS,
    # IT may take a release back, and nothing else.
    ("POST", "/purposes/<purpose>/releases"): OVERSEERS,
    # The demo's purposes belong to its compliance officer.
    ("GET", "/purposes/<purpose>/feedback"): frozenset({"compliance"}),
    ("POST", "/purposes/<purpose>/feedback/<amendment>"): frozenset({"compliance"}),
    ("GET", "/purposes/<purpose>/edit"): frozenset({"compliance"}),
    ("POST", "/purposes/<purpose>/edit"): frozenset({"compliance"}),
    ("GET", "/evaluations"): OVERSEERS,
    ("POST", "/evaluations"): KEEPERS,
    ("GET", "/evaluations/<evaluation>"): OVERSEERS,
    ("GET", "/evaluations/<evaluation>/<file>"): OVERSEERS,
    ("GET", "/halts"): OVERSEERS,
    ("POST", "/halts"): KEEPERS,
    ("GET", "/records"): frozenset({"auditor", "compliance"}),
    ("POST", "/records/export"): frozenset({"auditor"}),
    ("GET", "/tokens"): OVERSEERS,
    ("POST", "/tokens"): ADMIN,
    ("POST", "/tokens/<token>/revoke"): ADMIN,
    # No session opens these, whoever's it is: tests/scenarios/test_openai_client.py.
    ("POST", "/v1/chat/completions"): frozenset(),
    ("GET", "/v1/models"): frozenset(),
    ("GET", "/v1/models/<model>"): frozenset(),
    ("GET", "/v1/exchanges/<exchange>"): frozenset(),
}
# Routes that end a session, judge an answer or take one are walked last, each with its
# own test.
CHANGES = {
    ("POST", "/sign-in"), ("POST", "/sign-out"), ("POST", "/reviews/<exchange>"),
    ("POST", "/ratings"),
}  # fmt: skip


TELL_ROUTES = """
import json, sys
from appliance.app import create_app
rules = create_app(sys.argv[1]).url_map.iter_rules()
print(json.dumps([
    (method, rule.rule) for rule in rules for method in rule.methods
    if method not in ("HEAD", "OPTIONS")
]))
"""


@dataclass(frozen=True)
class World:
    """People signed in, and what the owner did before."""

    stack: Stack
    people: dict[str, httpx.Client]
    released: str
    held: str
    case: str
    proposal: str
    evaluation: str
    rated: str
    in_hand: str
    golden: str
    token: str
    bulk: str
    amendment: str
    appeal: str


@pytest.fixture(scope="module")
def world(stack: Stack) -> Iterator[World]:
    clients = {}
    for who, login in LOGINS.items():
        client = StaffClient(stack.url, stack.ca)
        client.sign_in(login, stack.password)
        clients[who] = client
    owner = clients["owner"]
    released = list(owner.ask("complaint-triage", LETTER))[-1]
    held = list(owner.ask("credit-memo", APPLICATION))[-1]
    case = owner.preview("complaint-triage", LETTER)["case"]
    assert (released.name, held.name) == ("released", "held")
    people = {who: client._http for who, client in clients.items()}
    people[NOBODY] = StaffClient(stack.url, stack.ca)._http
    ids = (released.body["exchange"], held.body["exchange"])
    other = list(owner.ask("complaint-triage", LETTER))[-1].body["exchange"]
    rated, in_hand, golden = _rate(people, [ids[0], other])
    proposal = _propose(people)
    evaluation = _evaluate(stack)
    _raise_alert(stack)
    bulk = owner.begin_bulk("complaint-triage", "a.txt", LETTER.encode(), {})["bulk"]
    amended = _post_to(people["owner"], f"/exchanges/{other}/amendment", AMENDED)
    made = (_make_token(people["admin"]), bulk, amended["amendment"], _appeal(people))
    rest = (rated, in_hand, golden, *made)
    yield World(stack, people, *ids, case, proposal, evaluation, *rest)
    for http in people.values():
        http.close()


def test_the_matrix_names_every_route_and_no_other(stack: Stack) -> None:
    # A process of its own: the web's import guard stays for as long as it runs.
    told = subprocess.run(
        [sys.executable, "-c", TELL_ROUTES, str(stack.config)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    there = {tuple(route) for route in json.loads(told.stdout)}

    assert there == set(MATRIX)


@pytest.mark.parametrize("who", sorted(PUBLIC))
def test_a_route_lets_through_exactly_whom_it_is_for(world: World, who: str) -> None:
    wrong = []
    for (method, rule), allowed in MATRIX.items():
        if (method, rule) in CHANGES:
            continue
        reply = _ask(world, who, method, rule)
        if _through(reply) != (who in allowed):
            wrong.append((method, rule, reply.status_code))
        if who not in allowed:
            assert SECRET not in reply.text
            assert reply.status_code in {303, 401, 403, 404}

    assert wrong == []


def test_another_persons_exchange_and_none_at_all_look_the_same(world: World) -> None:
    differing = []
    for method, rule in MATRIX:
        if "<exchange>" not in rule or rule.startswith("/reviews"):
            continue
        theirs = _ask(world, "staff", method, rule)
        none = _ask(world, "staff", method, rule, exchange="0" * 32)
        if (theirs.status_code, theirs.text) != (none.status_code, none.text):
            differing.append((method, rule))

    assert differing == []


def test_a_case_of_somebody_else_cannot_be_written_into(world: World) -> None:
    form = {"purpose": "complaint-triage", "text": "Where is my card?"}

    reply = _post(world, "staff", "/exchanges", {**form, "case": world.case})

    assert reply.status_code == 404


def test_a_reviewer_never_reads_a_name(world: World) -> None:
    page = world.people["reviewer"].get(
        f"/reviews/{world.held}", headers={"Accept": "text/html"}
    )

    assert page.status_code == 200
    assert SECRET not in page.text
    assert re.search(r"\[PERSON_[a-z2-9]{4}_\d+\]", page.text)


@pytest.mark.parametrize(
    "rule",
    sorted(r for method, r in MATRIX if method == "POST" and not r.startswith("/v1/")),
)
@pytest.mark.parametrize("token", ["", "0" * 64], ids=["no token", "wrong token"])
def test_no_change_without_the_sessions_token(
    world: World, rule: str, token: str
) -> None:
    form = {"csrf_token": token, "login": "x", "password": "y", "text": "hello"}

    reply = world.people["owner"].post(_path(rule, world.released), data=form)

    assert reply.status_code == 403


@pytest.mark.parametrize("who", sorted(PUBLIC - {"reviewer"}))
def test_a_verdict_is_for_reviewers_only(world: World, who: str) -> None:
    form = {"verdict": "approve", "draft_digest": "0" * 64}

    reply = _post(world, who, f"/reviews/{world.held}", form)

    assert reply.status_code in {401, 403}


@pytest.mark.parametrize("who", sorted(PUBLIC - RATERS))
def test_taking_an_answer_is_for_raters_only(world: World, who: str) -> None:
    assert _post(world, who, "/ratings", {}).status_code in {401, 403}


def _rate(
    people: dict[str, httpx.Client], unhelpful: list[str]
) -> tuple[str, str, str]:
    """Have one answer rated and proposed as a case, and another taken."""

    def post(who: str, path: str, form: dict[str, str]) -> dict[str, str]:
        return _post_to(people[who], path, form)

    for exchange in unhelpful:
        post("owner", f"/exchanges/{exchange}/rating", {"thumb": "down"})
    # The oldest may be of another test; both take the same ones in the same order.
    rated = post("reviewer", "/ratings", {})["sample"]
    post("reviewer", f"/ratings/in-hand/{rated}", {"verdict": "right"})
    while (taken := post("compliance", "/ratings", {})["sample"]) is not None:
        post("compliance", f"/ratings/in-hand/{taken}", {"verdict": "right"})
        if taken == rated:
            break
    wish = {"version": "answer", "text": "card"}
    golden = post("reviewer", f"/ratings/rated/{rated}", wish)["proposal"]
    return rated, post("reviewer", "/ratings", {})["sample"], golden


def _appeal(people: dict[str, httpx.Client]) -> str:
    """Have a held answer rejected by the reviewer, and appealed against."""
    form = {"purpose": "credit-memo", "text": APPLICATION}
    owner, reviewer = people["owner"], people["reviewer"]
    token = owner.get("/session").json()["csrf_token"]
    owner.post("/exchanges", data={**form, "csrf_token": token})
    held = max(reviewer.get("/reviews").json()["reviews"], key=lambda r: r["held_at"])
    path, verdict = f"/reviews/{held['exchange']}", {"verdict": "reject"}
    digest = {"draft_digest": held["draft_digest"], "reason": "No income."}
    _post_to(reviewer, path, {**verdict, **digest})
    why = {"reason": "The income is there."}
    return _post_to(owner, f"/exchanges/{held['exchange']}/appeal", why)["appeal"]


def _post_to(http: httpx.Client, path: str, form: dict[str, str]) -> dict[str, str]:
    token = http.get("/session").json()["csrf_token"]
    reply = http.post(path, data={**form, "csrf_token": token})
    told: dict[str, str] = reply.raise_for_status().json()
    return told


def _make_token(admin: httpx.Client) -> str:
    """Have a token made that opens nothing worth having, and give its number."""
    form = {
        "csrf_token": admin.get("/session").json()["csrf_token"],
        "name": "a program",
        "owner": LOGINS["staff"],
        "days": "1",
        "purpose.complaint-triage": "yes",
    }
    made = admin.post("/tokens", data=form).raise_for_status().json()
    return str(made["token"])


def _propose(people: dict[str, httpx.Client]) -> str:
    """Have the owner correct something, and find what it became."""
    owner, keeper = people["owner"], people["compliance"]
    token = owner.get("/session").json()["csrf_token"]
    form = {"csrf_token": token, "text": LETTER, "words": SECRET}
    owner.post("/preview/complaint-triage/correct", data=form).raise_for_status()
    waiting = keeper.get("/dictionary").json()["waiting"]
    (found,) = [one["proposal"] for one in waiting if one["words"] == SECRET]
    return str(found)


def _raise_alert(stack: Stack) -> None:
    """Keep an alert that is over, so that no page tells of it."""
    stores = open_stores(stack.settings, FixedClock())
    over = replace(ALERT, ended_at=NOON)
    watched = Watched(NOON, {}, {}, [ALERT], [over])
    stores.alerts.keep(watched, oldest=NOON, record=lambda _: None)
    stores.close()


def _evaluate(stack: Stack) -> str:
    """Keep a finished evaluation of one case; nothing is run."""
    stores = open_stores(stack.settings, FixedClock())
    try:
        return keep_finished(stores, "complaint-triage", cases=1)
    finally:
        stores.close()


def _ask(
    world: World, who: str, method: str, rule: str, exchange: str = ""
) -> httpx.Response:
    held = rule.startswith("/reviews")
    of = exchange or (world.held if held else world.released)
    is_rated = rule.startswith("/ratings/rated")
    path = _path(
        rule,
        of,
        world.golden if rule.startswith("/golden") else world.proposal,
        world.rated if is_rated else world.in_hand,
        world.evaluation,
        token=world.token,
        bulk=world.bulk,
        amendment=world.amendment,
        appeal=world.appeal,
    )
    if method == "GET":
        return world.people[who].get(path)
    return _post(world, who, path, _form(rule))


def _through(reply: httpx.Response) -> bool:
    """Tell whether the page itself answered, be it about a wrong form or state."""
    onward = reply.headers.get("Location", "")
    redirected = reply.status_code == 303 and not onward.startswith("/sign-in")
    return reply.status_code < 300 or reply.status_code in {400, 409, 422} or redirected


def _form(rule: str) -> dict[str, str]:
    return {
        "/language": {"language": "en"},
        "/preview/<purpose>": {"text": LETTER},
        "/preview/<purpose>/correct": {"text": LETTER, "words": SECRET},
        "/exchanges": {"purpose": "complaint-triage", "text": LETTER},
        "/exchanges/<exchange>/rating": {"thumb": "up"},
        "/exchanges/<exchange>/amendment": {"text": "x"},
        "/exchanges/<exchange>/appeal": {"reason": "x"},
        # Compared with itself it is refused, so that nothing begins.
        "/evaluations": {"purpose": "complaint-triage", "against": "live"},
        "/records/export": {"from": "2020-01-01", "to": "2099-12-31"},
    }.get(rule, {})


def _post(world: World, who: str, path: str, form: dict[str, str]) -> httpx.Response:
    http = world.people[who]
    token = http.get("/session").json()["csrf_token"]
    return http.post(path, data={**form, "csrf_token": token})


def _path(
    rule: str,
    exchange: str,
    proposal: str = "0" * 32,
    sample: str = "0" * 32,
    evaluation: str = "0" * 32,
    *,
    token: str = "0" * 32,
    bulk: str = "0" * 32,
    amendment: str = "0" * 32,
    appeal: str = "0" * 32,
) -> str:
    return (
        rule.replace("<exchange>", exchange)
        .replace("<sample>", sample)
        .replace("<proposal>", proposal)
        .replace("<purpose>", "complaint-triage")
        .replace("<int:number>", "1")
        .replace("<evaluation>", evaluation)
        .replace("<file>", "report.json")
        .replace("<token>", token)
        .replace("<alert>", ALERT.id)
        .replace("<bulk>", bulk)
        .replace("<amendment>", amendment)
        .replace("<appeal>", appeal)
        .replace("<model>", "complaint-triage")
        .replace("<path:filename>", "cloister.css")
    )
