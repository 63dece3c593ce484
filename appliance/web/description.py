"""The description of the HTTP interface, for those who build on it (OpenAPI 3.1).

Written by hand beside this file; tests/scenarios/test_http_description.py holds it
against the routes and real answers.
"""

from pathlib import Path

from flask import Response
from flask.typing import ResponseReturnValue

from appliance.web.access import EVERYBODY, Pages

pages = Pages("description", __name__)

_TEXT = Path(__file__).with_name("openapi.yaml").read_text(encoding="utf-8")


@pages.route("/openapi.yaml", to=EVERYBODY)
def openapi() -> ResponseReturnValue:
    """Give the description that fits this version of the appliance (RFC 9512)."""
    return Response(_TEXT, mimetype="application/yaml")
