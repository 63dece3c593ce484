"""Frames between the appliance's processes, over Unix sockets with peer credentials."""
