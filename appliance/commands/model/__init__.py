"""`cloister model`: which models are here, and which one answers."""
