"""Exotel over HTTP. Knows neither Pulumi nor what a person declares."""
