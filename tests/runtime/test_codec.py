"""What the engine stores of a case needs its key to be read, and nothing forged is read at all."""

import hashlib

import pytest
from pydantic import BaseModel
from temporalio.api.common.v1 import Payload
from temporalio.converter import DataConverter, WorkflowSerializationContext

from care.model.ids import CaseId
from runtime.codec import ENCODING, NoCase, case_converter

CASE = "11215-AAAAAAAAAAAAAAAA"
OTHER = "11215-BBBBBBBBBBBBBBBB"
CANARY = "표본이름-7f3a"


class Said(BaseModel):
    words: str


async def keys(case_id: CaseId) -> tuple[str, bytes]:
    return "1", hashlib.sha256(case_id.encode()).digest()


def of(case_id: str) -> DataConverter:
    context = WorkflowSerializationContext(namespace="cases", workflow_id=case_id)
    return case_converter(keys).with_context(context)


@pytest.mark.parametrize("words", [CANARY, CANARY * 500], ids=["short", "long"])
async def test_a_value_comes_back_and_is_not_in_the_stored_bytes(words: str) -> None:
    [stored] = await of(CASE).encode([Said(words=words)])
    assert stored.metadata["encoding"] == ENCODING
    assert CANARY.encode() not in stored.SerializeToString()
    assert await of(CASE).decode([stored], [Said]) == [Said(words=words)]


async def test_long_values_are_stored_shorter_than_they_are() -> None:
    [stored] = await of(CASE).encode([Said(words="가나다라 " * 2000)])
    assert stored.ByteSize() < 1000


async def test_a_payload_of_one_case_is_refused_in_another() -> None:
    [stored] = await of(CASE).encode([Said(words=CANARY)])
    with pytest.raises(KeyError, match="binary/refused"):
        await of(OTHER).decode([stored], [Said])


async def test_a_payload_in_clear_is_refused() -> None:
    clear = Payload(metadata={"encoding": b"json/plain"}, data=b'{"words": "forged"}')
    with pytest.raises(KeyError, match="binary/refused"):
        await of(CASE).decode([clear], [Said])


async def test_a_changed_payload_is_refused_and_its_neighbour_is_read() -> None:
    first, second = await of(CASE).encode([Said(words="하나"), Said(words="둘")])
    first.data = first.data[:-1] + bytes([first.data[-1] ^ 1])
    opened = await of(CASE).payload_codec.decode([first, second])  # type: ignore[union-attr]
    assert [p.metadata["encoding"] for p in opened] == [b"binary/refused", b"json/plain"]


async def test_a_payload_outside_a_case_has_no_key() -> None:
    with pytest.raises(NoCase):
        await case_converter(keys).encode([Said(words=CANARY)])
