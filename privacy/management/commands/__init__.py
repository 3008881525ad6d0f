"""Commands of the rights of the registered."""
