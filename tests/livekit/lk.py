"""A stand-in for the commands `lk sip outbound|inbound|dispatch create FILE`, made with LiveKit's own library.

The stand-in is as strict as the CLI: the object must be wrapped (`trunk`, `dispatch_rule`), and no field be unknown.
"""

import asyncio
import sys
from pathlib import Path

from google.protobuf.json_format import Parse
from livekit.api import LiveKitAPI
from livekit.protocol import sip


async def main(what: str, file: str) -> None:
    """Creates what the JSON in the file says, and prints the id as the CLI does."""
    text = Path(file).read_text(encoding="utf-8")
    async with LiveKitAPI() as api:
        if what == "outbound":
            made = await api.sip.create_outbound_trunk(Parse(text, sip.CreateSIPOutboundTrunkRequest()))
            sys.stdout.write(f"SIPTrunkID: {made.sip_trunk_id}\n")
        elif what == "inbound":
            trunk = await api.sip.create_inbound_trunk(Parse(text, sip.CreateSIPInboundTrunkRequest()))
            sys.stdout.write(f"SIPTrunkID: {trunk.sip_trunk_id}\n")
        else:
            rule = await api.sip.create_dispatch_rule(Parse(text, sip.CreateSIPDispatchRuleRequest()))
            sys.stdout.write(f"SIPDispatchRuleID: {rule.sip_dispatch_rule_id}\n")


if __name__ == "__main__":
    *command, argument = sys.argv[1:]
    if command not in (["sip", what, "create"] for what in ("outbound", "inbound", "dispatch")):
        sys.exit(f"not a command of this stand-in: {command}")
    asyncio.run(main(command[1], argument))
