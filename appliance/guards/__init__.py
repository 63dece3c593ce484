"""What is seen in a text by rule: pure functions over plain text, no effects.

grounding.py   whether figures, dates, codes, names and quotes stand in a source
support.py     whether a sentence says anything that a source says
"""
