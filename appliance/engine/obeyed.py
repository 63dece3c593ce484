"""The releases that this engine has read, each found to be one that it can obey."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from appliance.engine.writer import Writer
from appliance.errors import EngineError, NotFoundError, SealError, SettingsError
from appliance.release import Release, model_of

_MAX_KEPT = 64


class ObeyedReleases:
    """Signed releases by digest; safe to share between threads."""

    def __init__(
        self, read: Callable[[str], Release], writer: Writer[Any], tier: str
    ) -> None:
        """Start with none.

        Args:
            read: Reads a signed release by its digest.
            writer: What must be able to obey it.
            tier: The tier that its model answers for.
        """
        self._read = read
        self._writer = writer
        self._tier = tier
        self._kept: OrderedDict[str, Release] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, digest: str) -> Release:
        """Give a release that was signed here, for this model.

        Raises:
            SealError: It was not signed here, or a file of it does not hold.
            EngineError: It is for another model, or asks for a form that this one
                cannot be held to.
        """
        with self._lock:
            if digest in self._kept:
                self._kept.move_to_end(digest)
                return self._kept[digest]
        try:
            release = self._read(digest)
        except (NotFoundError, SettingsError) as err:
            raise SealError(f"the release: {err}") from err
        self._check(release)
        with self._lock:
            self._kept[digest] = release
            while len(self._kept) > _MAX_KEPT:
                self._kept.popitem(last=False)
        return release

    def _check(self, release: Release) -> None:
        weights = self._writer.weights
        named = model_of(release.model, self._tier)
        if named != weights.digest:
            raise EngineError(
                f"release {release.digest[:12]} is for model {named[:12] or 'none'} in "
                f"tier {self._tier}, but {weights.name} is {weights.digest[:12]}"
            )
        try:
            for purpose in release.purposes:
                for form in (purpose, purpose.retry):
                    if name := form.schema_template:
                        self._writer.check_schema(name, release.templates[name])
                    if name := form.pattern_template:
                        self._writer.check_pattern(name, form.pattern)
        except SettingsError as err:
            raise EngineError(f"release {release.digest[:12]}: {err}") from err
