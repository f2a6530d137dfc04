"""The parts of the web, each an area with routes that say what they open."""

from web.access import Area
from web.account.routes import area as account
from web.acts.routes import area as acts
from web.agencies.routes import area as bodies
from web.agreements.routes import area as agreements
from web.campaigns.routes import area as campaigns
from web.campaigns.survey import area as survey
from web.casebook.routes import area as casebook
from web.cases.routes import area as cases
from web.coming.routes import area as coming
from web.conferences.routes import area as conferences
from web.decision_files.routes import area as decision_files
from web.directory.parts import area as directory
from web.episodes.routes import area as episodes
from web.exchange.routes import area as exchange
from web.fhir.routes import area as fhir
from web.figures.routes import area as figures
from web.health import area as health
from web.housing.routes import area as housing
from web.imports.routes import area as imports
from web.inbox.routes import area as inbox
from web.learning.routes import area as learning
from web.ledger.routes import area as ledger
from web.lessons.routes import area as lessons
from web.links.keeping import area as partner_access
from web.links.routes import area as links
from web.notices.routes import area as notices
from web.operations.engine_ui import area as engine_ui
from web.operations.routes import area as operations
from web.partner.routes import area as partner
from web.policies.parts import area as policies
from web.protection.routes import area as protection
from web.report.parts import area as told
from web.serving.routes import area as serving
from web.situation.routes import area as situation
from web.stalled.routes import area as stalled
from web.transfers.routes import area as transfers
from web.triage.routes import area as triage
from web.webhooks.routes import area as webhooks
from web.workers.routes import area as workers

AREAS: tuple[Area, ...] = (
    health,
    webhooks,
    fhir,
    links,
    account,
    told,
    inbox,
    acts,
    episodes,
    cases,
    decision_files,
    coming,
    stalled,
    serving,
    workers,
    protection,
    conferences,
    notices,
    transfers,
    housing,
    ledger,
    figures,
    exchange,
    imports,
    directory,
    bodies,
    agreements,
    partner_access,
    triage,
    situation,
    campaigns,
    survey,
    casebook,
    lessons,
    learning,
    partner,
    policies,
    operations,
    engine_ui,
)
