"""A program with its token, as it asks over HTTP, for the tests of what programs may."""

import json
from typing import Any

from appliance.stores.token_desk import By, TokenOrder
from tests.unit.appliance.web.house import HOST, LETTER, House

ALL = ("complaint-triage", "credit-memo", "reply-draft")


class Program:
    """An in-house program: a token, and no cookies."""

    def __init__(self, house: House, secret: str) -> None:
        self.client = house.app.test_client(use_cookies=False)
        self.secret = secret

    def get(self, path: str, **more: Any) -> Any:
        return self.client.get(
            path, base_url=f"https://{HOST}", headers=self.headers, **more
        )

    def post(self, body: Any, path: str = "/v1/chat/completions", **more: Any) -> Any:
        kind = {"json": body} if not isinstance(body, bytes) else {"data": body}
        return self.client.post(
            path,
            base_url=f"https://{HOST}",
            headers={"Content-Type": "application/json", **self.headers},
            **kind,
            **more,
        )

    def ask(self, model: str = "reply-draft", text: str = LETTER, **more: Any) -> Any:
        message = {"role": "user", "content": text}
        return self.post({"model": model, "messages": [message], **more})

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}


def make_token(house: House, *purposes: str, **changes: Any) -> tuple[str, str]:
    """Have a token made; its id and its secret."""
    order = TokenOrder(
        **{
            "name": "mail robot",
            "owner": "anna",
            "purposes": purposes or ALL,
            "days": 30,
            **changes,
        }
    )
    token, secret = house.parts.desk.make(order, By(person="adam"))
    return token.id, secret


def program(house: House, *purposes: str, **changes: Any) -> Program:
    return Program(house, make_token(house, *purposes, **changes)[1])


def code_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.get_json()["error"]["code"]


def events_of(answer: Any) -> list[Any]:
    """Read a stream's events but the last, which must be [DONE]."""
    data = [e.removeprefix("data: ") for e in answer.text.split("\n\n") if e]
    assert data[-1] == "[DONE]"
    return [json.loads(one) for one in data[:-1]]
