"""What the appliance remembers: exchanges, reviews, sessions, jobs, and the index.

With masker/vault.py the only place that imports SQLAlchemy. One code for SQLite and
PostgreSQL. Every text of a person is stored as ciphertext (bodies.py); who may read a
row is part of the query that reads it. The proof of what happened is the log, not this.
Start with opened.py: `open_stores(settings)` gives all of them.
"""
