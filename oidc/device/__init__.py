"""Devices (RFC 8628): halls' terminals and televisions, whose person answers in a browser of their own."""
