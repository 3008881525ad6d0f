"""An app with one migration that changes a table everybody uses, for the campaign alone."""
