"""Letters to people, notices to staff, the outbox."""
