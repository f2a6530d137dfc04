"""A district whose colleagues have passwords, and a case whose address is protected."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from care.model.ids import PersonId
from tests.web.flow import HOME, STAFF, Flow, district, open_case
from web import passwords

PASSWORD = "나뭇잎 흔들리는 오후"
SECRET = "한들읍 비밀길 7"


class Guarded(Flow):
    """Reads and writes the store beside the pages."""

    def sql(self, query: str, **given: Any) -> list[Any]:
        async def ask() -> list[Any]:
            async with self.cases.database.write() as session:
                found: Any = await session.execute(text(query), given)
                return list(found.all()) if found.returns_rows else []

        rows: list[Any] = self._run(ask)
        return rows

    def run(self, work: Any) -> Any:
        """``work(session)`` in one transaction."""

        async def done() -> Any:
            async with self.cases.database.write() as session:
                return await work(session)

        return self._run(done)

    def reveal(self, who: str, password: str = PASSWORD, **fields: str) -> Any:
        sent = {"purpose": "VISIT", "password": password, **fields}
        page = f"/cases/{self.case_id}/location"
        got = self.get(who, page).text
        source = page if 'name="intent"' in got else f"/cases/{self.case_id}/note"
        return self.post(who, page, sent, intent=self.intent(who, source))

    @staticmethod
    def cut(page: str) -> str:
        """Without what differs from one answer to the next whatever is asked."""
        page = re.sub(r'name="intent" value="[^"]+"', "", page)
        return re.sub(r"\b[0-9a-f]{12}\b", "*", page)

    def readers(self) -> list[str]:
        found = self.sql(
            "SELECT person_id FROM location_readers WHERE ended_at IS NULL ORDER BY reader_id"
        )
        return [str(row[0]) for row in found]


@pytest.fixture
def flow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    folder: Path = tmp_path_factory.mktemp("protection")
    with district(folder) as found:
        made = Guarded(found.client, found.cases, found.clock, found.tokens)
        hashed = passwords.hash_now(PASSWORD)
        made.sql("UPDATE people SET password_hash = :hashed", hashed=hashed)
        open_case(made)
        yield made


def named(login: str) -> PersonId:
    assert login in STAFF
    return PersonId(login)


__all__ = ["HOME", "PASSWORD", "SECRET", "Guarded", "named"]
