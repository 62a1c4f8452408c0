"""What the Makefile runs: the set-up of the Pulumi engine and the quickstart. No part of the installed package."""
