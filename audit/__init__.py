"""The trail: events, reads, denials. Only grows."""
