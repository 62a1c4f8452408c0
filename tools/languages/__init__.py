"""The set-up for programs in other languages than Python: language hosts, npm packages, the generator of the SDKs."""
