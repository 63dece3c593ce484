"""Find personal data in a text: one file per kind, functions over frozen values."""
