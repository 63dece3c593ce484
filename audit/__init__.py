"""Offline verification of a Cloister log: Python, and Ed25519 if it is installed.

Start with README.md (what an auditor types) and format.md (what the bytes mean).
This package imports nothing of the appliance, opens no network connection and never
writes to a log.
"""
