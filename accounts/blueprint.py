"""The blueprint of all pages about the account itself."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__, template_folder="templates")
