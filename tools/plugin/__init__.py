"""The plugin for people without our Python package: an archive for each platform, which Pulumi downloads."""
