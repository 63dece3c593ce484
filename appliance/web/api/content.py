"""The content of a released answer as a program reads it, its people back.

Of a text purpose it is the text. Of a structured purpose it is the JSON object that the
model filled in, unless the program asks for text: then the purpose's own prose.
"""

from appliance.domain.prose import parse_fields, rewrite
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
    prose: str | None,
) -> str:
    """Give the content of an answer; who may read it the caller has asked.

    Args:
        masked: The answer as the model wrote it.
        reader: Key of the program that reads it.
        prose: The answer in words with its people back, where it is to be that.

    Raises:
        MaskerError: The masker is not there, so nobody is put back.
        LedgerError: It could not leave its record.
    """
    fields = parse_fields(masked) if purpose.schema_template else None
    if prose is not None:
        return prose

    def back(text: str) -> str:
        if "[" not in text:
            return text
        return of.ports.masker.restore(
            text, exchange=exchange, case=case, reader=reader
        ).text.reveal()

    return back(masked) if fields is None else rewrite(fields, back)
