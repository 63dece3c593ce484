"""The parts of `cloister guard`: how well the guards do on labelled sets."""
