"""The log's one writer, its process, and the client of it; the format is audit/'s."""
