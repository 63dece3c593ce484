"""The numbers behind a verdict: pure functions, no effects; see docs/statistics.md."""
