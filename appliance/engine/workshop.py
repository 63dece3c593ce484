"""What import does to a model in its sandbox: quantise it once, and try it out.

    python -m appliance.engine.workshop quantise FOLDER TARGET
    python -m appliance.engine.workshop try FOLDER

Prints one JSON object; a refusal is `{"refused": why}`. Only ever run by import_model.
"""

import socket
import sys
import time
from pathlib import Path
from typing import Any

import orjson
import torch
import transformers

from appliance.domain.answer import Token
from appliance.engine.answering import Ended
from appliance.engine.folder import check_folder
from appliance.engine.generate import write
from appliance.engine.load import load_folder
from appliance.engine.memory import memory_bytes
from appliance.engine.render import encode_chat
from appliance.engine.sampling import Sampling
from appliance.errors import ApplianceError

_PROBE = ({"role": "user", "content": "Say yes."},)
_TRIAL_TOKENS = 16


def quantise(folder: Path, target: Path) -> dict[str, Any]:
    """Store a folder's weights as bitsandbytes nf4 with double quantisation.

    Computes in float32: on CPUs without half-precision units that is the fast one.
    """
    plan: Any = transformers.BitsAndBytesConfig
    model_class: Any = transformers.AutoModelForCausalLM
    model = model_class.from_pretrained(
        folder,
        local_files_only=True,
        trust_remote_code=False,
        use_safetensors=True,
        dtype="auto",
        device_map={"": "cpu"},
        quantization_config=plan(
            load_in_4bit=True,
            bnb_4bit_quant_type="nf4",
            bnb_4bit_use_double_quant=True,
            bnb_4bit_compute_dtype=torch.float32,
        ),
    )
    model.save_pretrained(target)
    return {"quantised": True}


def try_out(folder: Path) -> dict[str, Any]:
    """Load a finished folder as the engine would, and generate a little."""
    started = time.monotonic()
    loaded = load_folder(check_folder(folder), device="cpu")
    loaded_in_s = time.monotonic() - started
    prompt = encode_chat(_PROBE, loaded)
    sampling = Sampling(_TRIAL_TOKENS, temperature=0.0, seed=0, top_logprobs=0)
    started = time.monotonic()
    items = list(write(loaded, prompt, sampling, None, lambda: ""))
    took_s = time.monotonic() - started
    tokens = sum(isinstance(item, Token) for item in items)
    if not isinstance(items[-1], Ended):
        return {"refused": "the model gave no end"}
    return {
        "tokens": tokens,
        "loaded_in_ms": round(1000 * loaded_in_s),
        "took_ms": round(1000 * took_s),
        "memory_bytes": memory_bytes(),
        "interfaces": [name for _, name in socket.if_nameindex()],
    }


def main(arguments: list[str]) -> int:
    """Do one piece of work and print what came of it."""
    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call] # the library's
    try:
        match arguments:
            case ["quantise", folder, target]:
                reply = quantise(Path(folder), Path(target))
            case ["try", folder]:
                reply = try_out(Path(folder))
            case _:
                reply = {"refused": "expected quantise FOLDER TARGET or try FOLDER"}
    except ApplianceError as err:
        reply = {"refused": str(err)}
    sys.stdout.write(orjson.dumps(reply).decode() + "\n")
    return 1 if "refused" in reply else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
