"""The set-up of a missing Pulumi CLI: a `pulumi` on PATH, Pulumi's own release, or a build from Go modules."""
