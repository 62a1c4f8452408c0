"""A stand-in for the command `lk sip outbound create FILE` of LiveKit's CLI, made with LiveKit's own library.

The stand-in is as strict as the CLI: the object must be wrapped in `trunk`, and no field may be unknown.
"""

import asyncio
import sys
from pathlib import Path

from google.protobuf.json_format import Parse
from livekit.api import LiveKitAPI
from livekit.protocol import sip


async def main(file: str) -> None:
    """Creates an outbound trunk of the JSON in the file, and prints the id as the CLI does."""
    request = Parse(Path(file).read_text(encoding="utf-8"), sip.CreateSIPOutboundTrunkRequest())
    async with LiveKitAPI() as api:
        made = await api.sip.create_outbound_trunk(request)
    sys.stdout.write(f"SIPTrunkID: {made.sip_trunk_id}\n")


if __name__ == "__main__":
    *command, argument = sys.argv[1:]
    if command != ["sip", "outbound", "create"]:
        sys.exit(f"not a command of this stand-in: {command}")
    asyncio.run(main(argument))
