"""Rules that look at the text of a draft, whole or as far as it is written.

Who a text names is what restoring it would put back, however a name is spelled: the
masker says so in commitments. It asks nobody itself.
"""

from collections.abc import Collection, Mapping

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
            has other fields than the answer it would replace (where that is none, than
            the schema); or they match a pattern, and it does not.
        UnlistedValueError: A field of it holds what the answer's schema does not take.
    """
    written = find_surrogates(version)
    if len(written) != len(bound) or not set(bound).issuperset(said):
        raise LookAlikeError(f"{len(written)} surrogates written, {len(bound)} bound")
    if purpose.answer is AnswerForm.TEXT:
        tries = range(1, purpose.retry.tries + 2)
        if not any(purpose.has_form(version, number) for number in tries):
            raise MalformedEditError("a version of another form")
        return
    fields, wanted = parse_fields(version), parse_fields(before)
    if fields is None or not _has_fields(purpose, fields, wanted):
        raise MalformedEditError("a version of another form")
    for name, form in purpose.forms.items():
        if name in fields and not form.takes(fields[name]):
            raise UnlistedValueError(f"a value that field {name} does not take")


def _has_fields(
    purpose: Purpose,
    fields: Mapping[str, object],
    wanted: Mapping[str, object] | None,
) -> bool:
    """Tell whether a version has the fields of what it replaces.

    Where the model wrote no form at all, a person writes the one of the schema.
    """
    if wanted is not None:
        return fields.keys() == wanted.keys()
    needed = {name for name, form in purpose.forms.items() if form.is_required}
    return purpose.has_all_forms and needed <= fields.keys() <= purpose.forms.keys()
