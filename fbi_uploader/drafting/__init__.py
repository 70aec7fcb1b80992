"""The deposit being prepared: edited by the window, read by the engine. Pure: no Qt, no network."""
