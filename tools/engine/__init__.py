"""Gets the Pulumi CLI where it is missing: a `pulumi` on PATH, Pulumi's own release, or a build from Go modules."""
