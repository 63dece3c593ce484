"""Evaluation: whether a release answers its golden cases as it should."""
