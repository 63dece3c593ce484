"""Options that the commands about detectors share."""

from pathlib import Path

import click

from appliance.demo.site import shipped
from appliance.settings import Site

_COUNTRIES = ",".join(Site("").countries)


def _split(
    _context: click.Context, _option: click.Parameter, value: str
) -> tuple[str, ...]:
    countries = tuple(part.strip().lower() for part in value.split(",") if part.strip())
    if not countries or any(
        len(part) != 2 or not part.isascii() or not part.isalpha() for part in countries
    ):
        raise click.BadParameter("expected codes of ISO 3166, as in gb,de,fr")
    return countries


models_option = click.option(
    "--models",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=lambda: shipped() / "models",
    show_default="as shipped",
    help="The folder that holds pii/, to measure other weights.",
)
countries_option = click.option(
    "--countries",
    callback=_split,
    default=_COUNTRIES,
    show_default=True,
    help="Whose identifiers are looked for (ISO 3166, comma between).",
)
