"""What people read of a purpose in another language: words.<language>.toml.

A flat table. Each key is the English as it is shown: title, description and sentences
of purpose.toml, headings of the references, and the words of a field or a code of the
schema ("Lost or stolen card"). What is not in it is shown in English. The model reads
none of it.
"""

import re
import tomllib

from appliance.errors import SettingsError

WORDS_FILE = re.compile(r"words\.([a-z]{2,3})\.toml")


def read_words(name: str, text: str) -> dict[str, str]:
    """Read the words of one language, by the English of each.

    Args:
        name: "<purpose>/<file>", for the message.
        text: The file.

    Raises:
        SettingsError: It is not TOML, or something in it is no text.
    """
    try:
        words = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as err:
        raise SettingsError(f"{name}: not TOML: {err}") from err
    for english, word in words.items():
        if not isinstance(word, str) or not word.strip():
            raise SettingsError(f"{name}: {english!r}: expected text")
    return words
