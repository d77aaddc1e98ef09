"""The pages that all three e-services have: sign-in and back, sign-out, refusals, language, privacy."""

from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from demo.relying_party import sign_in, words
from demo.relying_party.provider import client, offer, registration
from demo.relying_party.refusals import RefusedError
from demo.relying_party.visits import Visit, Visits

pages = Blueprint("pages", __name__, template_folder="templates", static_folder="static")
VISITS = "demo.visits"


def visits() -> Visits:
    """Return the visits of this program."""
    kept: Visits = current_app.extensions.setdefault(VISITS, Visits())
    return kept


def present_visit() -> Visit | None:
    """Return the visit of whoever is asking."""
    return visits().find(session.get("visit"))


def language() -> str:
    """Return the visitor's language: the one they chose here, else the one their browser prefers, else Indonesian."""
    chosen = session.get("language")
    wished = (tag.partition("-")[0].lower() for tag in request.accept_languages.values())
    return chosen if chosen in words.LANGUAGES else next((tag for tag in wished if tag in words.LANGUAGES), "id")


def words_of_the_page() -> dict[str, Any]:
    """Return what every template may use: `say(id, en)`, and the words of fields, values and moments."""
    spoken = language()
    return {
        "language": spoken,
        "offer": offer(),
        "issuer": registration().issuer,
        "visit": present_visit(),
        "say": lambda text_id, text_en: words.pick((text_id, text_en), spoken),
        "field_text": lambda key: words.pick(words.FIELDS.get(key, (key, key)), spoken),
        "state_text": lambda state: words.pick(words.STATES.get(state or "", ("", "")), spoken),
        "value_text": lambda value: words.value_text(value, spoken),
        "moment_text": lambda seconds: words.moment_text(seconds, spoken),
        "date_text": lambda told: words.date_text(told, spoken),
        "reason_text": lambda reason: words.pick(words.REASONS[words.known_reason(reason)], spoken),
        "withheld_text": lambda reason: words.pick(words.WITHHELD.get(reason, words.UNTOLD), spoken),
    }


@pages.get("/sign-in")
def begin() -> AnyResponse:
    """Send the visitor to Sekali."""
    try:
        return sign_in.begin(language())
    except RefusedError as refusal:
        return _refused(refusal)


@pages.get("/callback")
def callback() -> AnyResponse:
    """Take the answer of Sekali and begin a visit, under a new name in the cookie."""
    try:
        visit = sign_in.complete()
    except RefusedError as refusal:
        return _refused(refusal)
    visits().end(session.get("visit"))
    session["visit"] = visits().begin(visit)
    return redirect(url_for("own.home"), 303)


@pages.get("/refused")
def refused() -> str:
    """Show, kindly, why nothing came."""
    reason = words.known_reason(request.args.get("reason", ""))
    return render_template("relying_party/refused.html", reason=reason)


@pages.post("/sign-out")
def sign_out() -> AnyResponse:
    """Forget the visit, then sign out at Sekali too (OpenID Connect RP-Initiated Logout 1.0)."""
    visit = visits().end(session.pop("visit", None))
    if visit is None:
        return redirect(url_for("own.home"), 303)
    try:
        answer: Response = client().logout_redirect(
            post_logout_redirect_uri=offer().signed_out_uri,
            id_token_hint=visit.id_token,
            client_id=registration().client_id,
            ui_locales=language(),
        )
    except (OSError, RuntimeError, ValueError):
        # The visit here is over in any case; what remains is Sekali's own, and the page says so.
        return redirect(url_for("pages.signed_out"), 303)
    answer.status_code = 303
    return answer


@pages.get("/signed-out")
def signed_out() -> str:
    """Tell that the visit is over."""
    return render_template("relying_party/signed_out.html")


@pages.post("/language")
def choose_language() -> AnyResponse:
    """Keep the visitor's language."""
    if request.form.get("language") in words.LANGUAGES:
        session["language"] = request.form["language"]
    return redirect(url_for("own.home"), 303)


@pages.get("/privacy")
def privacy() -> str:
    """Show what this e-service does with data, before anything is asked."""
    return render_template("relying_party/privacy.html")


@pages.get("/healthz")
def healthz() -> str:
    """Tell that the program runs."""
    return "ok"


def _refused(refusal: RefusedError) -> AnyResponse:
    reason = words.known_reason(refusal.reason, refusal.detail)
    return redirect(url_for("pages.refused", reason=reason), 303)
