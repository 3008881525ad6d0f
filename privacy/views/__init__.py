"""The pages of the rights of the registered, of persons who are one, and of what is due."""
