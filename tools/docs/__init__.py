"""The parts of the documentation that are made: from models and docstrings, from `explained.toml`, from root files."""
