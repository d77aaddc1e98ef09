"""All pages of accounts: signing up and in, the account itself, and the desks of staff."""

from accounts.blueprint import blueprint
from accounts.desk import pages as desk_pages
from accounts.pages import entry, forgotten, opening, own

PAGES = (opening, entry, forgotten, own, desk_pages)

__all__ = ["PAGES", "blueprint"]
