"""Calls with software that nobody here wrote and that needs packages of the system: `make test-rehearsal`."""
