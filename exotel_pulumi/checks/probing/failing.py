"""How a step of a probe fails: in words of its own, with the advice that `explain` has for it."""

from exotel_pulumi.checks.calls import Finding
from exotel_pulumi.explained import advice_of


def failed(subject: str, said: str, code: str) -> Finding:
    """Returns the finding of a step that failed; `code` is that of its entry in `explained.toml`."""
    return Finding(subject, said, advice_of(code))
