"""Whole paths, as their users travel them: over the API and in the browser."""
