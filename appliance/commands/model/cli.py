"""`cloister model`: take models in, look at them, choose the one that answers."""

import click

from appliance.commands.model.choosing import promote, remove, rollback
from appliance.commands.model.looking import list_models, show, verify
from appliance.commands.model.taking_in import import_folder


@click.group()
def group() -> None:
    """Import, verify, promote and remove models.

    Each command ends with status 0 if what it says holds, and with 1 and the reason if
    not.
    """


for _command in (
    import_folder,
    list_models,
    show,
    verify,
    promote,
    rollback,
    remove,
):
    group.add_command(_command)
