"""Argon2id, off the event loop and never more than two at once: one hash takes half a second."""

import asyncio
from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

AT_LEAST = 12
AT_MOST = 128
_AT_ONCE = 2
_COMMON = (
    "password", "qwerty", "1234567", "abcdefg", "111111", "000000", "asdfgh", "iloveyou",
    "비밀번호", "복지", "admin", "hamkke", "함께", "welcome", "letmein", "사례관리",
)  # fmt: skip
_gate = asyncio.Semaphore(_AT_ONCE)


@cache
def _hasher() -> PasswordHash:
    return PasswordHash((Argon2Hasher(),))


@cache
def _nobody() -> str:
    """Compared with when there is no such account, so that both answers take the same time."""
    return _hasher().hash("no account has this password")


def hash_now(password: str) -> str:
    """Blocks; for command lines."""
    return _hasher().hash(password)


async def hashed(password: str) -> str:
    async with _gate:
        return await asyncio.to_thread(hash_now, password)


async def matches(password: str, kept: str | None) -> bool:
    """Whether it is the account's password; without an account it takes as long and is no."""
    async with _gate:
        return await asyncio.to_thread(_compare, password, kept)


def _compare(password: str, kept: str | None) -> bool:
    same = _hasher().verify(password[:AT_MOST], kept or _nobody())
    return same and kept is not None


def fault(password: str, *also_known: str) -> str | None:
    """What is wrong with a new password; length counts, composition does not (SR-02)."""
    if len(password) < AT_LEAST:
        return "PASSWORD_TOO_SHORT"
    plain = password.casefold()
    known = (*_COMMON, *(one.casefold() for one in also_known if len(one) > 2))
    rest = plain
    for one in known:
        rest = rest.replace(one, "")
    return "PASSWORD_COMMON" if len(set(rest)) < 5 or len(rest) < AT_LEAST // 2 else None
