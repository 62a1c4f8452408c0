"""Gets what tests of LiveKit run against where it is missing: a real LiveKit server, and a Redis for it."""
