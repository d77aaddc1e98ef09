"""All pages of accounts: signing up and in, the account itself, and the desks of staff."""

from accounts.blueprint import blueprint
from accounts.desk import pages as desk_pages
from accounts.pages import apps, entry, forgotten, not_me, office, opening, own, passkeys, rights

PAGES = (opening, entry, apps, forgotten, office, not_me, own, passkeys, rights, desk_pages)

__all__ = ["PAGES", "blueprint"]
