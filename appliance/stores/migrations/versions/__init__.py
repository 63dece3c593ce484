"""The steps; each file says what it adds and stands on the one before."""
