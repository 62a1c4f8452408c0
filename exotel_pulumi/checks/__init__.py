"""What is tried before real calls: an account's lines, a destination, a rehearsal, the API. No Pulumi."""
