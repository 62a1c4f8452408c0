"""WAV files as a telephone call has them: samples of 16 bits, one channel, 8,000 a second."""

import array
import sys
import wave
from pathlib import Path

from exotel_pulumi.errors import DeclarationError

RATE = 8000
ADVICE = "give a WAV file with samples of 16 bits, such as `sox in.mp3 -r 8000 -c 1 -b 16 out.wav` makes."


def samples_of(path: Path) -> bytes:
    """Reads a file, and brings it into the form of a call. DeclarationError for one that cannot be read."""
    try:
        with path.open("rb") as whole, wave.open(whole, "rb") as file:
            channels, width, rate = file.getnchannels(), file.getsampwidth(), file.getframerate()
            data = file.readframes(file.getnframes())
    except (OSError, EOFError, wave.Error) as fault:
        said = getattr(fault, "strerror", None) or str(fault) or "the file ends too soon"
        raise DeclarationError(f"{path} cannot be played: {said}", ADVICE) from None
    if width != 2:
        raise DeclarationError(f"{path} cannot be played: its samples have {8 * width} bits", ADVICE)
    samples = array.array("h", data[: len(data) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    mono = samples[::channels]
    count = len(mono) * RATE // rate
    return array.array("h", (mono[place * rate // RATE] for place in range(count))).tobytes()


def write(path: Path, pcm: bytes) -> None:
    """Writes what was recorded. DeclarationError for a path that cannot be written."""
    try:
        with path.open("wb") as whole, wave.open(whole, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(pcm)
    except OSError as fault:
        words = f"{path} cannot be written: {fault.strerror or fault}"
        raise DeclarationError(words, "name a place that you may write to.") from None
