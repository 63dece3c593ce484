"""The model's room: the only place that may load torch, transformers or bitsandbytes.

Importing anything in here first puts the model libraries offline, so that no file of
this room can forget it: the variables must stand before transformers is imported. The
unit has no network besides (packaging/systemd), or the one address of a remote model.
client.py, codec.py, room.py and remote/ need no torch.
"""

import os

for _name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY"):
    os.environ[_name] = "1"
# Progress bars of the libraries would fill the unit's log.
os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
