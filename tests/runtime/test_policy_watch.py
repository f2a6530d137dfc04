"""Editions reach every process, and files settle among them once, whoever starts first (F29)."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from care.model.edition import Origin, PublishedEdition
from care.model.ids import DistrictCode
from policies import forms, resolve
from policies.book import PolicyBook
from policies.sources import DIRECTORY, FOLDERS
from runtime.policy_settling import settle_policies
from runtime.policy_watch import PolicyWatch, published_policies
from store.database import Database
from store.policy_editions import all_editions, publish
from tests.databases import new_sqlite

GIMPO = DistrictCode("41570")
OWN = "districts/gimpo-si.yaml"
AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database(new_sqlite(tmp_path), synchronous="NORMAL")
    yield opened
    await opened.dispose()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FOLDERS:
        shutil.copytree(DIRECTORY / name, tmp_path / "policies" / name)
    shutil.copy(DIRECTORY / "national.yaml", tmp_path / "policies")
    return tmp_path / "policies"


@pytest.fixture(autouse=True)
def process(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Iterator[None]:
    """A process of its own, which knows nothing of what other tests published."""
    monkeypatch.setattr(resolve, "_in_use", [])
    monkeypatch.setattr(forms, "_published", {})
    resolve.use(PolicyBook(folder))
    yield
    forms.form.cache_clear()


def restarted(folder: Path, known: list[PublishedEdition]) -> None:
    resolve.use(PolicyBook(folder, known))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


async def kept(database: Database) -> list[PublishedEdition]:
    async with database.for_all().read() as session:
        return await all_editions(session)


async def publish_next(database: Database) -> PublishedEdition:
    """Gimpo counts days by the calendar again."""
    before = resolve.editions(GIMPO)[-1]
    own = before.texts[OWN].replace("value: BUSINESS", "value: CALENDAR")
    texts = resolve.working_texts(GIMPO, {OWN: own})
    policy = resolve.resolve_texts(texts, before.slug).case_policy
    new = PublishedEdition.model_validate(
        {
            **{name: getattr(before, name) for name in PublishedEdition.model_fields},
            "number": before.number + 1,
            "texts": texts,
            "origin": Origin.PUBLISHED,
            "content_hash": policy.content_hash,
        }
    )
    async with database.of(GIMPO).write() as session:
        return await publish(session, new, AT)


async def test_each_district_s_file_becomes_its_first_edition_once(database: Database) -> None:
    files = {code: resolve.resolve(code).case_policy.version for code in resolve.districts()}
    first = await settle_policies(database, AT)
    again = await settle_policies(database, AT)
    assert {edition.district for edition in first.made} == set(files)
    assert {edition.origin for edition in first.made} == {Origin.RELEASE}
    assert again.made == []
    assert {each.district: each.number for each in await kept(database)} == files
    assert min(files.values()) > 1


async def test_machines_that_start_at_once_settle_one_edition_each(database: Database) -> None:
    await asyncio.gather(*(settle_policies(database, AT) for _ in range(4)))
    assert len(await kept(database)) == len(resolve.districts())


async def test_a_release_with_a_newer_nation_carries_editions_on(
    database: Database, folder: Path
) -> None:
    await settle_policies(database, AT)
    published = await publish_next(database)
    change(folder / "national.yaml", "warn: {value: 25,", "warn: {value: 20,")
    restarted(folder, [])
    settled = await settle_policies(database, datetime.now(UTC))
    assert {(each.district, each.origin) for each in settled.made} == {
        (district, Origin.INHERITED) for district in resolve.districts()
    }
    now = resolve.edition_in_force(GIMPO)
    assert now.number == published.number + 1
    assert now.texts[OWN] == published.texts[OWN]
    assert now.case_policy.workload_warn == 20


async def test_a_release_that_would_break_a_district_leaves_it_the_last_good_policy(
    database: Database, folder: Path
) -> None:
    await settle_policies(database, AT)
    before = resolve.resolve(GIMPO)
    change(folder / "provinces/gyeonggi.yaml", "exportAs: CASE_GENERAL", "exportAs: CASE_NONE")
    restarted(folder, await kept(database))
    settled = await settle_policies(database, AT)
    assert settled.made == []
    assert {problem.file for problem in settled.problems} == {"provinces/gyeonggi.yaml"}
    assert resolve.resolve(GIMPO) == before


async def test_a_worker_restarts_with_the_last_good_version_though_the_file_is_gone(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await settle_policies(database, AT)
    published = await publish_next(database)
    shutil.rmtree(folder)
    monkeypatch.setattr(resolve, "_in_use", [])
    monkeypatch.setattr(resolve, "DIRECTORY", folder)
    async with published_policies(database):
        policy = resolve.resolve(GIMPO).case_policy
    assert (policy.version, policy.content_hash) == (published.number, published.content_hash)
    assert len(resolve.districts()) == 5
    assert {problem.code for problem in resolve.problems()} == {"no_file", "unreadable"}


async def test_a_process_takes_up_what_another_published(database: Database) -> None:
    await settle_policies(database, AT)
    watch = PolicyWatch(database)
    assert await watch.look() == 5
    published = await publish_next(database)
    assert resolve.resolve(GIMPO).case_policy.version == published.number - 1
    assert await watch.look() == 1
    assert resolve.resolve(GIMPO).case_policy.version == published.number
    assert await watch.look() == 0


async def test_without_the_database_a_process_goes_on_with_what_it_knows(tmp_path: Path) -> None:
    away = Database(f"sqlite+aiosqlite:///{tmp_path / 'no' / 'such.db'}")
    before = resolve.resolve(GIMPO)
    async with published_policies(away):
        assert resolve.resolve(GIMPO) is before
    await away.dispose()
