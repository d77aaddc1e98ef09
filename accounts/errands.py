"""The errand of a person at the door: for which service they came. The floor that knows it tells it; every page may show it."""

from dataclasses import dataclass, field

from flask import g

from accounts.blueprint import blueprint


@dataclass(frozen=True, slots=True)
class Errand:
    """A service on whose way a person is, as it may be known before they sign in.

    Addresses are empty where the service told none, and `logo` and `leave` (where a person turns back) are our own; `languages` are the ones that it wishes for its
    pages, `hint` is who it expects to sign in, and worth no more than words typed by a stranger.
    """

    service: str
    is_verified: bool
    homepage: str = ""
    privacy: str = ""
    terms: str = ""
    logo: str = ""
    leave: str = ""
    languages: tuple[str, ...] = ()
    hint: str = field(default="", repr=False)


def tell(errand: Errand) -> None:
    """Let the pages of this request know the errand."""
    g.errand = errand


@blueprint.app_template_global("errand")
def current() -> Errand | None:
    """Return the errand of this request, if the person has one."""
    found = g.get("errand")
    return found if isinstance(found, Errand) else None
