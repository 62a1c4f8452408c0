"""What a person declares, in the process of the person's program: a file for each resource, and what is made of them.

The public names are those of `exotel_pulumi`; the modules here are imported by their own names.
"""
