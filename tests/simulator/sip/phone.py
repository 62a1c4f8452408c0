"""A phone of other people's making, baresip, in a process of its own: places one call and says what came of it.

Run: `python -m tests.simulator.sip.phone '{"port": …}'`. A process, because the stack under it may run once in each.
"""

import asyncio
import json
import math
import struct
import sys
from typing import Any

from baresip import Account, BaresipError, Call, Config, Event, Runtime, StackEvent, UserAgent

from tests.simulator import HANG

TONE = struct.pack("<160h", *(int(8000 * math.sin(2 * math.pi * 400 * place / 8000)) for place in range(160)))
SECOND = 50  # frames
LOUD = 1000.0


async def call(wish: dict[str, Any]) -> dict[str, Any]:
    """Dials, plays a tone, and measures what comes back."""
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
        outcome: asyncio.Future[StackEvent] = asyncio.get_running_loop().create_future()

        def hear(event: StackEvent) -> None:
            if event.event in (Event.CALL_ESTABLISHED, Event.CALL_CLOSED) and not outcome.done():
                outcome.set_result(event)

        # Before the call and not with `wait_established`: the edge answers at once, and so the answer may be there
        # before `dial` returns. A call whose answer came before it listened waits in vain.
        agent.on(hear)
        placed = await agent.dial(f"sip:{wish['called']}@{wish['domain']};transport={wish['transport']}")
        answer = await asyncio.wait_for(outcome, HANG)
        if answer.event is Event.CALL_CLOSED:
            return {"refused": str(answer.text)}
        loud = await talk(placed)
        await placed.hangup()
        return {"loudness": loud}
    except BaresipError as fault:
        return {"refused": f"{type(fault).__name__}: {fault}"}
    finally:
        await runtime.close()


async def talk(placed: Call) -> float:
    """Plays a tone for a second, and on until something loud has come back; returns the loudness of the last second."""
    heard, loud = b"", 0.0
    for frame in range(HANG * SECOND):
        placed.audio.write(TONE)
        await asyncio.sleep(0.02)
        heard = (heard + placed.audio.read(65536))[-SECOND * len(TONE) :]
        loud = loudness(heard)
        if frame >= SECOND and loud > LOUD:
            break
    return loud


def loudness(pcm: bytes) -> float:
    """Returns the root mean square of samples of 16 bits."""
    samples = struct.unpack(f"<{len(pcm) // 2}h", pcm[: len(pcm) // 2 * 2])
    return math.sqrt(sum(sample * sample for sample in samples) / max(len(samples), 1))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(call(json.loads(sys.argv[1])))) + "\n")
