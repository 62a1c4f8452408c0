"""The other side of a line: for each platform its inbound destination, its addresses and its request bodies."""

from exotel_pulumi.platforms import asterisk, bolna, daily, elevenlabs, freeswitch, livekit, retell, ultravox, vapi

__all__ = ["asterisk", "bolna", "daily", "elevenlabs", "freeswitch", "livekit", "retell", "ultravox", "vapi"]
