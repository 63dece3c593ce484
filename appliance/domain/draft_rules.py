"""Rules that look at the text of a draft, whole or as far as it is written.

Who a text names is what restoring it would put back, however a name is spelled: the
masker says so in commitments. It asks nobody itself.
"""

from collections.abc import Collection

from appliance.domain.prose import parse_fields
from appliance.domain.purpose import AnswerForm, Purpose
from appliance.domain.surrogate import find_surrogates
from appliance.errors import LookAlikeError, MalformedEditError, UnlistedValueError

MOVED_DATE = "date.moved"
UNISSUED = "surrogate.unissued"


def names_others(
    given: str, text: str, *, bound: Collection[str], issued: Collection[str]
) -> bool:
    """Tell whether a draft, or what is written of it, names who its text does not.

    Args:
        given: The masked text it answers.
        text: The draft as far as it is written.
        bound: Commitments of what restoring it, or its newest part, puts back.
        issued: Commitments of the given text.
    """
    named = set(find_surrogates(given))
    of_text = named.issuperset(find_surrogates(text))
    return not (of_text and set(issued).issuperset(bound))


def check_edit(
    purpose: Purpose,
    before: str,
    version: str,
    *,
    bound: Collection[str],
    said: Collection[str],
) -> None:
    """Check a person's version: it names only who the case knows, in the same form.

    Args:
        purpose: The answer's purpose.
        before: The masked answer that the version would replace.
        version: The version, masked.
        bound: Commitments of what restoring it puts back.
        said: The same of it as it will be read.

    Raises:
        LookAlikeError: Not every surrogate in it stands for somebody of this case, or
            something restores that is not written as one.
        MalformedEditError: The purpose's answers are JSON objects, and it is none or
            has other fields than the answer it would replace; or they match a pattern,
            and it does not.
        UnlistedValueError: A field of it holds what the answer's schema does not take.
    """
    written = find_surrogates(version)
    if len(written) != len(bound) or not set(bound).issuperset(said):
        raise LookAlikeError(f"{len(written)} surrogates written, {len(bound)} bound")
    if purpose.answer is AnswerForm.TEXT:
        if not purpose.has_form(version):
            raise MalformedEditError("a version of another form")
        return
    fields, wanted = parse_fields(version), parse_fields(before)
    if fields is None or wanted is None or fields.keys() != wanted.keys():
        raise MalformedEditError("a version of another form")
    for name, form in purpose.forms.items():
        if name in fields and not form.takes(fields[name]):
            raise UnlistedValueError(f"a value that field {name} does not take")
