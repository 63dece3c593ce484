"""Scripts that make the models which Cloister ships, and the models themselves."""
