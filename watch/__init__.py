"""The watch: what the clock is at, what it has given up, and what must never be; alarms."""
