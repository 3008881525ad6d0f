"""Orders and services: answered, started, ended; and what is promised and not given."""
