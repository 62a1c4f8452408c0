"""The check of a real account: `check` does it, `report` is what came of it."""
