"""`python -m exotel_pulumi.cli`, where the command `exotel-pulumi` is not on PATH."""

from exotel_pulumi.cli import main

if __name__ == "__main__":
    main()
