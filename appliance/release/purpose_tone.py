"""What answers of a purpose may not say, by language: tone.<language>.toml.

Two lists, `toxic` and `forbidden`, of words and of words in a row; a star ends a word
that may go on ("refund*"). The model reads none of it.
"""

import re
import tomllib
from collections.abc import Mapping

from appliance.domain.tone import Tone
from appliance.errors import SettingsError
from appliance.guards.tone import is_entry

TONE_FILE = re.compile(r"tone\.([a-z]{2,3})\.toml")
MAX_ENTRIES = 1_000
_LISTS = ("toxic", "forbidden")


def tone_of(name: str, texts: Mapping[str, str]) -> Tone:
    """Read the lists of every language of a purpose folder.

    Args:
        name: The purpose's name, for the message.
        texts: Text of every file by its path in the folder.

    Raises:
        SettingsError: A file is not TOML, has another key, or an entry is no words.
    """
    lists: dict[str, dict[str, tuple[str, ...]]] = {one: {} for one in _LISTS}
    for file, text in texts.items():
        match = TONE_FILE.fullmatch(file)
        if match is None:
            continue
        for key, entries in _read(f"{name}/{file}", text).items():
            lists[key][match[1]] = entries
    return Tone(**lists)


def _read(name: str, text: str) -> dict[str, tuple[str, ...]]:
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as err:
        raise SettingsError(f"{name}: not TOML: {err}") from err
    for key, entries in raw.items():
        if key not in _LISTS:
            raise SettingsError(f"{name}: {key!r}: expected {' or '.join(_LISTS)}")
        if not isinstance(entries, list) or len(entries) > MAX_ENTRIES:
            raise SettingsError(f"{name}: {key}: a list of at most {MAX_ENTRIES}")
        for number, entry in enumerate(entries, 1):
            if not isinstance(entry, str) or not is_entry(entry):
                raise SettingsError(f"{name}: {key}: entry {number} is no words")
    return {key: tuple(entries) for key, entries in raw.items()}
