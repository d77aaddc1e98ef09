"""The simulator's pages and its one question: whoever opens it reads on every page that it is no registry."""

from flask import Flask, Response, jsonify, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from demo.simulator.register import PEOPLE, answers

PAGE = Markup(
    '<!doctype html><html lang="id"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>Simulator Dukcapil</title><h1>Ini simulator, bukan Dukcapil</h1>"
    '<p>Dibuat untuk peragaan Sekali. Ia hanya mengenal orang buatan, dan jawabannya tidak membuktikan apa pun.</p><p lang="en">This '
    "is a simulator and not the civil registry. It knows made-up people only, and its answers prove nothing.</p>{}</html>"
)
LARGEST_BODY = 65_536


def create_app() -> Flask:
    """Return the simulator."""
    app = Flask("demo.simulator")
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.add_url_rule("/", view_func=_home)
    app.add_url_rule("/match", view_func=_match, methods=["POST"])
    app.register_error_handler(404, lambda _error: (PAGE.format(""), 404))
    app.register_error_handler(405, lambda _error: (PAGE.format(""), 405))
    app.after_request(_marked)
    return app


def _home() -> str:
    people = Markup("").join(Markup("<li>{}</li>").format(one["full_name"]) for one in PEOPLE.values())
    return PAGE.format(Markup("<ul>{}</ul>").format(people))


def _match() -> ResponseReturnValue:
    asked = request.get_json()
    fields = asked.get("fields") if isinstance(asked, dict) else None
    if not isinstance(fields, dict) or not isinstance(asked.get("nik"), str):
        return jsonify({"simulator": True, "error": "nik and fields are missing"}), 400
    return jsonify({"simulator": True, "fields": answers(asked["nik"], fields)})


def _marked(answer: Response) -> Response:
    answer.headers["X-Simulator"] = "Dukcapil"
    return answer
