"""Where answers are written: a model in this process, or a server elsewhere."""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol, TypeVar

from appliance.domain.answer import Weights
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.scoring import ScoreRequest
from appliance.engine.job import Steps
from appliance.engine.written import Written

W = TypeVar("W")
TokenTexts = tuple[tuple[str, ...], ...]


class Writer(Protocol[W]):
    """What the engine's room asks of whatever writes; every request is checked before.

    `W` is a request as this writer lays it out.
    """

    @property
    def weights(self) -> Weights:
        """What records say about it."""
        ...

    @property
    def steps(self) -> Steps[W]:
        """What the line drives."""
        ...

    def check_schema(self, name: str, schema: str) -> None:
        """Check that a schema of the release can be obeyed.

        Raises:
            SettingsError: It cannot; the message names the template.
        """
        ...

    def lay_out(self, request: GenerateRequest, templates: Mapping[str, str]) -> W:
        """Lay a checked request out.

        Args:
            templates: Texts of the request's release, by id.

        Raises:
            TextTooLongError: It does not fit.
            SealError: A template slice is not the release's.
        """
        ...

    def fits(self, request: GenerateRequest, templates: Mapping[str, str]) -> bool:
        """Tell whether a checked request fits; where it cannot be known, rather no.

        Raises:
            SealError: A template slice is not the release's.
        """
        ...

    def check_pattern(self, name: str, pattern: str) -> None:
        """Check that a pattern of the release can be obeyed.

        Raises:
            SettingsError: It cannot; the message names the template.
        """
        ...

    def lay_out_score(
        self, request: ScoreRequest, templates: Mapping[str, str]
    ) -> tuple[W, TokenTexts]:
        """Lay a checked scoring out, and give the tokens of each target as text.

        Raises:
            TextTooLongError: It does not fit.
            SealError: A target is no token, or a template slice is not the release's.
            EngineError: This writer scores nothing.
        """
        ...

    def try_out(self, tokens: int) -> Iterator[Written]:
        """Write so many tokens now, about nobody; for warm-up and health.

        Raises:
            EngineError: It does not write.
        """
        ...

    def describe(self) -> Mapping[str, Any]:
        """Say what is known of the model beside `weights`."""
        ...

    def figures(self) -> Mapping[str, Any]:
        """Tell how full it is."""
        ...
