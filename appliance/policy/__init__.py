"""Policy as code: Cedar rules in, decisions out; anything in doubt is a no.

bundles.py reads and checks a set of rules, `CedarPolicy.decide` answers questions.
It computes no facts about the world: the steps bring them.
"""
