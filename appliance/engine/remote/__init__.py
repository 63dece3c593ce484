"""A model on another host, behind an OpenAI-compatible server, in place of one here.

Nothing the server says is trusted: every piece of an answer is held to the same rule as
a grammar holds the model of this host to, before anybody is told of it. Loads no torch.
"""
