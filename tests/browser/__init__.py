"""What a person sees in a real browser. Needs a Chromium (`make test-browser` looks for one), so not in `make test`."""
