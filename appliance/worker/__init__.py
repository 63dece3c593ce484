"""Work in the background: long texts, the daily check of the log, clean-up.

The same pipeline as a page's, with no second way to the model. A job row (stores/jobs)
is the truth; server.py runs the jobs, tasks.py says what becomes of each.
"""
