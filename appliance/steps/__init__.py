"""The verbs of one exchange, one file each, in the order of pipeline.py.

A step takes one state and gives the next, appends its record, and reaches the world
only through the ports. Steps never import each other.
"""
