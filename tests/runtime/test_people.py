"""Accounts from the command line: whom they belong to is known by hashes alone."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from runtime.parts import Parts
from runtime.people import add_person
from runtime.settings import Settings
from store.danger import Identity
from tests.databases import new_sqlite

PHONE = "010-9876-5432"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(data_dir=tmp_path)
    new_sqlite(tmp_path)
    return made


def files_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*.db*"))


async def test_an_account_can_be_recognised_and_its_identifiers_not_read(
    settings: Settings, tmp_path: Path
) -> None:
    identity = Identity("강제외", date(1980, 2, 3), PHONE)
    password = "나뭇잎 흔들리는 늦은 오후"
    await add_person(settings, "new", "41570", ["CASE_MANAGER"], password, "", identity=identity)
    parts = Parts.of(settings)
    try:
        async with parts.database.for_all().read() as session:
            known = text("SELECT identity IS NOT NULL, contact IS NOT NULL FROM people")
            assert [tuple(row) for row in await session.execute(known)] == [(1, 1)]
    finally:
        await parts.database.dispose()
    kept = files_of(tmp_path)
    assert b"new" in kept, "the account is there"
    assert PHONE.encode() not in kept
    assert b"01098765432" not in kept
