"""Standard Webhooks signatures: id, timestamp and raw body under a secret of the agency."""

from datetime import UTC, datetime
from hmac import compare_digest

from pydantic import SecretStr
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
LONGEST_TIMESTAMP = 12
"""Digits; more are no time of this millennium."""


class SignatureInvalid(Exception):
    """Missing, wrong, old or another's signature; the sender learns no more than that (B20)."""


def signed_headers(
    message_id: str, body: bytes, secret: SecretStr, at: datetime, *older: SecretStr
) -> dict[str, str]:
    """Headers for one attempt; the id stays the same over all attempts, the timestamp does not.

    During a rotation it is signed with the ``older`` secrets too: whichever the body holds fits.
    """
    signature = " ".join(
        Webhook(one.get_secret_value()).sign(message_id, at.astimezone(UTC), body.decode())
        for one in (secret, *older)
    )
    return {
        "content-type": "application/json",
        "idempotency-key": message_id,
        ID: message_id,
        TIMESTAMP: str(int(at.timestamp())),
        SIGNATURE: signature,
    }


def verify(body: bytes, headers: dict[str, str], secrets: tuple[SecretStr, ...]) -> str:
    """Return the message id if any current secret signed exactly these bytes within five minutes.

    Raises SignatureInvalid otherwise. Checked before the body is parsed.
    """
    for secret in secrets:
        try:
            Webhook(secret.get_secret_value()).verify(body, headers, json_parse=False)
        except (WebhookVerificationError, ValueError):
            # ValueError: undecodable body or signature text; as wrong as a wrong signature.
            continue
        return headers[ID]
    raise SignatureInvalid


def signed_at(body: bytes, headers: dict[str, str], secrets: tuple[SecretStr, ...]) -> int | None:
    """Seconds since 1970 of a message a current secret really signed, however old; else None."""
    at, message_id = headers.get(TIMESTAMP, ""), headers.get(ID, "")
    if not (at.isascii() and at.isdecimal() and len(at) <= LONGEST_TIMESTAMP and message_id):
        return None
    given = headers.get(SIGNATURE, "").split(" ")
    try:
        moment = datetime.fromtimestamp(int(at), UTC)
        ours = [
            Webhook(one.get_secret_value()).sign(message_id, moment, body.decode())
            for one in secrets
        ]
    except (ValueError, OverflowError, OSError):
        return None
    fits = any(compare_digest(a.encode(), b.encode()) for a in ours for b in given)
    return int(at) if fits else None
