"""Keys, sounds and recordings of a call: as A-law frames, and as a person asks for them with `ring`."""

import array
import base64
import itertools
import wave
from dataclasses import replace
from pathlib import Path

import pytest

from exotel_pulumi.checks import wav
from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.simulator import Simulator
from exotel_pulumi.simulator.sip.rtp import FRAME, SILENCE, TONE, Packet
from exotel_pulumi.simulator.sip.sound import (
    LONGEST,
    PRESSED,
    Key,
    Recorder,
    decoded,
    encoded,
    examined,
    lasts,
    played,
)

from .conftest import NUMBER
from .memory import Callee
from .test_caller import PATIENT, placed
from .test_commands import typed
from .test_ring import destination
from .torture import SDP


def test_a_law_is_that_of_g_711() -> None:
    assert [encoded(array.array("h", [sample]).tobytes())[0] for sample in (0, -1, 32767, -32768, 1000, -1000)] == [
        0xD5, 0x55, 0xAA, 0x2A, 0xFA, 0x7A,
    ]  # fmt: skip
    assert encoded(decoded(bytes(range(256)))) == bytes(range(256))
    for sample in range(-32768, 32768, 1777):
        [back] = array.array("h", decoded(encoded(array.array("h", [sample]).tobytes())))
        assert abs(back - sample) <= max(16, abs(sample) // 16)


def test_keys_come_first_then_the_sound_and_silence() -> None:
    pcm = array.array("h", [1000] * 200).tobytes()
    frames = list(itertools.islice(played(pcm, "1#"), 60))
    pressed = [frame for frame in frames if isinstance(frame, Key)]
    assert [(key.digit, key.frame) for key in pressed] == [(digit, place) for digit in "1#" for place in range(PRESSED)]
    sounds = [frame for frame in frames if not isinstance(frame, Key)]
    assert all(len(frame) == FRAME for frame in sounds)
    assert [frame for frame in sounds if frame != SILENCE] == [
        encoded(pcm)[:FRAME],
        encoded(pcm)[FRAME:].ljust(FRAME, b"\xd5"),
    ]
    assert list(itertools.islice(played(), 2)) == [TONE, TONE]
    assert (lasts(b"", ""), round(lasts(pcm, "1#"), 3), examined("1a#")) == (0.0, 0.825, "1A#")
    with pytest.raises(ValueError, match="X is no key"):
        examined("1x")


def test_a_recording_has_silence_where_a_packet_is_missing() -> None:
    recorder = Recorder()
    loud = encoded(array.array("h", [8000] * FRAME).tobytes())
    for place in (0, 2, 1, 5):
        recorder.take(Packet(8, place, 1000 + FRAME * place, 1, loud))
    recorder.take(Packet(8, 6, 77, 2, loud))  # another source goes on behind
    recorder.take(Packet(8, 7, 77 + LONGEST, 2, loud))  # and what is too far is left out
    samples = array.array("h", recorder.pcm())
    assert [samples[place * FRAME] > 1000 for place in range(len(samples) // FRAME)] == [
        True,
        True,
        True,
        False,
        False,
        True,
        True,
    ]


def test_keys_that_nobody_reads_are_named() -> None:
    async def deaf(callee: Callee) -> None:
        await callee.hears()
        callee.answers(SDP)

    said, _ = placed(deaf, replace(PATIENT, digits="1", record=True))
    assert said.notes == ["the answer has no telephone-event: the keys cannot be pressed"]
    assert base64.b64decode(said.recorded) == b""


def written(path: Path, rate: int = 8000, channels: int = 1, width: int = 2, count: int = 8000) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(b"".join(value.to_bytes(width, "little") * channels for value in range(count)))
    return path


def test_files_of_other_forms_are_brought_into_that_of_a_call(tmp_path: Path) -> None:
    assert list(array.array("h", wav.samples_of(written(tmp_path / "a.wav", count=9)))) == list(range(9))
    assert list(array.array("h", wav.samples_of(written(tmp_path / "a.wav", 16000, 2, count=9)))) == [0, 2, 4, 6]
    (tmp_path / "no.wav").write_bytes(b"RIFF")
    for path, words in (
        (tmp_path / "none.wav", "No such file"),
        (tmp_path / "no.wav", "cannot be played"),
        (written(tmp_path / "b.wav", width=1, count=9), "8 bits"),
    ):
        with pytest.raises(DeclarationError, match=words):
            wav.samples_of(path)
    with pytest.raises(DeclarationError, match="cannot be written"):
        wav.write(tmp_path / "none" / "x.wav", b"")


def test_a_person_plays_presses_and_records(exotel: Simulator, tmp_path: Path) -> None:
    name = destination(exotel)
    sid = exotel.trunks()[0]["trunk_sid"]
    exotel.add(sid, "whitelisted_ips", ip="127.0.0.1", mask=32)
    # The edge itself is the phone: it lets the call in for its number, and sends back what it hears.
    sound = written(tmp_path / "hello.wav", count=4000)
    led = f"{name}=127.0.0.1:{exotel.sip_ports['tcp']}"
    kept = tmp_path / "kept.wav"
    asked = ["--resolve", led, "--dtmf", "12#", "--play", str(sound), "--record", str(kept), "--talk", "0.1"]
    exotel.edit(sid, "phone_numbers", exotel.rows(sid, "phone_numbers")[0]["id"], phone_number="+919999999999")
    exotel.add(sid, "phone_numbers", phone_number=NUMBER)
    code, out, err = typed(exotel, "ring", NUMBER, *asked)
    assert code == 0, out + err
    assert "lost, jitter" in out
    assert [call.digits for call in exotel.calls if call.direction == "out"] == ["12#"]
    with wave.open(str(kept), "rb") as file:
        heard = array.array("h", file.readframes(file.getnframes()))
    assert max(heard) > 3000  # the file goes up to 3999
    code, _, err = typed(exotel, "ring", NUMBER, "--dtmf", "1x")
    assert (code, "no telephone has" in err) == (2, True)
