"""The content of a released answer as a program reads it, its people back.

Of a text purpose it is the text. Of a structured purpose it is the JSON object that the
model filled in, unless the program asks for text: then the purpose's own prose.
"""

from appliance.domain.prose import parse_fields, render_answer, rewrite
from appliance.domain.purpose import Purpose
from appliance.web.parts import Parts


def content_of(
    of: Parts,
    purpose: Purpose,
    masked: str,
    *,
    exchange: str,
    case: str,
    reader: str,
    in_words: bool,
) -> str:
    """Give the content of an answer; who may read it the caller has asked.

    Args:
        masked: The answer as the model wrote it.
        reader: Key of the program that reads it.
        in_words: Whether a structured answer is to be the purpose's prose.

    Raises:
        MaskerError: The masker is not there, so nobody is put back.
        LedgerError: It could not leave its record.
    """

    def back(text: str) -> str:
        if "[" not in text:
            return text
        return of.ports.masker.restore(
            text, exchange=exchange, case=case, reader=reader
        ).text.reveal()

    if in_words:
        return back(render_answer(purpose, masked))
    fields = parse_fields(masked) if purpose.schema_template else None
    return back(masked) if fields is None else rewrite(fields, back)
