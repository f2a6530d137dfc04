"""Keys: the master key wraps district keys, a district key wraps the keys of its cases.

Losing a case's wrapped key is how a case is erased; everything sealed with it is then noise.
"""

import base64
import os
import time
from collections import OrderedDict
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from store.database import Database, StoreError, may_write
from store.sealing import NONCE
from store.statements import add
from store.tables.keys import CaseKeyLine, DistrictKeyLine

KEY_BYTES = 32
CACHE_SECONDS = 300.0
CACHE_SIZE = 20_000
FRESH = "hamkke_fresh_keys"


class KeyMissing(StoreError):
    """No key was ever made for this case, and a reader does not make one."""


class KeyDestroyed(StoreError):
    """The case was erased (파기됨)."""


class WrongMasterKey(StoreError):
    """The master key is not the one this database was sealed with."""


class Keyring:
    """Unwraps keys and remembers them five minutes: an erasure soon reaches every process."""

    def __init__(self, master_key: bytes) -> None:
        if len(master_key) != KEY_BYTES:
            raise ValueError("the master key has 32 bytes")
        self._master = master_key
        self._known: OrderedDict[str, tuple[float, bytes]] = OrderedDict()

    async def district_key(self, session: AsyncSession, district: str) -> bytes:
        name = f"district/{district}"
        if known := self._recall(name):
            return known
        query = select(DistrictKeyLine.wrapped).where(DistrictKeyLine.district == district)
        wrapped = await session.scalar(query)
        if wrapped is None:
            await self._make_district_key(session, district)
            wrapped = await session.scalar(query)
        if wrapped is None:
            raise KeyMissing
        return self._remember(session, name, _unwrap(self._master, wrapped, name))

    async def blind_key(self, session: AsyncSession, district: str) -> bytes:
        """Key of the district's blind index; tokens of two districts never match."""
        key = await self.district_key(session, district)
        return HKDF(hashes.SHA256(), KEY_BYTES, None, b"hamkke blind index").derive(key)

    async def case_key(self, session: AsyncSession, case_id: str, district: str) -> bytes:
        """The key of one case or household, made on first use by a writer."""
        if known := self._recall(_case(case_id, district)):
            return known
        keys = await self._load(session, {case_id}, district, strict=True)
        if case_id not in keys and may_write(session):
            await self._make_case_key(session, case_id, district)
            keys = await self._load(session, {case_id}, district, strict=True)
        if case_id not in keys:
            raise KeyMissing
        return keys[case_id]

    async def case_keys(
        self, session: AsyncSession, owners: Iterable[str], district: str
    ) -> dict[str, bytes]:
        """Those that exist, in one statement; missing and destroyed ones are left out."""
        wanted = set(owners)
        found = {owner: key for owner in wanted if (key := self._recall(_case(owner, district)))}
        if missing := wanted - found.keys():
            found |= await self._load(session, missing, district, strict=False)
        return found

    async def open_key(self, database: Database, case_id: str, district: str) -> bytes:
        """For the codec, which holds no session: remembered, read, or made and committed."""
        if known := self._recall(_case(case_id, district)):
            return known
        try:
            async with database.of(district).read() as session:
                return await self.case_key(session, case_id, district)
        except KeyMissing:
            async with database.of(district).write() as session:
                return await self.case_key(session, case_id, district)

    async def destroy_case_key(self, session: AsyncSession, case_id: str, at: datetime) -> bool:
        """Erase a case or household for good; False when there was nothing left to destroy."""
        statement = (
            update(CaseKeyLine)
            .where(CaseKeyLine.owner_id == case_id, CaseKeyLine.destroyed_at.is_(None))
            .values(wrapped=None, destroyed_at=at)
            .returning(CaseKeyLine.district)
        )
        district = await session.scalar(statement)
        if district is not None:
            self._known.pop(_case(case_id, district), None)
        return district is not None

    def forget(self) -> None:
        self._known.clear()

    async def _load(
        self, session: AsyncSession, owners: set[str], district: str, *, strict: bool
    ) -> dict[str, bytes]:
        query = select(CaseKeyLine.owner_id, CaseKeyLine.wrapped).where(
            CaseKeyLine.owner_id.in_(owners), CaseKeyLine.district == district
        )
        rows = (await session.execute(query)).all()
        if strict and any(row.wrapped is None for row in rows):
            raise KeyDestroyed
        wrapping = await self.district_key(session, district) if rows else b""
        found: dict[str, bytes] = {}
        for owner, wrapped in rows:
            if wrapped is not None:
                name = _case(owner, district)
                found[owner] = self._remember(session, name, _unwrap(wrapping, wrapped, name))
        return found

    async def _make_district_key(self, session: AsyncSession, district: str) -> None:
        if not may_write(session):
            raise KeyMissing
        name = f"district/{district}"
        line = {
            "district": district,
            "wrapped": _wrap(self._master, os.urandom(KEY_BYTES), name),
            "created_at": datetime.now(UTC),
        }
        await add(session, DistrictKeyLine, (line,))
        _mark_fresh(session, name)

    async def _make_case_key(self, session: AsyncSession, case_id: str, district: str) -> None:
        name = _case(case_id, district)
        wrapping = await self.district_key(session, district)
        line = {
            "owner_id": case_id,
            "district": district,
            "wrapped": _wrap(wrapping, os.urandom(KEY_BYTES), name),
            "created_at": datetime.now(UTC),
        }
        await add(session, CaseKeyLine, (line,))
        _mark_fresh(session, name)

    def _recall(self, name: str) -> bytes | None:
        known = self._known.get(name)
        if known is None:
            return None
        if known[0] < time.monotonic():
            del self._known[name]
            return None
        return known[1]

    def _remember(self, session: AsyncSession, name: str, key: bytes) -> bytes:
        # A key made in a transaction that may still roll back must not outlive it.
        if name not in session.info.get(FRESH, ()):
            self._known[name] = (time.monotonic() + CACHE_SECONDS, key)
            if len(self._known) > CACHE_SIZE:
                self._known.popitem(last=False)
        return key


def district_of(case_id: str) -> str:
    """A case id begins with its district."""
    return case_id.partition("-")[0]


def load_master_key(path: Path, create: bool) -> bytes:
    """The key file holds base64; a created one is readable by its owner alone."""
    try:
        return decode_master_key(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        if not create:
            raise
    path.parent.mkdir(parents=True, exist_ok=True)
    key = os.urandom(KEY_BYTES)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return decode_master_key(path.read_text(encoding="ascii"))
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(base64.b64encode(key).decode() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return key


def decode_master_key(text: str) -> bytes:
    key = base64.b64decode(text.strip(), validate=True)
    if len(key) != KEY_BYTES:
        raise ValueError("the master key has 32 bytes in base64")
    return key


def _case(owner: str, district: str) -> str:
    return f"case/{district}/{owner}"


def _wrap(wrapping: bytes, key: bytes, name: str) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(wrapping).encrypt(nonce, key, name.encode())


def _unwrap(wrapping: bytes, wrapped: bytes, name: str) -> bytes:
    try:
        return AESGCM(wrapping).decrypt(wrapped[:NONCE], wrapped[NONCE:], name.encode())
    except InvalidTag:
        raise WrongMasterKey from None


def _mark_fresh(session: AsyncSession, name: str) -> None:
    session.info.setdefault(FRESH, set()).add(name)
