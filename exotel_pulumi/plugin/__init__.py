"""Pulumi's plugin protocol, for programs in every language: the plugin `pulumi-resource-exotel`."""

from importlib.metadata import version

PACKAGE = "exotel"
VERSION = version("exotel-pulumi")
