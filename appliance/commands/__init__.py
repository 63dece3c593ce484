"""The `cloister` command: thin, each calls one function of a room."""
