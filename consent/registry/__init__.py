"""The registry: which services exist, and for which purposes they may ask."""
