"""Kartu perpustakaan kota: a card from two derived answers, or the reason why there is none."""

from flask import Blueprint, render_template

from demo.relying_party.library_card import card_for
from demo.relying_party.pages import present_visit

pages = Blueprint("own", __name__)


@pages.get("/")
def home() -> str:
    """Show the card, or what the library would ask."""
    visit = present_visit()
    decided = card_for(visit.answer, visit.subject) if visit else None
    return render_template("relying_party/library.html", decided=decided)
