"""What the steps need from the world: small Protocols, one outside a file.

Each has a fake and a real one. Real parts live in directory/, policy/, masker/,
engine/, ledger/, stores/ and release/. The fakes are in tests/fake*.py; those of
masker, engine, ledger, exchanges and reviews pass the same contract suites as the
real ones.
"""
