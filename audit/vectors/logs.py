"""The vectors of live logs: the checkpoints beside the lines must only grow."""

from collections.abc import Iterator
from dataclasses import replace

from audit.vectors.sample import SIGNER, link, records, sign_checkpoint
from audit.vectors.vector import Vector

KEY = SIGNER.key.vkey
LINES = link(records())


def live_logs() -> Iterator[tuple[str, Vector]]:
    """Yield each vector with its name."""

    def of_log(expect: str, comment: str, lines: int, *notes: bytes) -> Vector:
        payload = b"".join(line + b"\n" for line in LINES[:lines])
        payload += b"\n" + b"\n".join(notes)
        return Vector(expect, comment, KEY, payload, log=True)

    four, five, ten = (sign_checkpoint(LINES[:size]) for size in (4, 5, 10))
    other = records()
    other[3] = replace(other[3], body={"forked": True})
    fork, forked = link(other), "another root was signed"
    fork_5, fork_10 = sign_checkpoint(fork[:5]), sign_checkpoint(fork)
    for name, vector in (
        ("intact", of_log("intact", "a live log", 10, four, five, ten)),
        ("twice", of_log("intact", "its seal is there twice", 10, five, ten, ten)),
        ("beyond", of_log("incomplete", "no seal is over its end", 10, four, five)),
        ("torn", of_log("incomplete", "its last seal is cut", 5, five, ten[:40])),
        ("no-seal", of_log("tampered", "no checkpoint is beside it", 10)),
        ("rolled-back", of_log("tampered", "cut to an old seal", 5, five, ten, five)),
        ("cut-back", of_log("tampered", "seals out of order", 5, ten, five)),
        ("forked", of_log("tampered", f"{forked} for its size", 10, fork_10, ten)),
        ("forked-after", of_log("tampered", f"{forked} after it", 10, ten, fork_10)),
    ):
        yield f"log-{name}", vector
    older = of_log("tampered", f"{forked} for an older size", 10, fork_5, ten)
    yield "log-forked-older", replace(older, seq=4)
    missing = of_log("tampered", "lines are missing below its seal", 8, four, ten)
    yield "log-cut", replace(missing, seq=8)
