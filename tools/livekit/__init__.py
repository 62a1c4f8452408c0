"""The set-up of the programs for the tests of LiveKit: a real LiveKit server, and a Redis for the server."""
