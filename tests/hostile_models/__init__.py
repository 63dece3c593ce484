"""Folders that no import may take: made from a good one, each with one harm."""
