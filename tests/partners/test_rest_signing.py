"""A message counts only if its sender holds a current secret and signed exactly these bytes."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from partners.rest.signing import SIGNATURE, SignatureInvalid, signed_headers, verify

OLD, NEW, FOREIGN = (SecretStr(f"whsec_{letter * 32}") for letter in "abc")
BODY = b'{"referral":"k-1","answer":"ACCEPTED"}'


def headers_at(shift: timedelta = timedelta(0), secret: SecretStr = NEW) -> dict[str, str]:
    return signed_headers("msg-1", BODY, secret, datetime.now(UTC) + shift)


def test_a_message_signed_with_the_newest_secret_gives_its_id() -> None:
    assert verify(BODY, headers_at(), (NEW,)) == "msg-1"


def test_the_former_secret_is_still_accepted_during_a_rotation() -> None:
    assert verify(BODY, headers_at(secret=OLD), (NEW, OLD)) == "msg-1"


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_message_more_than_five_minutes_off_is_refused(minutes: int) -> None:
    with pytest.raises(SignatureInvalid):
        verify(BODY, headers_at(timedelta(minutes=minutes)), (NEW,))


def test_another_agencys_secret_is_refused() -> None:
    with pytest.raises(SignatureInvalid):
        verify(BODY, headers_at(secret=FOREIGN), (NEW, OLD))


def test_a_changed_byte_is_refused() -> None:
    with pytest.raises(SignatureInvalid):
        verify(BODY.replace(b"ACCEPTED", b"DECLINED"), headers_at(), (NEW,))


@pytest.mark.parametrize("signature", ["", "v1", "v1,", "v1,%%%", "v2,abcd"])
def test_a_malformed_signature_is_refused_and_not_an_error(signature: str) -> None:
    with pytest.raises(SignatureInvalid):
        verify(BODY, headers_at() | {SIGNATURE: signature}, (NEW,))


def test_undecodable_bytes_are_refused_and_not_an_error() -> None:
    with pytest.raises(SignatureInvalid):
        verify(b"\xff\xfe", headers_at(), (NEW,))
