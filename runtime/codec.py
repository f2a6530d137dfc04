"""Nothing of a case reaches the engine in clear: a strict codec with one key a case.

The key comes from the case id, which is the workflow id the SDK hands over as serialization
context; the workflow id is bound into every ciphertext as associated data, so a payload of one case
is refused in another. What is not ours is refused and never passed through. The SDK's own markers
(patches, local activity bookkeeping) are handled inside the SDK and do not come by here.
"""

import os
import zlib
from collections.abc import Awaitable, Callable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from google.protobuf.message import DecodeError
from temporalio.api.common.v1 import Payload
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import (
    ActivitySerializationContext,
    DataConverter,
    DefaultFailureConverterWithEncodedAttributes,
    PayloadCodec,
    SerializationContext,
    WithSerializationContext,
    WorkflowSerializationContext,
)

from care.model.ids import CaseId
from store.database import Database
from store.keyring import Keyring, district_of

ENCODING = b"binary/hamkke"
REFUSED_ENCODING = b"binary/refused"
SERVERS_OWN = frozenset({b'"ACTIVITY_ID_NOT_STARTED"'})
"""What the server itself writes in clear: the detail of an activity cancelled between two tries.

Constants, allowed byte for byte; nobody can say anything else with them.
"""
NONCE_BYTES = 12
PLAIN, DEFLATED = b"\x00", b"\x01"
WORDS = (
    b'"co_owner":null"members":["outcome":"scheduled_on":null"linkage_id":""agency_id":"'
    b'"answer":"APPROVE","reason":null,"points":[]}"tier":0,"version":1,"note":"'
    b'{"kind":"RecordDelivery","kind":"RecordContact","mode":"VISIT","result":"MET","next_on":null'
    b'{"kind":"DecidePlan","kind":"RecordPartnerAnswer","kind":"RecordCheck","kind":"AddNote",'
    b'"role":"LOCAL_OFFICE","role":"TEAM_LEAD","role":"SECTION_HEAD","role":"COORDINATOR",'
    b'"role":"SYSTEM","role":"CASE_MANAGER","district":"41570","district":"11215",'
    b'{"case_id":"11215-","intent":"","revision":"repeated":false}'
    b'\n\x16\n\x08encoding\x12\njson/plain\x12{"intent":"","actor":{"person":"","role":"'
    b'","district":"","agency":null,"on_behalf_of":null},"command":{"kind":"'
)
"""Preset dictionary: a message of two hundred bytes shrinks by half. Stored histories need it
byte for byte, so it is never edited; another one would get a mark of its own beside ``DEFLATED``.
"""

CaseKeys = Callable[[CaseId], Awaitable[tuple[str, bytes]]]
"""Key id and 256-bit key of a case; creates it for a new case, raises for an erased one."""


KEY_ID = "1"


def stored_keys(database: Database, keyring: Keyring) -> CaseKeys:
    """Keys of the running system: unwrapped from the database, remembered by the keyring."""

    async def key_of(case_id: CaseId) -> tuple[str, bytes]:
        return KEY_ID, await keyring.open_key(database, case_id, district_of(case_id))

    return key_of


class NoCase(RuntimeError):
    """A payload without a workflow: there is no key it could be encrypted with."""


class CaseCodec(PayloadCodec, WithSerializationContext):
    def __init__(self, keys: CaseKeys, workflow_id: str | None = None) -> None:
        self._keys = keys
        self._workflow_id = workflow_id

    def with_context(self, context: SerializationContext) -> Self:
        if isinstance(context, WorkflowSerializationContext | ActivitySerializationContext):
            return type(self)(self._keys, context.workflow_id)
        return type(self)(self._keys)

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        if not payloads:
            return []
        workflow_id = self._case()
        key_id, key = await self._keys(CaseId(workflow_id))
        return [_seal(payload, workflow_id, key_id, key) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """A payload that is not ours or not of this case becomes one no converter reads.

        Raising here instead would fail the whole workflow task: one forged update or signal would
        then stop the case for good. This way only what was forged fails. A missing key does raise.
        """
        if not payloads:
            return []
        workflow_id = self._case()
        if not any(payload.metadata.get("encoding") == ENCODING for payload in payloads):
            return [_clear(payload) for payload in payloads]
        key_id, key = await self._keys(CaseId(workflow_id))
        return [_open(payload, workflow_id, key_id, key) for payload in payloads]

    def _case(self) -> str:
        if not self._workflow_id:
            raise NoCase("payload outside a case")
        return self._workflow_id


def _associated(workflow_id: str, key_id: str) -> bytes:
    return f"{workflow_id}|{key_id}".encode()


def _pack(clear: bytes) -> bytes:
    press = zlib.compressobj(level=6, wbits=-15, zdict=WORDS)
    pressed = press.compress(clear) + press.flush()
    return DEFLATED + pressed if len(pressed) < len(clear) else PLAIN + clear


def _unpack(packed: bytes) -> bytes:
    if packed[:1] == PLAIN:
        return packed[1:]
    return zlib.decompressobj(wbits=-15, zdict=WORDS).decompress(packed[1:])


def _seal(payload: Payload, workflow_id: str, key_id: str, key: bytes) -> Payload:
    nonce = os.urandom(NONCE_BYTES)
    packed = _pack(payload.SerializeToString())
    sealed = AESGCM(key).encrypt(nonce, packed, _associated(workflow_id, key_id))
    return Payload(metadata={"encoding": ENCODING, "key-id": key_id.encode()}, data=nonce + sealed)


def _open(payload: Payload, workflow_id: str, key_id: str, key: bytes) -> Payload:
    if payload.metadata.get("encoding") != ENCODING:
        return _clear(payload)
    if payload.metadata.get("key-id") != key_id.encode():
        return _refused("other key")
    nonce, sealed = payload.data[:NONCE_BYTES], payload.data[NONCE_BYTES:]
    try:
        packed = AESGCM(key).decrypt(nonce, sealed, _associated(workflow_id, key_id))
        return Payload.FromString(_unpack(packed))
    except (InvalidTag, ValueError, zlib.error, DecodeError):
        return _refused("not of this case")


def _clear(payload: Payload) -> Payload:
    return payload if payload.data in SERVERS_OWN else _refused("not encrypted")


def _refused(why: str) -> Payload:
    return Payload(metadata={"encoding": REFUSED_ENCODING, "why": why.encode()})


@dataclass(frozen=True)
class CaseConverter(DataConverter):
    def with_context(self, context: SerializationContext) -> Self:
        """Only the codec depends on the case; the SDK would build all converters anew each time."""
        codec = self.payload_codec
        bound = copy(self)
        if isinstance(codec, CaseCodec):
            object.__setattr__(bound, "payload_codec", codec.with_context(context))
        return bound


def case_converter(keys: CaseKeys) -> DataConverter:
    """For every client, worker and replayer alike; failures' messages and stacks are sealed too."""
    return CaseConverter(
        payload_converter_class=pydantic_data_converter.payload_converter_class,
        payload_codec=CaseCodec(keys),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )
