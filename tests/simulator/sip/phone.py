"""A phone of other people's making, baresip, in a process of its own: places one call and says what came of it.

Run: `python -m tests.simulator.sip.phone '{"port": …}'`. A process, because the stack under it may run once in each.
"""

import asyncio
import json
import math
import struct
import sys
from typing import Any

from baresip import Account, BaresipError, Config, Event, Runtime, UserAgent

TONE = struct.pack("<160h", *(int(8000 * math.sin(2 * math.pi * 400 * place / 8000)) for place in range(160)))


async def call(wish: dict[str, Any]) -> dict[str, Any]:
    """Dials, plays a tone for a second, and measures what comes back."""
    secure = wish["transport"] == "tls"
    trust = f"sip_cafile {wish['trust']}\n" if wish.get("trust") else ""
    config = Config(net_interface="127.0.0.1", extra_config_text=f"{trust}sip_verify_server yes\n")
    account = Account(
        wish["user"], wish["domain"], wish.get("password") or "", reg_interval=0,
        registrar=f"sip:127.0.0.1:{wish['port']};transport={wish['transport']}", transport=wish["transport"],
        audio_codecs=tuple(wish.get("codecs", ("pcma",))), auth_user=wish.get("login"),
        extra_params=("mediaenc=srtp-mand",) if secure else (),
    )  # fmt: skip
    runtime = Runtime()
    await runtime.start(config)
    try:
        agent = await UserAgent.create(runtime, account)
        closed: list[str] = []
        agent.on(lambda event: closed.append(str(event.text)) if event.event is Event.CALL_CLOSED else None)
        placed = await agent.dial(f"sip:{wish['called']}@{wish['domain']};transport={wish['transport']}")
        try:
            await placed.wait_established(timeout=5)
        except BaresipError as refusal:
            # A refusal may come before anybody waits for it: the event has it then, and the wait times out.
            return {"refused": f"{refusal} {closed}"}
        heard = b""
        for _ in range(50):
            placed.audio.write(TONE)
            await asyncio.sleep(0.02)
            heard += placed.audio.read(65536)
        await placed.hangup()
        await asyncio.sleep(0.2)
        return {"loudness": loudness(heard)}
    except BaresipError as fault:
        return {"refused": f"{type(fault).__name__}: {fault}"}
    finally:
        await runtime.close()


def loudness(pcm: bytes) -> float:
    """Returns the root mean square of the loudest second of samples of 16 bits."""
    samples = struct.unpack(f"<{len(pcm) // 2}h", pcm[: len(pcm) // 2 * 2])
    return math.sqrt(sum(sample * sample for sample in samples) / max(len(samples), 1))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(call(json.loads(sys.argv[1])))) + "\n")
