"""The provider's routes, gathered under one blueprint."""

import oidc.clients.routes
import oidc.device.routes
import oidc.endpoints.routes
import oidc.pages.errands
import oidc.pages.logos
import oidc.pages.routes
import oidc.pushing.routes
import oidc.signals.routes  # noqa: F401 - each import adds its views
from oidc.blueprint import blueprint

__all__ = ["blueprint"]
