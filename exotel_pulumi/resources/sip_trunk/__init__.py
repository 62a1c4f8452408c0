"""A whole line in one declaration: a trunk and everything attached to it, wired together and checked."""

from exotel_pulumi.resources.sip_trunk.component import SipTrunk

__all__ = ["SipTrunk"]
