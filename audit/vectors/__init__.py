"""Test vectors of the format: files that any implementation can run; see make.py."""
