import secrets

from odoo import fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import email_normalize

OFFICER = "shnor_form.group_officer"


class SurveyUserInput(models.Model):
    """What officers do with a form: ask, return, accept, open again; and what its owner gives to
    colleagues."""

    _inherit = "survey.user_input"

    def _form_check_officer(self):
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Forms are checked by officers of the committee."))
        for sheet in self.filtered("form_locked"):
            raise UserError(sheet._form_closed_reason())

    def action_form_return(self, reason):
        """Send submitted forms back to be corrected.

        :param str reason: told to the respondents
        :raise UserError: there is no reason, or a form is not in
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Write what is to be corrected."))
        self._form_check_officer()
        self._check_transition("returned")
        self._move_to(
            "returned",
            state="in_progress",
            end_datetime=False,
            form_return_reason=reason.strip(),
            form_only_question_ids=[(5,)],
        )
        self._form_tell_returned()

    def action_form_accept(self):
        """Accept forms, many at once.

        :raise UserError: one of them has open queries, or is still being filled and its time is
            not over
        """
        self._form_check_officer()
        if asked := self.filtered("form_open_query_count"):
            raise UserError(
                self.env._(
                    "There are open queries, close them first: %s",
                    ", ".join(sheet.form_title or sheet.display_name for sheet in asked),
                )
            )
        now = fields.Datetime.now()
        for sheet in self:
            early = sheet.deadline and sheet.deadline >= now
            if sheet.form_state in ("draft", "returned") and (early or not sheet.deadline):
                raise UserError(
                    self.env._(
                        "%s: the form is still being filled and its time is not over.",
                        sheet.form_title or sheet.display_name,
                    )
                )
        self._check_transition("accepted")
        self._form_store_computed()
        self._move_to("accepted", state="done", form_accepted_at=now)
        self._form_tell_accepted()

    def _form_reopen(self, reason, applicant, until, questions=None):
        """Open forms again, or for longer, by a document; no answer is dropped.

        :param str reason: why
        :param str applicant: who asked for it
        :param datetime until: UTC, in the future
        :param questions: survey.question that may be changed; None or empty: all
        :return: shnor.form.reopening, one a form
        :raise UserError: the reason, the applicant or a future date is missing
        """
        self._form_check_officer()
        if not (reason or "").strip() or not (applicant or "").strip():
            raise UserError(self.env._("Write the reason, and who asked for it."))
        if not until or until <= fields.Datetime.now():
            raise UserError(self.env._("Choose a date and time in the future."))
        ids = questions.ids if questions else []
        # sudo: the document is made here only, by an officer who was checked above
        documents = (
            self.env["shnor.form.reopening"]
            .sudo()
            .create(
                [
                    {
                        "sheet_id": sheet.id,
                        "reason": reason.strip(),
                        "applicant": applicant.strip(),
                        "user_id": self.env.uid,
                        "until": until,
                        "question_ids": [(6, 0, ids)],
                        "state_before": sheet.form_state,
                        "revision_before": sheet.form_revision,
                    }
                    for sheet in self
                ]
            )
        )
        again = self.filtered(lambda sheet: sheet.form_state in ("submitted", "accepted"))
        again._check_transition("returned")
        values = {"deadline": until, "form_only_question_ids": [(6, 0, ids)]}
        again._move_to(
            "returned",
            state="in_progress",
            end_datetime=False,
            form_return_reason=reason.strip(),
            form_accepted_at=False,
            **values,
        )
        # sudo: forms are not edited by hand; this follows from the document made above
        (self - again).sudo().write(values)
        self._form_tell_returned()
        return documents

    def _form_tell_returned(self):
        """Tell the respondents that their forms were returned (extension point)."""

    def _form_tell_accepted(self):
        """Tell the respondents that their forms were accepted (extension point)."""

    # ------------------------------------------------------------------
    # Queries
    # ------------------------------------------------------------------
    def _form_ask(self, code, body):
        """Ask about one answer.

        :param str code: of the question
        :param str body: what is asked
        :return: shnor.form.query
        """
        self.ensure_one()
        self._form_check_officer()
        if not (body or "").strip():
            raise UserError(self.env._("Write what you ask."))
        question = self.survey_id._form_schema()["questions"].get(code)
        if question is None:
            raise UserError(self.env._("The form has no question with the code %s.", code))
        # sudo: queries are made here only, by an officer who was checked above
        query = (
            self.env["shnor.form.query"]
            .sudo()
            .create(
                {
                    "sheet_id": self.id,
                    "question_id": question["id"],
                    "user_id": self.env.uid,
                    "line_ids": [(0, 0, self._form_word("ask", body, self.env.user.partner_id))],
                }
            )
            .sudo(self.env.su)
        )
        self._form_tell_asked()
        return query

    def _form_word(self, kind, body, partner):
        return {
            "kind": kind,
            "body": body.replace("\x00", "").strip()[:5000],
            "author_id": partner.id,
        }

    # ------------------------------------------------------------------
    # Delegation
    # ------------------------------------------------------------------
    def _form_delegate(self, name, email, section_ids, account=False, access=None):
        """Give sections to a colleague of the same organisation.

        :param str name: of the colleague
        :param str email: where the link goes
        :param list section_ids: ids of sections of the form
        :param bool account: give the colleague a portal account, too
        :param dict access: see ``_form_find``: the owner
        :return: (shnor.form.delegation, link)
        :raise UserError: something is missing
        """
        self.ensure_one()
        if not access or access["role"] != "owner":
            raise AccessError(self.env._("Only the owner of the form gives sections away."))
        name, email = (name or "").strip(), email_normalize(email or "")
        known = {section["id"] for section in self.survey_id._form_schema()["sections"]}
        chosen = [one for one in section_ids or [] if one in known]
        if not name or not chosen:
            raise UserError(self.env._("Write the colleague's name and choose sections."))
        if not email:
            raise UserError(self.env._("Write the colleague's e-mail: the link is sent there."))
        partner = self._form_colleague(name, email)
        token = secrets.token_urlsafe(24)
        # sudo: the owner was checked above and gives away parts of the own form only
        delegation = (
            self.env["shnor.form.delegation"]
            .sudo()
            .create(
                {
                    "sheet_id": self.id,
                    "partner_id": partner.id,
                    "owner_id": access["partner"].id,
                    "section_ids": [(6, 0, chosen)],
                    "token_hash": self._form_token_hash(token),
                }
            )
        )
        if account:
            self._form_give_account(partner)
        link = f"{self.get_base_url()}/my/forms/{self.id}?token={token}"
        delegation._send_link(link)
        return delegation, link

    def _form_colleague(self, name, email):
        """Return the contact of the organisation with this address, made when there is none."""
        organisation = self.form_organisation_id
        if not organisation:
            raise UserError(self.env._("The form belongs to no organisation."))
        # sudo: a contact of the owner's own organisation, nothing else can be reached
        contacts = self.env["res.partner"].sudo()
        found = contacts.search(
            [("parent_id", "=", organisation.id), ("email_normalized", "=", email)], limit=1
        )
        return found or contacts.with_context(mail_create_nosubscribe=True).create(
            {"name": name[:200], "email": email, "parent_id": organisation.id, "type": "contact"}
        )

    def _form_give_account(self, partner):
        """Make the colleague a portal user, as the portal's own wizard does."""
        if partner.user_ids:
            return
        # sudo: a portal account with no rights of its own, for a contact of the owner's own
        # organisation; an address that is somebody's login already is refused by the wizard
        wizard = self.env["portal.wizard"].sudo().create({"partner_ids": [(6, 0, partner.ids)]})
        line = wizard.user_ids[:1]
        if line.email_state != "ok":
            raise ValidationError(
                self.env._("There is an account with this e-mail already. Use the link instead.")
            )
        line.action_grant_access()
