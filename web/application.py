"""The application: all wings put together behind one door. The only file that knows every wing's routes."""

from flask import Flask

from accounts import routes as accounts
from consent import routes as consent
from core import db as database
from core.clock import Clock, system_clock
from core.environment import SettingsError, load
from core.runtime import CLOCK, SETTINGS
from core.settings import Settings
from keys.opening import open_ring
from keys.ring import KeyRing
from keys.runtime import KEYS
from ledger.verify.report import UnreadableError
from ledger.witnessing.rules import read_witnesses
from oidc import routes as oidc
from vault import routes as vault
from web.api import routes as api
from web.desks.auditor import routes as auditor
from web.desks.officer import recoveries
from web.desks.officer import routes as officer
from web.desks.protection import purposes as protection
from web.door import (
    bodies,
    carrying,
    errors,
    form_check,
    forwarding,
    headers,
    hosts,
    mutual_tls,
    page_parts,
    request_log,
    speech,
)
from web.door.shortcut import Shortcut
from web.health import routes as health
from web.ledger_pages import routes as ledger_pages
from web.pages import routes as pages

LARGEST_BODY = 1_000_000  # bytes
MOST_FORM_PARTS = 1_000


def create_app(settings: Settings | None = None, *, keys: KeyRing | None = None, clock: Clock = system_clock) -> Flask:
    """Return the provider for `settings` (the environment's when None).

    Raises `SettingsError` or `KeyRingError`, each in one sentence, when it cannot be served.
    """
    settings = settings or load()
    _check_witnesses(settings)
    app = Flask(__name__, static_folder="static", static_url_path="/static")
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        MAX_FORM_PARTS=MOST_FORM_PARTS,
        PREFERRED_URL_SCHEME="https" if settings.is_secure else "http",
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        # A statement's values are citizens' values: no exception may quote them.
        SQLALCHEMY_ENGINE_OPTIONS=database.engine_options(settings.database_url) | {"hide_parameters": True},
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.extensions[SETTINGS] = settings
    app.extensions[CLOCK] = clock
    app.extensions[KEYS] = keys or open_ring(settings)
    database.db.init_app(app)
    with app.app_context():
        database.prepare(database.db.engine)
    # Answers pass these parts from the last to the first: the log is told last, when everything is decided.
    visits = request_log.install(app)
    for part in (bodies, headers, speech, hosts, carrying, form_check, errors, page_parts):
        part.install(app)
    _add_wings(app)
    app.wsgi_app = Shortcut(app, app.wsgi_app, settings, visits)  # type: ignore[method-assign]
    if settings.mtls_address:
        app.wsgi_app = mutual_tls.MutualTls(app.wsgi_app, settings)  # type: ignore[method-assign]
    if settings.trusted_proxies:
        app.wsgi_app = forwarding.Forwarding(app.wsgi_app, settings)  # type: ignore[method-assign]
    return app


def _check_witnesses(settings: Settings) -> None:
    try:
        read_witnesses(settings.witnesses)
    except UnreadableError as error:
        raise SettingsError(f"SEKALI_WITNESSES: {error}") from None


def _add_wings(app: Flask) -> None:
    for wing in (
        pages,
        ledger_pages,
        health,
        api,
        auditor,
        officer,
        recoveries,
        protection,
        accounts,
        vault,
        consent,
        oidc,
    ):
        app.register_blueprint(wing.blueprint)
