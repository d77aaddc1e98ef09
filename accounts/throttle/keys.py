"""What attempts are counted by: the name that was typed, and the network they come from."""

import ipaddress

from core.ids import digest


def of_name(deed: str, index: bytes) -> bytes:
    """Return the key of one account name for one kind of deed."""
    return digest(f"{deed}|name|{index.hex()}")


def of_source(deed: str, address: str) -> bytes:
    """Return the key of a source network: /24 of IPv4, /64 of IPv6; what is no address counts as one source."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return digest(f"{deed}|source|unknown")
    network = ipaddress.ip_network((ip, 24 if ip.version == 4 else 64), strict=False)  # noqa: PLR2004
    return digest(f"{deed}|source|{network}")
