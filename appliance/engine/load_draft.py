"""Finds, checks and loads the model that guesses tokens, if the settings name one."""

from appliance.engine.alone import reads_alone
from appliance.engine.folder import check_folder, find_model
from appliance.engine.load import LoadedModel, load_folder
from appliance.engine.promotion import release_vkey
from appliance.engine.quantisation import check_runnable
from appliance.engine.signature import check_manifest_signature
from appliance.errors import SettingsError
from appliance.settings import Settings


def load_draft(settings: Settings, loaded: LoadedModel) -> LoadedModel | None:
    """Check and load the model that guesses, if the settings name one.

    The signed release need not name it, since no answer is its own; its manifest is
    signed like that of any imported model.

    Raises:
        SettingsError: It is not there, not imported here, not whole, cannot run, or has
            other tokens; or the model that answers cannot read ahead.
    """
    name, device = settings.engine.draft, settings.engine.device
    key = f"{settings.engine.table}.draft"
    if not name:
        return None
    if reads_alone(loaded):
        raise SettingsError(
            f"{key}: {loaded.weights.name} reads several tokens otherwise than "
            "one by one, so guesses would change its answers"
        )
    path = find_model(settings.paths.models, name, key=key)
    if not check_manifest_signature(path, release_vkey(settings)):
        raise SettingsError(
            f"{key}: {name} was not imported here (cloister model import), so "
            "nothing vouches for it"
        )
    folder = check_folder(path)
    check_runnable(folder.manifest.quantisation, device)
    draft = load_folder(folder, device=device)
    if draft.tokenizer.get_vocab() != loaded.tokenizer.get_vocab():
        raise SettingsError(
            f"{key}: {name} has other tokens than {loaded.weights.name}"
        )
    return draft
