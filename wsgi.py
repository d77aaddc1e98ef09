"""The WSGI entry point: `app` is the provider as the environment describes it."""

from web.application import create_app

app = create_app()
