"""Papers and words: what was said and what came in, dated, signed, hashed."""
