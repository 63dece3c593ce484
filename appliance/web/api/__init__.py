"""The interface of in-house programs, in the words of OpenAI's chat completions."""
