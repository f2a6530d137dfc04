"""Small writes that arrive together go in one transaction: one lock and one commit for all.

Whoever comes while a transaction is under way waits for the next, which takes everything that has
come by then. A storm of single lines so costs hardly more than one, and each is still committed
before its sender is answered.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from store.database import Busy

T = TypeVar("T")
R = TypeVar("R")
Waiting = tuple[T, asyncio.Future[R]]
Opening = Callable[[], AbstractAsyncContextManager[AsyncSession]]
AT_MOST = 100
"""In one transaction, so that it stays far below what a writer may wait."""


class Gathered(Generic[T, R]):
    """``work`` does all lines of one group and answers for each, in their order.

    While lines come faster than they are done one by one, ``breath`` seconds lie between the
    beginnings of two groups, so that groups fill; whoever comes alone never waits for company.
    """

    def __init__(
        self, work: Callable[[Sequence[T]], Awaitable[list[R]]], breath: float = 0.0
    ) -> None:
        self._work = work
        self._breath = breath
        self._next = 0.0
        self._turn = asyncio.Lock()
        self._waiting: list[Waiting[T, R]] = []

    async def add(self, line: T) -> R:
        """Answers when the line's group is done; raises what its group raised."""
        answered: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((line, answered))
        async with self._turn:
            while not answered.done():
                await asyncio.sleep(self._next - asyncio.get_running_loop().time())
                await self._flush()
        return answered.result()

    async def _flush(self) -> None:
        taken, self._waiting = self._waiting[:AT_MOST], self._waiting[AT_MOST:]
        if len(taken) > 1:
            self._next = asyncio.get_running_loop().time() + self._breath
        try:
            await self._write_all(taken)
        except Busy as failure:
            _refuse(taken, failure)
        except Exception as failure:
            if len(taken) == 1:
                return _refuse(taken, failure)
            await self._one_by_one(taken)
        except BaseException:
            _refuse(taken, Busy())
            raise

    async def _one_by_one(self, taken: list[Waiting[T, R]]) -> None:
        """What is wrong with one line is not told to the others."""
        for one in taken:
            try:
                await self._write_all([one])
            except Exception as failure:
                _refuse([one], failure)

    async def _write_all(self, taken: list[Waiting[T, R]]) -> None:
        found = await self._work([line for line, _ in taken])
        for (_, answered), result in zip(taken, found, strict=True):
            if not answered.done():
                answered.set_result(result)


class Together(Gathered[T, R]):
    """``write`` does all lines of one transaction; each is told when it is committed."""

    def __init__(
        self, opening: Opening, write: Callable[[AsyncSession, Sequence[T]], Awaitable[list[R]]]
    ) -> None:
        async def work(lines: Sequence[T]) -> list[R]:
            async with opening() as session:
                return await write(session, lines)

        super().__init__(work)


def _refuse(taken: list[Waiting[Any, Any]], failure: Exception) -> None:
    for _, answered in taken:
        if not answered.done():
            answered.set_exception(failure)
