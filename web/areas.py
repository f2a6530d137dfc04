"""The parts of the web, each an area with routes that say what they open."""

from web.access import Area
from web.account.routes import area as account
from web.acts.routes import area as acts
from web.cases.routes import area as cases
from web.episodes.routes import area as episodes
from web.health import area as health
from web.inbox.routes import area as inbox
from web.operations.engine_ui import area as engine_ui
from web.operations.routes import area as operations
from web.policies.routes import area as policies
from web.transfers.routes import area as transfers
from web.webhooks.routes import area as webhooks

AREAS: tuple[Area, ...] = (
    health,
    webhooks,
    account,
    inbox,
    acts,
    episodes,
    cases,
    transfers,
    policies,
    operations,
    engine_ui,
)
