"""Step-up (SR-06): the password once more, at the very act that needs it and for it alone."""

from store import people
from web import passwords
from web.attempts import attempts_of
from web.records import origin_of
from web.visitor import Visit


async def password_fault(visit: Visit, password: str) -> tuple[str, dict[str, str]] | None:
    """None when it is the visitor's own; guessing is slowed down as it is at the login."""
    async with visit.read() as session:
        person = await people.person(session, visit.visitor.person)
        account = await people.by_login(session, person.login) if person else None
    if account is None:
        return "PASSWORD_WRONG", {}
    attempts = attempts_of(visit.request.app.state)
    login, origin = account.person.login, origin_of(visit)
    minutes = attempts.wait_minutes(login, origin)
    if minutes:
        return "LOGIN_SLOWED", {"minutes": str(minutes)}
    if not await passwords.matches(password, account.password_hash):
        attempts.failed(login, origin)
        return "PASSWORD_WRONG", {}
    attempts.succeeded(login)
    return None
