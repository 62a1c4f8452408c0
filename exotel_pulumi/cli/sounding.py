"""What a call of `ring` lets the other side hear, and what is kept of what the other side says."""

import base64
import re
from pathlib import Path
from typing import Annotated, Any

import typer

from exotel_pulumi.checks import wav
from exotel_pulumi.errors import DeclarationError

Dtmf = Annotated[str, typer.Option("--dtmf", metavar="KEYS", help="Press these keys when somebody answers: 12#.")]
Play = Annotated[Path | None, typer.Option("--play", metavar="FILE", help="Play this WAV file instead of a tone.")]
Record = Annotated[
    Path | None, typer.Option("--record", metavar="FILE", help="Write what is heard into this WAV file.")
]
Talk = Annotated[float, typer.Option("--talk", metavar="SECONDS", min=0, max=300, help="How long the call lasts.")]


def sound_wish(dtmf: str, play: Path | None, record: Path | None, talk: float) -> dict[str, Any]:
    """Returns what the simulator is asked for. DeclarationError for keys that no telephone has, or a file."""
    if not re.fullmatch(r"[0-9A-Da-d*#]*", dtmf):
        raise DeclarationError(f"--dtmf {dtmf} has what no telephone has", "write digits, * and #, as in 12#.")
    pcm = base64.b64encode(wav.samples_of(play)).decode() if play else ""
    return {"digits": dtmf, "play": pcm, "record": record is not None, "talk": talk}


def keep_recording(report: dict[str, Any], record: Path | None) -> None:
    """Writes what was heard of the call that was answered, and takes it out of the report."""
    recorded = [base64.b64decode(call.pop("recorded", "")) for call in report["tried"]]
    if record is not None:
        wav.write(record, next(filter(None, reversed(recorded)), b""))


def sound_of(call: dict[str, Any]) -> str:
    """Says what was heard of a call that was answered."""
    heard = f"{call['heard']} packets of audio heard"
    if call["first_sound"] is None:
        return heard
    keys = f", keys {call['digits']}" if call["digits"] else ""
    even = f"{call['lost']} lost, jitter {call['jitter']:g} ms"
    return f"{heard}, the first after {call['first_sound']:g} s, {even}{keys}"
