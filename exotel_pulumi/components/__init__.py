"""Objects wired together, for those who want a whole line in one declaration."""

from exotel_pulumi.components.sip_trunk import SipTrunk

__all__ = ["SipTrunk"]
