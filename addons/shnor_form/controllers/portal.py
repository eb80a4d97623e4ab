from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import SessionExpiredException, content_disposition, request

from odoo.addons.survey.controllers.main import Survey

# more than a file may have, so that who sends too much is told so in words
MAX_UPLOAD = 25 * 1024 * 1024


class FormPortal(http.Controller):
    """The filling page and what it calls.

    Every route finds its sheet by ``_form_find``, which lets in owners, delegates (by their
    account or by the secret of their link) and staff whom the record rules admit; nobody else is
    told that there is such a form.
    """

    @http.route("/my/forms/<int:sheet_id>", type="http", auth="public", website=True)
    def form_page(self, sheet_id, token=None):
        """Show the filling page; a visitor without a link is asked to log in first."""
        try:
            sheet, access = self._find(sheet_id, token)
        except MissingError:
            if request.env.user._is_public() and not token:
                return request.redirect(f"/web/login?redirect=/my/forms/{sheet_id}")
            raise request.not_found()
        sheet._form_prefill()
        values = {
            "sheet": sheet,
            "payload": sheet._form_payload(access),
            "access": access,
            "token": token or "",
        }
        return request.render("shnor_form.filling_page", values)

    @http.route("/my/forms/<int:sheet_id>/load", type="jsonrpc", auth="public")
    def form_load(self, sheet_id, token=None):
        """Return what the page shows."""
        sheet, access = self._find(sheet_id, token)
        sheet._form_prefill()
        return sheet._form_payload(access)

    @http.route("/my/forms/<int:sheet_id>/save", type="jsonrpc", auth="public")
    def form_save(self, sheet_id, saves=None, client=None, known=0, token=None):
        """Save answers; the same request may come again."""
        sheet, access = self._find(sheet_id, token)
        client = client[:64] if isinstance(client, str) and client else "unknown"
        saves = saves if isinstance(saves, list) else []
        return sheet._form_save(saves, access, client, known)

    @http.route("/my/forms/<int:sheet_id>/submit", type="jsonrpc", auth="public")
    def form_submit(self, sheet_id, key=None, warning_comments=None, token=None):
        """Hand the form in; the same request may come again."""
        sheet, access = self._find(sheet_id, token)
        key = key[:64] if isinstance(key, str) and key else None
        comments = warning_comments if isinstance(warning_comments, dict) else None
        result = self._told(sheet._form_submit, key, comments, access)
        return {**result, "sheet": sheet._form_sheet_payload(access)}

    @http.route("/my/forms/<int:sheet_id>/reply", type="jsonrpc", auth="public")
    def form_reply(self, sheet_id, query_id=None, body=None, token=None):
        """Reply to a question of the committee."""
        sheet, access = self._find(sheet_id, token)
        return self._told(self._reply, sheet, access, query_id, body)

    def _reply(self, sheet, access, query_id, body):
        known = sheet._form_visible_schema(access)["questions"]
        query = sheet.form_query_ids.filtered(lambda one: one.id == query_id and one.code in known)
        if not query:
            raise UserError(request.env._("There is no such question. Reload the page."))
        if not sheet._form_may_fill(access) or sheet.form_locked:
            raise AccessError(request.env._("You may read this form, not fill it."))
        query._reply(str(body or ""), access["partner"])
        return {"query": query._as_dict()}

    @http.route("/my/forms/<int:sheet_id>/delegate", type="jsonrpc", auth="user")
    def form_delegate(self, sheet_id, name="", email="", sections=None, account=False):
        """Give sections to a colleague."""
        sheet, access = self._find(sheet_id)
        return self._told(self._delegate, sheet, access, name, email, sections, account)

    def _delegate(self, sheet, access, name, email, sections, account):
        sections = sections if isinstance(sections, list) else []
        _delegation, link = sheet._form_delegate(
            str(name), str(email), sections, account is True, access
        )
        return {"delegations": sheet._form_delegations_payload(access), "link": link}

    @http.route("/my/forms/<int:sheet_id>/withdraw", type="jsonrpc", auth="user")
    def form_withdraw(self, sheet_id, delegation_id=None):
        """Take sections back from a colleague."""
        sheet, access = self._find(sheet_id)
        if access["role"] == "owner":
            sheet.form_delegation_ids.filtered(lambda one: one.id == delegation_id)._withdraw()
        return {"delegations": sheet._form_delegations_payload(access)}

    @http.route(
        "/my/forms/<int:sheet_id>/evidence",
        type="http",
        auth="public",
        methods=["POST"],
        max_content_length=MAX_UPLOAD,
    )
    def form_attach(self, sheet_id, code=None, ufile=None, token=None):
        """Take a file that proves an answer."""
        sheet, access = self._find(sheet_id, token)
        result = self._told(self._attach, sheet, access, code, ufile)
        return request.make_json_response(result)

    def _attach(self, sheet, access, code, ufile):
        if not ufile or not hasattr(ufile, "read"):
            raise UserError(request.env._("Choose a file."))
        sheet._form_attach(code, ufile.filename, ufile.read(), access)
        known = sheet._form_visible_schema(access)["questions"]
        return {"evidence": sheet._form_evidence_payload(known)}

    @http.route("/my/forms/<int:sheet_id>/evidence/remove", type="jsonrpc", auth="public")
    def form_detach(self, sheet_id, evidence_id=None, token=None):
        """Take a file away."""
        sheet, access = self._find(sheet_id, token)
        return self._told(self._detach, sheet, access, evidence_id)

    def _detach(self, sheet, access, evidence_id):
        sheet._form_detach(evidence_id, access)
        known = sheet._form_visible_schema(access)["questions"]
        return {"evidence": sheet._form_evidence_payload(known)}

    @http.route("/my/forms/<int:sheet_id>/evidence/<int:evidence_id>", type="http", auth="public")
    def form_evidence(self, sheet_id, evidence_id, token=None):
        """Send a file of the form, to be kept and not shown by the browser."""
        try:
            sheet, access = self._find(sheet_id, token)
        except MissingError:
            raise request.not_found()
        known = sheet._form_visible_schema(access)["questions"]
        evidence = sheet.form_evidence_ids.filtered(
            lambda one: one.id == evidence_id and one.code in known
        )
        if not evidence:
            raise request.not_found()
        headers = [
            ("Content-Type", evidence.mimetype),
            ("Content-Disposition", content_disposition(evidence.name)),
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Security-Policy", "default-src 'none'"),
        ]
        return request.make_response(evidence.with_context(bin_size=False)._content(), headers)

    def _find(self, sheet_id, token=None):
        token = token if isinstance(token, str) and token else None
        try:
            return request.env["survey.user_input"]._form_find(sheet_id, token)
        except MissingError:
            if request.env.user._is_public() and not token and request.httprequest.is_json:
                # the page keeps its answers and asks to log in again
                raise SessionExpiredException("Session expired") from None
            raise

    def _told(self, function, *arguments):
        """Return what the function does, or ``{"error": words}`` of what it refuses."""
        try:
            with request.env.cr.savepoint():
                return function(*arguments)
        except UserError as error:
            return {"error": str(error)}


class ClosedSurvey(Survey):
    """Survey's own pages know nothing of our forms: whatever the token, there is no survey."""

    def _fetch_from_access_token(self, survey_token, answer_token):
        survey, answer = super()._fetch_from_access_token(survey_token, answer_token)
        if survey.is_form or answer.is_form:
            return survey.browse(), answer.browse()
        return survey, answer

    @http.route()
    def survey_report(self, survey, answer_token=None, **post):
        """Show Survey's results, which for a form would tell one district about another.

        :raise NotFound: the survey is a form
        """
        if survey.is_form:
            raise NotFound()
        return super().survey_report(survey, answer_token=answer_token, **post)
