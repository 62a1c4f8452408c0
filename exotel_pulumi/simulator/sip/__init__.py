"""The SIP edge: what Exotel would say to a call, and calls placed and taken on loopback.

`policy` decides, over the state and without a socket. What no document of Exotel's settles is a switch of `Options`.
"""
