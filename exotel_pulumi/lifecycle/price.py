"""What a replacement costs, in words. Pure."""

from collections import Counter
from collections.abc import Sequence

from exotel_pulumi.lifecycle.planned import Planned, Trunks
from exotel_pulumi.objects import CHILDREN

AWAY_FOR = 2  # requests at least: the deletion and the creation, of a trunk or of what is on one


def of_trunk(sid: str | None, on_it: Sequence[Planned]) -> str:
    """Says what the replacement of a trunk costs; `on_it` is what the program declares there."""
    there = [planned for planned in on_it if planned.former is not None]
    counts = Counter(planned.kind.name for planned in there)
    said = [
        f"is replaced, and gets a new SID: flows that dial {f'sip:{sid}' if sid else 'the old one'} must be changed "
        "by hand"
    ]
    for kind in CHILDREN:
        number = counts[kind.name]
        if number:
            named = f"{number} {kind.noun}{'' if number == 1 else 's'}"
            said.append(f"{named}: {kind.while_away} for at least {AWAY_FOR + number} requests")
    generated = sum(map(_is_generated, there))
    if generated:
        said.append("its generated password changes" if generated == 1 else f"{generated} generated passwords change")
    return "; ".join(said)


def of_child(planned: Planned, trunks: Trunks) -> str | None:
    """Says what the replacement of an object on a trunk costs; None if the old object stays, as with `--replace`."""
    kind, former = planned.kind, planned.former
    old = former.key if former is not None else kind.key_of({})
    if kind.key in kind.create_first and planned.key != old.key:
        new = planned.key or "the new one"
        said = f"is replaced: {new} is made first, then {old.key} is deleted and stays {kind.while_away}"
    elif old.trunk_sid != trunks.sid_of(planned):
        moves = f"moves from the trunk {trunks.described(old.trunk_sid)}"
        said = f"{moves}: {kind.while_away} for at least {AWAY_FOR} requests"
    elif kind.create_first:
        return None  # the new one meets the old one, and takes it over
    else:
        said = f"is replaced: {kind.while_away} for at least {AWAY_FOR} requests"
    return said + ("; its generated password changes" if _is_generated(planned) else "")


def _is_generated(planned: Planned) -> bool:
    """Returns whether the object has a secret that the program does not give."""
    return bool(planned.kind.write_only - planned.values.keys() - planned.unknown)
