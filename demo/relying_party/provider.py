"""Sekali as these e-services see it: Authlib's client, configured from the issuer's discovery document alone."""

from typing import Any, cast

from authlib.integrations.flask_client import OAuth
from flask import Flask, current_app

from demo.relying_party.beginnings import Beginnings
from demo.relying_party.configuration import Offer, Registration

OFFER = "demo.offer"
REGISTRATION = "demo.registration"
TIMEOUT_SECONDS = 10
NAME = "sekali"


def connect(app: Flask, offer: Offer, registration: Registration) -> None:
    """Connect `app` to Sekali: authorization code with PKCE S256, state and nonce, and the secret in the header."""
    oauth = OAuth(app, cache=Beginnings())
    oauth.register(
        NAME,
        client_id=registration.client_id,
        client_secret=registration.client_secret,
        server_metadata_url=registration.metadata_url,
        client_kwargs={
            "scope": offer.scope,
            "code_challenge_method": "S256",
            "token_endpoint_auth_method": "client_secret_basic",
            "default_timeout": TIMEOUT_SECONDS,
        },
    )
    app.extensions[OFFER] = offer
    app.extensions[REGISTRATION] = registration


def client() -> Any:
    """Return Authlib's client for Sekali."""
    return current_app.extensions["authlib.integrations.flask_client"].create_client(NAME)


def offer() -> Offer:
    """Return the e-service that this program is."""
    return cast("Offer", current_app.extensions[OFFER])


def registration() -> Registration:
    """Return what Sekali gave this e-service."""
    return cast("Registration", current_app.extensions[REGISTRATION])
