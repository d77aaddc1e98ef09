"""Puts one e-service together: Authlib's client, its pages, its own cookie, and plain headers."""

import secrets

from flask import Flask, Response

from demo.relying_party import aid_pages, library_pages, pages, queue_pages
from demo.relying_party.configuration import AID, LIBRARY, QUEUE, Offer, Registration
from demo.relying_party.provider import connect

OWN_PAGES = {QUEUE.key: queue_pages.pages, LIBRARY.key: library_pages.pages, AID.key: aid_pages.pages}


def create_app(offer: Offer, registration: Registration) -> Flask:
    """Return the program of one e-service, registered at Sekali as `registration`."""
    app = Flask("demo.relying_party")
    app.config.update(
        # Visits live as long as the program, so the key that signs its cookie may do so too.
        SECRET_KEY=secrets.token_bytes(32),
        SESSION_COOKIE_NAME=offer.cookie,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=64 * 1024,
        PREFERRED_URL_SCHEME="http",
    )
    connect(app, offer, registration)
    app.register_blueprint(pages.pages)
    app.register_blueprint(OWN_PAGES[offer.key])
    app.context_processor(pages.words_of_the_page)
    app.after_request(lambda answer: _with_headers(answer, registration.issuer))
    return app


def _with_headers(answer: Response, issuer: str) -> Response:
    answer.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' {issuer}; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    if answer.mimetype == "text/html":
        answer.headers["Cache-Control"] = "no-store"
    return answer
