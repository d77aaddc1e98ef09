"""A GCM ciphertext for two keys (Dodis, Grubbs, Ristenpart, Woodage: "Fast Message Franking", 2018), to attack envelopes with.

The tag is linear in every ciphertext block, so one free block can be solved for equal tags.
"""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

REDUCTION = 0xE1 << 120


def colliding_block(key: bytes, other: bytes, nonce: bytes, aad: bytes, ciphertext: bytes, *, block: int) -> bytes:
    """Return ciphertext and tag, valid under both keys, that differ from `ciphertext` in one 16-byte block."""
    start = block * 16
    blank = ciphertext[:start] + bytes(16) + ciphertext[start + 16 :]
    hashes = [_encrypt(k, bytes(16)) for k in (key, other)]
    masks = [_encrypt(k, nonce + b"\0\0\0\1") for k in (key, other)]
    tags = [_ghash(h, aad, blank) ^ mask for h, mask in zip(hashes, masks, strict=True)]
    power = len(ciphertext) // 16 - block + 1
    weight = _power(hashes[0], power) ^ _power(hashes[1], power)
    wanted = _multiply(tags[0] ^ tags[1], _power(weight, 2**128 - 2))
    text = ciphertext[:start] + wanted.to_bytes(16, "big") + ciphertext[start + 16 :]
    tag = _ghash(hashes[0], aad, text) ^ masks[0]
    return text + tag.to_bytes(16, "big")


def _encrypt(key: bytes, block: bytes) -> int:
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return int.from_bytes(encryptor.update(block), "big")


def _ghash(h: int, aad: bytes, text: bytes) -> int:
    padded = aad + bytes(-len(aad) % 16) + text + (len(aad) * 8).to_bytes(8, "big") + (len(text) * 8).to_bytes(8, "big")
    value = 0
    for start in range(0, len(padded), 16):
        value = _multiply(value ^ int.from_bytes(padded[start : start + 16], "big"), h)
    return value


def _multiply(x: int, y: int) -> int:
    product = 0
    for bit in range(127, -1, -1):
        if x >> bit & 1:
            product ^= y
        y = y >> 1 ^ (REDUCTION if y & 1 else 0)
    return product


def _power(base: int, exponent: int) -> int:
    result = 1 << 127
    while exponent:
        if exponent & 1:
            result = _multiply(result, base)
        base = _multiply(base, base)
        exponent >>= 1
    return result
