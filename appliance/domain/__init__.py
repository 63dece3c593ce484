"""The nouns: frozen values with no I/O, clock, randomness, web, SQL or model."""
