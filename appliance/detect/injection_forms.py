"""Forms that only an attack on a model has, and texts that hide in an encoding.

Marks of chat formats (ChatML, Llama, Mistral, Alpaca), roles as JSON, and "ignore all
previous instructions" in languages that the classifier has seen little of. English and
German wordings are left to it: customers write them about their own instructions.
"""

import base64
import binascii
import re
from collections.abc import Iterator

_MARKS = re.compile(
    r"<\|(?:im_start|im_end|im_sep|system|user|assistant|endoftext|eot_id|end_of_text"
    r"|begin_of_text|(?:start|end)_header_id)\|>"
    r"|\[/?INST\]|<</?SYS>>|\[/?SYSTEM_PROMPT\]|</?(?:system|assistant)(?:_prompt)?>"
    r"|\"role\"\s{0,3}:\s{0,3}\"(?:system|developer|assistant)\""
    r"|^[#* ]{0,6}(?:system|developer)[ _-](?:prompt|message|override|instructions?)"
    r"[*]{0,2}\s{0,3}:|^#{2,4} ?(?:Instruction|Response|System)\s{0,2}:",
    re.IGNORECASE | re.MULTILINE,
)
_OVERRIDES = re.compile(
    r"\bignore[rz]? (?:toutes )?(?:les|tes|vos) (?:instructions|consignes|règles) "
    r"(?:précédentes|antérieures|ci-dessus)"
    r"|\b(?:oublie|oubliez) (?:toutes )?(?:les|tes|vos) (?:instructions|consignes)"
    r"|\b(?:ignora|ignore|olvida|olvide) (?:todas )?(?:las|tus|sus) (?:instrucciones"
    r"|órdenes|reglas) (?:anteriores|previas)"
    r"|\bignora (?:tutte )?le (?:istruzioni|regole) precedenti"
    r"|\bignor[ea] (?:todas )?as instruções anteriores"
    r"|\bnegeer alle (?:vorige|eerdere|voorgaande) instructies"
    r"|\bzignoruj wszystkie poprzednie (?:instrukcje|polecenia)"
    r"|игнорируй\w* (?:все )?предыдущие (?:инструкции|указания)"
    r"|忽略(?:之前|以上|先前)的?(?:所有)?(?:指示|指令|说明)",
    re.IGNORECASE,
)
_BASE64 = re.compile(r"(?<![\w+/=-])[A-Za-z0-9+/_-]{24,8000}={0,2}(?![\w+/=-])")
_HEX = re.compile(r"(?<!\w)(?:[0-9a-fA-F]{2}[ :]?){16,4000}(?!\w)")
_LEAST_READABLE = 0.9
_MOST_BLOBS = 8


def forms_in(text: str) -> Iterator[tuple[int, int]]:
    """Find marks of chat formats and orders to forget, in order of their kinds."""
    for pattern in (_MARKS, _OVERRIDES):
        yield from (match.span() for match in pattern.finditer(text))


def encoded_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Find stretches that are a readable text in Base64 or hex (RFC 4648).

    Yields:
        Where each stands, and what it says.
    """
    found = 0
    for pattern, decode in ((_BASE64, _from_base64), (_HEX, _from_hex)):
        for match in pattern.finditer(text):
            said = _readable(decode(match.group()))
            if said:
                yield *match.span(), said
                found += 1
            if found >= _MOST_BLOBS:
                return


def _from_base64(blob: str) -> bytes:
    body = blob.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(body + "=" * (-len(body) % 4), validate=True)
    except binascii.Error:
        return b""


def _from_hex(blob: str) -> bytes:
    return bytes.fromhex(re.sub("[ :]", "", blob))


def _readable(content: bytes) -> str:
    """Give what bytes say, or nothing if they are no words."""
    try:
        said = content.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    letters = sum(char.isalpha() or char in " .,!?'\n" for char in said)
    return said if " " in said and letters >= _LEAST_READABLE * len(said) else ""
