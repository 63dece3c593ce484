"""Which language a reader gets, and every sentence of the appliance in it.

A choice made on a page is kept in a cookie; without one the browser's languages decide
(RFC 9110, 12.5.4), always among the site's own. The interface's sentences stand in
translations/<language>/LC_MESSAGES/messages.po and are read at the start; words of the
site's rules and purposes come with the signed release. Texts of people and of the model
are never translated.
"""

import functools
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from flask import (
    Flask,
    g,
    has_request_context,
    make_response,
    redirect,
    request,
)
from flask.typing import ResponseReturnValue
from flask_babel import Babel, Domain, get_locale, get_translations

from appliance.domain.counted import fill, pattern_of
from appliance.errors import BadRequestError, SettingsError
from appliance.web.access import PUBLIC, Pages
from appliance.web.parts import Parts, parts
from appliance.web.sign_in import local_address
from appliance.web.visit import fields, put_cookie

pages = Pages("languages", __name__)

SOURCE = "en"  # what the sentences in the code are written in
COOKIE = "__Host-cloister-language"
_A_YEAR_S = 31_536_000
FOLDER = Path(__file__).parent / "translations"

Words = Mapping[str, Mapping[str, str]]


class _Catalogues(Domain):  # type: ignore[misc] # flask_babel has no types
    """The catalogues of this site's languages, already read."""

    def __init__(self, read: Mapping[str, NullTranslations]) -> None:
        super().__init__()
        self._read = read

    def get_translations(self) -> NullTranslations:
        """Give the catalogue for this reader."""
        return self._read.get(str(get_locale()), NullTranslations())


def install(app: Flask, given: Parts) -> None:
    """Have every page speak the reader's language.

    Raises:
        SettingsError: The site names a language that has no catalogue.
    """
    languages = given.settings.site.languages
    if not languages:
        raise SettingsError("site.languages: at least one")
    app.config["BABEL_DEFAULT_LOCALE"] = languages[0]
    babel = Babel(app, locale_selector=language)
    babel.domain_instance = _Catalogues({name: read(name) for name in languages})
    own_names = [(name, Locale.parse(name).get_display_name()) for name in languages]

    def shown() -> dict[str, Any]:
        return {"language": language(), "languages": own_names}

    app.context_processor(shown)
    app.add_template_filter(say, "say")
    app.add_template_filter(language_name, "language_name")


@functools.cache
def read(name: str) -> NullTranslations:
    """Read the catalogue of a language, once in a process.

    Raises:
        SettingsError: There is none, or it cannot be read.
    """
    if name == SOURCE:
        return NullTranslations()
    compiled = io.BytesIO()
    try:
        with (FOLDER / name / "LC_MESSAGES" / "messages.po").open("rb") as source:
            write_mo(compiled, read_po(source, locale=name, abort_invalid=True))
    except (OSError, ValueError) as err:
        raise SettingsError(f"site.languages: no catalogue for {name!r}") from err
    compiled.seek(0)
    return Translations(compiled)


def words_of(given: Parts, name: str) -> dict[str, str]:
    """Collect what the rules and purposes in force say in a language."""
    said = [rule.words for rule in given.rules()]
    said += [purpose.words for purpose in given.ports.purposes.all()]
    return {
        english: word for one in said for english, word in one.get(name, {}).items()
    }


def language() -> str:
    """Choose the language of this request's reader."""
    offered = parts().settings.site.languages
    if not has_request_context():
        return offered[0]
    chosen = request.cookies.get(COOKIE, "")
    if chosen in offered:
        return chosen
    # Not best_match: it prefers a full match (de) to what was asked first (en-US).
    for tag, quality in request.accept_languages:
        asked = tag.lower().partition("-")[0]
        if quality > 0 and asked in offered:
            return asked
    return offered[0]


def say(sentence: str) -> str:
    """Say a sentence of the code, a rule or a purpose in the reader's language.

    Anything else is given back as it is, as text and not as markup: reasons hold words
    of reviewers too.
    """
    return speaker()(sentence)


def speaker() -> Callable[[str], str]:
    """Give what `say` does for this reader, also for after their request has ended."""
    words = _words()
    catalogue, locale = get_translations(), language()

    def speak(sentence: str) -> str:
        if not sentence:
            return ""  # gettext keeps the catalogue's own header under it
        if found := words.get(sentence):
            return found
        said = str(catalogue.gettext(sentence))
        return said if said != sentence else _counted(sentence, catalogue, locale)

    return speak


def _counted(sentence: str, catalogue: NullTranslations, locale: str) -> str:
    """Say a sentence with numbers in it, if the catalogue has its pattern."""
    pattern, numbers = pattern_of(sentence)
    said = str(catalogue.gettext(pattern)) if numbers else pattern
    if said == pattern:
        return sentence
    return fill(said, [format_decimal(one, locale=locale) for one in numbers])


def language_name(code: str) -> str:
    """Name a language in the reader's."""
    return str(Locale.parse(code).get_display_name(language()) or code)


@pages.route("/language", to=PUBLIC, methods=("POST",))
def choose() -> ResponseReturnValue:
    """Keep in which language this browser's reader wants the pages.

    Raises:
        BadRequestError: The site does not offer it.
    """
    chosen = fields().get("language", "")
    if chosen not in parts().settings.site.languages:
        raise BadRequestError("not a language of this site")
    response = make_response(redirect(local_address(fields().get("next", "")), 303))
    put_cookie(response, COOKIE, chosen, lasts_s=_A_YEAR_S)
    return response


def _words() -> Mapping[str, str]:
    """Give the words of this reader, collected once for a request.

    They change when another release goes live.
    """
    name = language()
    if g.get("words_language") != name:
        g.words_of_language = words_of(parts(), name)
        g.words_language = name
    found: Mapping[str, str] = g.words_of_language
    return found
