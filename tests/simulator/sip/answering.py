"""A phone of other people's making, baresip, in a process of its own: waits for calls and answers or rejects them.

Run: `python -m tests.simulator.sip.answering '{"port": …}'`. Prints `ready`, then the loudness of each call it took.
"""

import asyncio
import json
import sys
from typing import Any

from baresip import Account, Call, Config, Runtime, UserAgent

from tests.simulator import HANG
from tests.simulator.sip.phone import talk


async def wait(wish: dict[str, Any]) -> None:
    """Waits for calls until stdin ends."""
    secure = wish["transport"] == "tls"
    more = f"sip_certificate {wish['certificate']}\n" if secure else ""
    config = Config(net_interface="127.0.0.1", extra_config_text=f"sip_listen 127.0.0.1:{wish['port']}\n{more}")
    parameters = ("mediaenc=srtp-mand",) if secure else ()
    account = Account(
        wish["user"], "127.0.0.1", "", reg_interval=0, transport=wish["transport"], audio_codecs=("pcma",),
        extra_params=(*parameters, "catchall=yes"),
    )  # fmt: skip
    runtime = Runtime()
    await runtime.start(config)
    agent = await UserAgent.create(runtime, account)
    tasks = set()

    def incoming(call: Call) -> None:
        task = asyncio.get_running_loop().create_task(take(call, wish["rejects"]))
        tasks.add(task)

    agent.on_incoming(incoming)
    say("ready")
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await runtime.close()


async def take(call: Call, rejects: bool) -> None:
    """Answers one call, listens and hangs up, or rejects it."""
    if rejects:
        await call.reject()
        return
    loud = 0.0
    try:
        await call.answer()
        await call.wait_established(timeout=HANG)
        loud = await talk(call)
        await call.hangup()
    finally:
        say(str(loud))  # always: somebody waits for the line


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(wait(json.loads(sys.argv[1])))
