"""Which trunks a person means: by SID or by name."""

from collections.abc import Mapping, Sequence

from exotel_pulumi import errors
from exotel_pulumi.foreign import shown

MOST = 20  # names that a message lists


def selected(asked: Sequence[str], names: Mapping[str, str], where: str) -> list[str]:
    """Returns the SIDs that are asked for, each once, or all; `names` has the name of each SID.

    GoneError for a trunk that is not there, DeclarationError for a name that several have.
    """
    found = {word: _fitting(word, names) for word in asked}
    absent = [shown(word) for word, sids in found.items() if not sids]
    if absent:
        known = ", ".join(shown(name) for name in list(names.values())[:MOST])
        advice = f"give a SID or a name that is there: {known}." if known else "there is no trunk at all."
        raise errors.GoneError(f"there is no trunk {', '.join(absent)} in {where}", advice)
    for word, sids in found.items():
        if len(sids) > 1:
            raise errors.DeclarationError(
                f"{len(sids)} trunks have the name {shown(word)}", f"say {' or '.join(sids)}."
            )
    return list(dict.fromkeys(sids[0] for sids in found.values())) if asked else list(names)


def _fitting(word: str, names: Mapping[str, str]) -> list[str]:
    """Returns the SIDs that a word can mean; a SID has no case, and comes before a name."""
    of_sid = [sid for sid in names if sid.casefold() == word.casefold()]
    return of_sid or [sid for sid, name in names.items() if name == word]
