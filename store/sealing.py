"""Sealing of single values: AES-256-GCM, bound to the place it stands in.

A sealed value moved to another row, column, table or district does not open (SR-28).
"""

import hashlib
import hmac
import os
import zlib
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PLAIN = b"\x01"
PRESSED = b"\x02"
NONCE = 12
PRESS_ABOVE = 256
TOKEN = 16


class Place(NamedTuple):
    """Where a sealed value stands; all of it is authenticated with the value."""

    table: str
    column: str
    row: str
    district: str

    @property
    def bound(self) -> bytes:
        return "\x1f".join(self).encode()


class Unsealable(Exception):
    """Wrong key, wrong place, or changed bytes; which of them is not told."""


def seal(key: bytes, plain: str, place: Place) -> bytes:
    return seal_bytes(key, plain.encode(), place)


def seal_bytes(key: bytes, raw: bytes, place: Place) -> bytes:
    """Long values are pressed first: snapshots and policies shrink to a fifth."""
    form, body = (PRESSED, zlib.compress(raw, 1)) if len(raw) > PRESS_ABOVE else (PLAIN, raw)
    nonce = os.urandom(NONCE)
    return form + nonce + AESGCM(key).encrypt(nonce, body, form + place.bound)


def unseal(key: bytes, sealed: bytes, place: Place) -> str:
    return unseal_bytes(key, sealed, place).decode()


def unseal_bytes(key: bytes, sealed: bytes, place: Place) -> bytes:
    form, nonce, body = sealed[:1], sealed[1 : 1 + NONCE], sealed[1 + NONCE :]
    try:
        raw = AESGCM(key).decrypt(nonce, body, form + place.bound)
    except (InvalidTag, ValueError):
        raise Unsealable(f"{place.table}.{place.column}") from None
    return zlib.decompress(raw) if form == PRESSED else raw


def unseal_optional(key: bytes, sealed: bytes | None, place: Place) -> str | None:
    return None if sealed is None else unseal(key, sealed, place)


def blind_index(key: bytes, kind: str, value: str) -> bytes:
    """A hash only the district's own key can make, so equal values are found without being read."""
    return hmac.digest(key, f"{kind}\x1f{value}".encode(), hashlib.sha256)[:TOKEN]
