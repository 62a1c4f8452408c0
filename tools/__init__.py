"""The programs behind the Makefile, such as the set-up and the quickstart. No program here is part of the package."""
