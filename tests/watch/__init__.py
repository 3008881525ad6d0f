"""The watch: what is alive, what is put aside, and what must never be."""
