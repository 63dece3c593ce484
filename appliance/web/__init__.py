"""The web room: pages, streams and downloads for people; the only room with Flask.

Views are thin: they read a request into typed values, call the pipeline, a step or a
store, and render. What may break is turned into an answer in one place, errors.py.
"""
