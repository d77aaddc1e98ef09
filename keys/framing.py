"""Several parts as one byte string that no other parts can spell: each part behind its length."""


def framed(*parts: bytes | str | int) -> bytes:
    """Return the parts joined, each as a 4-byte big-endian length and its bytes.

    Text is UTF-8 (a lone surrogate stays distinct), a number is its decimal digits.
    """
    return b"".join(len(data).to_bytes(4, "big") + data for data in map(_bytes_of, parts))


def _bytes_of(part: bytes | str | int) -> bytes:
    if isinstance(part, bytes):
        return part
    return str(part).encode("utf-8", "surrogatepass")
