"""The intent key a form carries: chosen when the form is made, the same over all its repeats.

It is bound to the session it was made for, so that nobody can send another person's form; it is not
a defence against foreign origins (that is the origin check).
"""

import base64
import hashlib
import hmac
import secrets

from care.model.ids import IntentKey
from web.visitor import Visitor
from web.words import Problem

FIELD = "intent"


def new_intent() -> IntentKey:
    return IntentKey(base64.b32encode(secrets.token_bytes(15)).decode().lower())


def sealed_intent(visitor: Visitor, intent: IntentKey | None = None) -> str:
    """What the hidden field holds: the key and its bond to this session."""
    key = intent or new_intent()
    return f"{key}.{_bond(visitor, key)}"


def opened_intent(visitor: Visitor, given: str) -> IntentKey:
    """The key, or FORM_EXPIRED when the form was made for another session or person."""
    key, _, bond = given.partition(".")
    if not key or not hmac.compare_digest(bond.encode(), _bond(visitor, key).encode()):
        raise Problem(403, "FORM_EXPIRED")
    return IntentKey(key)


def _bond(visitor: Visitor, key: str) -> str:
    message = f"{visitor.person}\0{key}".encode()
    return hmac.new(visitor.token.encode(), message, hashlib.sha256).hexdigest()[:32]
