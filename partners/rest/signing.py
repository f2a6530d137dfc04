"""Standard Webhooks signatures: id, timestamp and raw body under a secret of the agency."""

from datetime import UTC, datetime

from pydantic import SecretStr
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"


class SignatureInvalid(Exception):
    """Missing, wrong, old or another's signature; the sender learns no more than that (B20)."""


def signed_headers(message_id: str, body: bytes, secret: SecretStr, at: datetime) -> dict[str, str]:
    """Headers for one attempt; the id stays the same over all attempts, the timestamp does not."""
    signature = Webhook(secret.get_secret_value()).sign(
        message_id, at.astimezone(UTC), body.decode()
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
