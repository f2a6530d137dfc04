"""What comes in is verified before it is parsed, and strange JSON is refused with its place."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from care.messages.inbound import InboundRejected, IncomingAnswer
from care.model.codes import PartnerAnswer
from partners.rest.inbound import read_answer
from partners.rest.signing import signed_headers

SECRET = SecretStr("whsec_" + "s" * 32)


def read(body: bytes, shift: timedelta = timedelta(0)) -> IncomingAnswer | InboundRejected:
    text = body.decode(errors="replace").encode()
    headers = signed_headers("m-1", text, SECRET, datetime.now(UTC) + shift)
    return read_answer(text, headers, (SECRET,))


def test_a_signed_answer_becomes_an_incoming_answer() -> None:
    found = read(b'{"referral":"k-00000001","answer":"ACCEPTED","scheduled_on":"2026-04-23"}')

    assert isinstance(found, IncomingAnswer)
    assert (found.message_id, found.answer) == ("m-1", PartnerAnswer.ACCEPTED)


def test_unknown_fields_are_ignored_so_that_a_body_can_grow_first() -> None:
    found = read(b'{"referral":"k-00000001","answer":"STARTED","mood":"good"}')

    assert isinstance(found, IncomingAnswer)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b"not json", ""),
        (b"[]", "/"),
        (b'{"referral":"k-00000001","answer":"PERHAPS"}', "/answer"),
        (b'{"referral":"k 1","answer":"ACCEPTED"}', "/referral"),
        (b'{"referral":"k-00000001","answer":"DONE","answer":"DECLINED"}', "/answer"),
        (b'{"referral":"k-00000001","answer":"DONE","x":1e999}', ""),
        (b'{"referral":"k-00000001","answer":"DONE","x":NaN}', ""),
        (b'{"referral":"k-00000001","answer":"DONE","x":"\\ud800"}', ""),
        (b'{"referral":"k-00000001","answer":"DONE"}', "/outcome"),
        (b'{"referral":"k-00000001","answer":"DECLINED"}', "/decline_reason"),
        (b'{"referral":"k-00000001","answer":"SCHEDULED"}', "/scheduled_on"),
        (b'{"x":' * 100 + b"1" + b"}" * 100, ""),
        (b"[" * 50_000, ""),
    ],
)
def test_a_wrong_payload_is_refused_with_the_place_of_its_first_fault(
    body: bytes, pointer: str
) -> None:
    assert read(body) == InboundRejected(code="PAYLOAD_INVALID", pointer=pointer)


def test_a_clock_ten_minutes_off_is_told_so() -> None:
    refused = read(b"{}", timedelta(minutes=-10))

    assert isinstance(refused, InboundRejected)
    assert refused.code == "TIMESTAMP_OUT_OF_RANGE"
    assert refused.skew_seconds == pytest.approx(-600, abs=2)


def test_a_message_without_a_signature_is_refused_before_it_is_parsed() -> None:
    assert read_answer(b"not json", {}, (SECRET,)) == InboundRejected(code="SIGNATURE_INVALID")


@given(st.binary(max_size=400))
def test_no_bytes_whatever_raise(body: bytes) -> None:
    read(body)
