"""The simulator's own truth."""

HANG = 60  # seconds: nothing takes so long on the busiest machine; what does will never end
