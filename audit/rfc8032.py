"""Ed25519 verification in plain Python (RFC 8032 section 5.1.7), for bare machines.

Slow (milliseconds each) and not constant-time: it touches public values only. It does
not sign. The equation is checked without the cofactor and by comparing encodings, as
OpenSSL does, so both give the same verdict.
"""

import hashlib

from audit.errors import SignatureError

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_SQRT_MINUS_ONE = pow(2, (_P - 1) // 4, _P)

# Extended homogeneous coordinates (X, Y, Z, T), x = X/Z, y = Y/Z, x*y = T/Z (5.1.4).
_Point = tuple[int, int, int, int]
_NEUTRAL: _Point = (0, 1, 1, 0)


def check_ed25519(public: bytes, message: bytes, signature: bytes) -> None:
    """Check a signature over a message.

    Args:
        public: 32 bytes.
        message: What was signed.
        signature: 64 bytes, R then S.

    Raises:
        SignatureError: A length is wrong, a point or scalar is not canonical, or the
            equation does not hold.
    """
    if len(public) != 32 or len(signature) != 64:
        raise SignatureError("an Ed25519 key has 32 bytes and a signature 64")
    key = _decompress(public)
    scalar = int.from_bytes(signature[32:], "little")
    if scalar >= _L:
        raise SignatureError("the signature's scalar is not reduced")
    challenge = hashlib.sha512(signature[:32] + public + message).digest()
    factor = int.from_bytes(challenge, "little") % _L
    x, y, z, t = key
    minus_key = (_P - x, y, z, _P - t)
    point = _add(_multiply(scalar, _BASE), _multiply(factor, minus_key))
    if _compress(point) != signature[:32]:
        raise SignatureError("the signature does not hold over this text")


def _add(a: _Point, b: _Point) -> _Point:
    """Add two points (RFC 8032, 5.1.4)."""
    lower = (a[1] - a[0]) * (b[1] - b[0]) % _P
    upper = (a[1] + a[0]) * (b[1] + b[0]) % _P
    twist = 2 * a[3] * b[3] * _D % _P
    scale = 2 * a[2] * b[2] % _P
    e, f, g, h = upper - lower, scale - twist, scale + twist, upper + lower
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _multiply(scalar: int, point: _Point) -> _Point:
    total = _NEUTRAL
    while scalar:
        if scalar & 1:
            total = _add(total, point)
        point = _add(point, point)
        scalar >>= 1
    return total


def _compress(point: _Point) -> bytes:
    inverse = pow(point[2], -1, _P)
    x, y = point[0] * inverse % _P, point[1] * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _decompress(encoded: bytes) -> _Point:
    """Recover a point from its 32 bytes (RFC 8032, 5.1.3)."""
    number = int.from_bytes(encoded, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    if y >= _P:
        raise SignatureError("the public key is not a canonical point")
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _SQRT_MINUS_ONE % _P
    if (x * x - square) % _P or (x == 0 and sign):
        raise SignatureError("the public key is not a point of the curve")
    if x & 1 != sign:
        x = _P - x
    return x, y, 1, x * y % _P


_BASE = _decompress((4 * pow(5, -1, _P) % _P).to_bytes(32, "little"))
