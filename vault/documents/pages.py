"""The pages of documents: one file at a time, sent by a plain form, or piece by piece by a browser with JavaScript."""

from collections.abc import Iterator
from datetime import date

from flask import Blueprint, Response, abort, g, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import citizen_only
from accounts.sign_ins import SignIn
from core.db import keeping, reading
from core.runtime import request_time, settings
from keys.runtime import ring
from vault import catalogue
from vault.documents import opening, safe, store, taking, uploads
from vault.documents.kinds import LARGEST_UPLOAD, PDF, NotTaken
from vault.documents.store import Upload
from vault.documents.taking import Pieces
from vault.fields.field import Field
from vault.pages.group import return_to
from vault.texts import sentence
from vault.validation.dates import local_day
from vault.validation.outcome import Problem

FORM_PARTS = 65_536  # bytes beside the file itself
BYTES = "application/offset+octet-stream"
TUS = "1.0.0"
SANDBOXED = "default-src 'none'; sandbox"


@citizen_only
def page(sign_in: SignIn, field: str) -> ResponseReturnValue:
    """Show one document, and the form that replaces it."""
    return _page(sign_in, _field(field))


@citizen_only
def keep(sign_in: SignIn, field: str) -> ResponseReturnValue:
    """Keep the file that was sent, or the one that was uploaded in pieces; or take the document away."""
    wanted = _field(field)
    if "remove" in request.form:
        with keeping() as session:
            taking.remove(session, ring(), sign_in.citizen, wanted, request_time())
        return redirect(url_for("vault.document", field=field, removed="1", return_to=return_to() or None), 303)
    upload = _upload(sign_in, request.form["upload"]) if request.form.get("upload") else None
    try:
        pieces = _sent() if upload is None else _uploaded(upload)
        prepared = taking.prepare(wanted, pieces, settings().scanner, request.form.get("expires", ""), request_time())
    except NotTaken as refusal:
        if upload is not None and refusal.code != "scanner_away":
            with keeping() as session:
                store.forget_upload(session, upload.id)
        return _page(sign_in, wanted, refusal.code), 422
    with keeping() as session:
        if upload is not None:
            store.forget_upload(session, upload.id)
        if not taking.keep(session, ring(), sign_in.citizen, prepared, request_time()):
            abort(403)
    return redirect(url_for("vault.document", field=field, saved="1", return_to=return_to() or None), 303)


@citizen_only
def show_file(sign_in: SignIn, field: str) -> ResponseReturnValue:
    """Give the citizen their own file."""
    with reading() as session:
        found = opening.document(session, ring(), sign_in.citizen, _field(field).key)
    if found is None:
        abort(404)
    answer = Response(stream_with_context(opening.pieces(reading, found)), mimetype=found.kind)
    answer.content_length = found.size
    kind, ending = ("attachment", "pdf") if found.kind == PDF else ("inline", "jpg")
    answer.headers["Content-Disposition"] = f'{kind}; filename="{field}.{ending}"'
    answer.headers["Content-Security-Policy"] = SANDBOXED
    return answer


@citizen_only
def begin_upload(sign_in: SignIn, field: str) -> ResponseReturnValue:
    """Begin an upload in pieces (tus 1.0, creation): the size is told, the address of the upload is answered."""
    size = request.headers.get("Upload-Length", "")
    try:
        with keeping() as session:
            told = int(size) if size.isascii() and size.isdigit() and len(size) < 12 else 0  # noqa: PLR2004
            upload = uploads.begin(session, sign_in.citizen, _field(field).key, told, request_time())
    except NotTaken as refusal:
        return Response(sentence(Problem(refusal.code)), 422, mimetype="text/plain")
    answer = _told(0, 201)
    answer.headers["Location"] = url_for("vault.upload", upload=upload.id)
    return answer


@citizen_only
def upload_state(sign_in: SignIn, upload: str) -> ResponseReturnValue:
    """Tell how much of an upload is here (tus 1.0, core)."""
    found = _upload(sign_in, upload)
    answer = _told(found.received, 200)
    answer.headers["Upload-Length"] = str(found.size)
    return answer


@citizen_only
def append_upload(sign_in: SignIn, upload: str) -> ResponseReturnValue:
    """Keep the next bytes of an upload; 409 when they do not follow on those that are here."""
    if request.mimetype != BYTES:
        abort(415)
    found, offset = _upload(sign_in, upload), request.headers.get("Upload-Offset", "")
    if offset != str(found.received):
        return _told(found.received, 409)
    with keeping() as session:
        after = uploads.append(session, ring(), found, found.received, request.get_data(cache=False))
    return _told(found.received, 409) if after is None else _told(after, 204)


def mount(target: Blueprint) -> None:
    """Add the addresses of documents to the blueprint of the vault."""
    # Only here a request may be as large as a photo.
    keep.largest_body = LARGEST_UPLOAD + FORM_PARTS  # type: ignore[attr-defined]
    one, parts = "/profile/documents/<field>", "/profile/uploads/<upload>"
    target.add_url_rule(one, "document", page, methods=["GET"])
    target.add_url_rule(one, "keep_document", keep, methods=["POST"])
    target.add_url_rule(f"{one}/file", "document_file", show_file, methods=["GET"])
    target.add_url_rule(f"{one}/uploads", "begin_upload", begin_upload, methods=["POST"])
    target.add_url_rule(parts, "upload", upload_state, methods=["GET"])
    target.add_url_rule(parts, "append_upload", append_upload, methods=["PATCH"])


def _page(sign_in: SignIn, field: Field, refusal: str = "") -> str:
    with reading() as session:
        found = opening.document(session, ring(), sign_in.citizen, field.key)
    g.has_script = g.asks_itself = True
    told, today = found.value.data if found else {}, local_day(request_time()).isoformat()
    return render_template(
        "vault/document.html", field=field, group=catalogue.GROUPS[field.group], value=found and found.value,
        is_picture=found is not None and found.kind != PDF, error=sentence(Problem(refusal)) if refusal else "",
        is_over=told.get("expires", today) < today,
        removed_on=date.fromisoformat(told["removed_on"]) if "removed_on" in told else None, is_about_date=refusal.startswith(("date", "expiry")), largest=LARGEST_UPLOAD, return_to=return_to(),
        supported=[catalogue.FIELDS[key] for key in field.supports], expires=request.form.get("expires", ""),
    )  # fmt: skip


def _field(key: str) -> Field:
    return catalogue.DOCUMENTS.get(key) or abort(404)


def _sent() -> Pieces:
    sent = request.files.get("file")
    data = sent.read() if sent is not None else b""
    if not data:
        raise NotTaken("file_missing")
    if len(data) > LARGEST_UPLOAD:
        raise NotTaken("file_large")
    return lambda: safe.cut(data)


def _uploaded(upload: Upload) -> Pieces:
    if not upload.is_complete:
        raise NotTaken("file_cut_off")

    def pieces() -> Iterator[bytes]:
        return uploads.pieces(reading, ring(), upload)

    return pieces


def _upload(sign_in: SignIn, name: str) -> Upload:
    with reading() as session:
        return store.upload(session, sign_in.citizen, name, request_time()) or abort(404)


def _told(offset: int, status: int) -> Response:
    answer = Response(status=status)
    answer.headers["Tus-Resumable"] = TUS
    answer.headers["Upload-Offset"] = str(offset)
    return answer
