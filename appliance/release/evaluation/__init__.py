"""Evaluation: whether a release answers its golden cases as it should.

checks.py says whether one outcome is right; runner.py runs cases through the pipeline,
with aside.py to keep them away from staff's history, reviews and directory; report.py
sums up and compares, formats.py and html.py write it down; subjects.py says what can be
evaluated. When one is run is the worker's business.
"""
