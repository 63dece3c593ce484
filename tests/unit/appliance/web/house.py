"""The web room over fakes and real stores on a throwaway SQLite file."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from appliance.domain.caller import Role
from appliance.domain.entity import EntityKind
from appliance.domain.judging import Judge
from appliance.domain.ports.wired import Ports
from appliance.domain.sampling import Sampling
from appliance.engine_settings import JudgeSettings
from appliance.release import build_release
from appliance.release.purpose_folder import digest_of_files
from appliance.release.release import Release, read_sources
from appliance.settings import Settings, parse_settings
from appliance.stores.in_force import LiveVersion, VersionsInForce
from appliance.stores.opened import Stores, open_stores
from appliance.stores.token_desk import TokenDesk
from appliance.stores.versions import Versions
from appliance.stores.vouching import PeopleAndPrograms
from appliance.web.access import Pages
from appliance.web.bulk_intake import BulkIntake
from appliance.web.health import Readiness
from appliance.web.live import LiveExchanges
from appliance.web.metrics import DayFigures, read_token
from appliance.web.parts import Parts
from appliance.web.room import ROOMS, build
from appliance.worker.evaluate import Evaluating
from tests import fakes
from tests.evaluated import FewStages, ShippedSubjects
from tests.migrated import lay_down
from tests.unit.appliance.web.house_parts import (
    PASSWORD,
    Compiled,
    Door,
    Evaluator,
    ReadableLedger,
    ToldOtherwise,
)

HOST = "cloister.test"
LETTER = "Anna Kowalski asks about a fee."
MEMO = (
    '{"applicant":"SURROGATE","amount":"18,500","income":"","debt_ratio":"24",'
    '"years_employed":"","defaults":"0","reasons":["DEBT_RATIO_LOW","NO_DEFAULTS"],"recommendation":"refer"}'
)


_COMPILED = Compiled()


TEAMS = ("north", "south")


def settings_in(folder: Path, *, long_text_chars: int, **web: Any) -> Settings:
    """Make settings of a throwaway appliance."""
    for name in ("state/web", "run", "keys/web", "models", "policies"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name in ("bodies", "session"):
        (folder / f"keys/web/{name}.key").write_bytes(name.encode().ljust(32, b"."))
    users = dict.fromkeys(("web", "masker", "engine", "ledger", "worker"), "65534")
    return parse_settings(
        {
            "site": {"name": "Test Bank", "demo": True},
            "paths": {
                name: str(folder / name)
                for name in ("state", "run", "keys", "models", "policies")
            },
            "users": users,
            "web": {"host_name": HOST, "threads": 8, **web},
            "directory": {
                "urls": ["ldaps://directory.test"],
                "ca_file": str(folder / "ca.pem"),
                "schema": "rfc2307",
                "base_dn": "dc=test",
                "group_base_dn": "dc=test",
                "service_dn": "cn=service,dc=test",
                "roles": {},
                "teams": {f"branch-{at}": f"cn={at},dc=test" for at in TEAMS},
            },
            "database": {
                "url": f"sqlite:///{folder}/state/web/cloister.sqlite",
                "vault_url": f"sqlite:///{folder}/vault.sqlite",
            },
            "ledger": {"origin": "cloister.test/log"},
            "worker": {"long_text_chars": long_text_chars},
        }
    )


@dataclass(slots=True)
class House:
    """An app over fakes, with the fakes at hand."""

    app: Flask
    parts: Parts
    clock: fakes.FixedClock
    ledger: ReadableLedger
    directory: Door
    masker: fakes.DictionaryMasker
    engine: fakes.ScriptedEngine
    judges: dict[str, Judge]

    def visitor(self, login: str = "") -> "Visitor":
        """Open a browser, signed in where a login is given."""
        visitor = Visitor(self.app.test_client())
        if login:
            answer = visitor.sign_in(login)
            assert answer.status_code == 303, answer.text
        return visitor

    def forbid_languages(self) -> None:
        """Have the rules believe that no purpose was made for any language."""
        ports = self.parts.ports
        policy = ToldOtherwise(ports.policy, language_supported=False)
        one = fakes.OneRelease(ports.purposes, policy, ports.references)
        object.__setattr__(ports, "policy", policy)
        object.__setattr__(ports, "releases", one)

    def close(self) -> None:
        """Close the stores."""
        self.parts.live.shut_down()
        self.parts.intake.shut_down()
        self.parts.stores.close()


class Visitor:
    """A browser of a person: keeps cookies, carries tokens."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, accept: str = "text/html") -> Any:
        return self.client.get(
            path, base_url=f"https://{HOST}", headers={"Accept": accept}
        )

    def post(
        self,
        path: str,
        form: Mapping[str, Any] | None = None,
        *,
        accept: str = "text/html",
        token: str | None = None,
        **more: Any,
    ) -> Any:
        body = {"csrf_token": self.token() if token is None else token, **(form or {})}
        return self.client.post(
            path,
            data=body,
            base_url=f"https://{HOST}",
            headers={"Accept": accept},
            **more,
        )

    def token(self) -> str:
        """Ask for the token of this visitor's forms."""
        found: str = self.get("/session", "application/json").get_json()["csrf_token"]
        return found

    def sign_in(self, login: str, password: str = PASSWORD, onward: str = "/") -> Any:
        return self.post(
            "/sign-in", {"login": login, "password": password, "next": onward}
        )

    def cookie(self, name: str = "__Host-cloister") -> str:
        found = self.client.get_cookie(name, domain=HOST)
        return found.value if found else ""

    def ask(self, purpose: str = "reply-draft", text: str = LETTER, **form: Any) -> str:
        """Send a text and give the id of its exchange."""
        answer = self.post("/exchanges", {"purpose": purpose, "text": text, **form})
        assert answer.status_code == 303, answer.text
        found = re.fullmatch(r"/exchanges/([0-9a-f]{32})", answer.headers["Location"])
        assert found, answer.headers["Location"]
        return found.group(1)


def events(text: str) -> list[tuple[str, Any]]:
    return [
        (name, json.loads(data))
        for name, data in re.findall(r"event: (\w+)\ndata: (.*)\n\n", text)
    ]


def open_house(
    folder: Path,
    script: Any = None,
    rooms: Sequence[Pages] = ROOMS,
    *,
    long_text_chars: int = 20_000,
    judge: JudgeSettings | None = None,
    drawn: Sampling | None = None,
    policies: Path = fakes.POLICIES,
    breakers: Mapping[str, str] | None = None,
    **web: Any,
) -> House:
    """Build the app over fakes; no answer is drawn unless `drawn` says which."""
    settings = settings_in(folder, long_text_chars=long_text_chars, **web)
    settings = replace(settings, judge=judge or JudgeSettings())
    clock = fakes.FixedClock()
    ledger = ReadableLedger(clock)
    people = (
        fakes.make_caller("anna", Role.STAFF),
        fakes.make_caller("ben", Role.STAFF),
        fakes.make_caller("rita", Role.REVIEWER),
        fakes.make_caller("ralf", Role.REVIEWER),
        fakes.make_caller("sam", Role.STAFF, Role.REVIEWER),
        fakes.make_caller("carl", Role.COMPLIANCE),
        fakes.make_caller("audrey", Role.AUDITOR),
        fakes.make_caller("adam", Role.ADMIN),
    )
    directory = Door(*people, clock=clock)
    lay_down(settings.paths.state / "web" / "cloister.sqlite")
    stores = open_stores(settings, clock)
    masker = fakes.DictionaryMasker(
        {"Anna Kowalski": EntityKind.PERSON}, ledger=ledger, clock=clock
    )
    engine = fakes.ScriptedEngine(script or _script, clock=clock)
    release = _release_of(policies)
    ports = fakes.ports(
        clock=clock,
        ledger=ledger,
        directory=PeopleAndPrograms(directory, stores.tokens, clock),
        masker=masker,
        engine=engine,
        exchanges=stores.exchanges,
        reviews=stores.reviews,
        samples=stores.samples,
        recalled=stores.recalled,
        purposes=fakes.ListedPurposes(
            *(replace(p, sampling=drawn or Sampling()) for p in release.purposes)
        ),
    )
    live = LiveExchanges(ports, max_running=8)
    judges: dict[str, Judge] = {}
    evaluator = Evaluator(
        Evaluating(stores, ShippedSubjects(ports), ledger, clock, stage=FewStages())
    )
    parts = Parts(
        settings=settings,
        ports=ports,
        stores=stores,
        live=live,
        intake=BulkIntake(ports, stores),
        door=directory,
        log=ledger,
        dictionary=masker,
        in_force=VersionsInForce(
            stores.versions,
            ledger,
            clock,
            lambda: live_in(policies, ledger, stores.versions),
        ),
        evaluator=evaluator,
        desk=TokenDesk(
            stores.tokens,
            stores.people,
            purposes=ports.purposes,
            ledger=ledger,
            aliases=ledger,
            logins=directory,
            clock=clock,
        ),
        rules=lambda: tuple(release.bundle.rules.values()),
        standing=lambda: ledger.deployment,
        judges=lambda: dict(judges),
        session_key=b"s" * 32,
        readiness=Readiness({"ledger": ledger}, clock),
        shares_uid=True,
        figures=_figures(settings, stores, ports, breakers or {}),
    )
    app = build(parts, rooms)
    app.jinja_env.bytecode_cache = _COMPILED
    return House(app, parts, clock, ledger, directory, masker, engine, judges)


def _release_of(policies: Path) -> Release:
    """Read a release; the shipped one, that nothing changes, once."""
    if policies == fakes.POLICIES:
        return fakes.shipped_release()
    return build_release(policies, model="0" * 64)


def _figures(
    settings: Settings, stores: Stores, ports: Ports, breakers: Mapping[str, str]
) -> DayFigures | None:
    path = settings.web.metrics_token_file
    if path is None:
        return None
    token = read_token(path)
    return DayFigures(
        token,
        stores.seen,
        stores.alerts,
        ports.halts,
        breakers=lambda: breakers,
        clock=ports.clock,
    )


def live_in(
    policies: Path, ledger: fakes.MemoryLedger, versions: Versions
) -> dict[str, LiveVersion]:
    """Have what stands in a folder be live, but where the log says what is."""
    folders = read_sources(policies).purposes
    found = {name: (digest_of_files(texts), texts) for name, texts in folders.items()}
    for name in found:
        said = {one.version for one in ledger.releases(name) if one.state == "live"}
        for version in versions.of(name):
            if version.digest in said:
                found[name] = (version.digest, versions.files(version))
    return {
        name: LiveVersion(digest, lambda texts=texts: texts)  # type: ignore[misc] # the default binds it
        for name, (digest, texts) in found.items()
    }


def _script(request: Any) -> str:
    """Write what the purpose asks for, about the first surrogate of the text."""
    masked = next(
        part.masked
        for message in request.messages
        for part in message.parts
        if hasattr(part, "masked")
    )
    first = next(iter(masked.surrogates()), "not stated")
    if request.purpose == "credit-memo":
        return MEMO.replace("SURROGATE", first)
    if request.purpose == "complaint-triage":
        return (
            '{"intent":"lost_or_stolen_card","urgency":"high","product":"card",'
            '"quote":"asks about a fee."}'
        )
    return f"Dear {first},\n\nthank you for your message about a fee.\n\nKind regards"
