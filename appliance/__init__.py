"""Cloister, a compliance-first LLM appliance for one host: see pipeline.py first."""

__version__ = "0.1.0"
