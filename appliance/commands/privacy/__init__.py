"""`cloister privacy` and `cloister bench`: how well and how fast detectors work."""
