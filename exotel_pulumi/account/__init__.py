"""A whole account as data, and what is written from it. No Pulumi: a person's shell runs it."""
