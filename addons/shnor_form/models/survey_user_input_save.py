import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine import values

# answers that one statement writes
CHUNK = 5000
MAX_SAVES = 50


class SurveyUserInput(models.Model):
    """Saving answers: a handful of statements, whatever the number of questions.

    The ORM would need one round for each line and would work out Survey's scores each time; on
    deadline night each millisecond counts, so answers and their history are written by one SQL
    statement. Whoever writes holds the row of the sheet, so revisions grow one by one.
    """

    _inherit = "survey.user_input"

    def _form_save(self, saves, access=None, client=None, known=0, origin="typed"):
        """Save answers of one sheet as a browser sends them; any number of times, in any order.

        :param list saves: dicts ``{"seq", "code", "value", "comment"?, "confirmed"?, "base"?}``;
            ``base`` is the revision of the answer that the browser had seen
        :param dict access: see ``_form_find``; None for the server's own
        :param str client: name of the browser; with ``seq`` it tells a save that comes twice
        :param int known: the sheet's revision that the browser has seen
        :param str origin: one of ORIGINS
        :return: dict ``{"revision", "acks", "changes", "sheet"}``; an ack has ``seq``, ``code``,
            ``status`` (“saved”, “replayed”, “overtaken”, “refused”, “closed”), ``revision``,
            ``message`` and ``conflict`` (what somebody else had answered meanwhile, or None)
        """
        self.ensure_one()
        self._form_lock()
        schema = self.survey_id._form_schema()
        saves = [self._form_clean_save(schema, save) for save in saves[:MAX_SAVES]]
        reason = self._form_closed_reason(grace=True)
        if not self._form_may_fill(access):
            reason = self.env._("You may read this form, not fill it.")
        lines = self._form_lines([save["question"]["id"] for save in saves if save], known)
        sent = self._form_sent(client, saves)
        acks, rows, revision = [], [], self.form_revision
        for save in filter(None, saves):
            ack = self._form_judge(save, access, reason, client, sent)
            if not ack["status"]:
                revision += 1
                line = lines.get(save["question"]["id"])
                ack.update(self._form_accept_save(save, line, client, revision))
                rows.append(self._form_row(save, line, access, client, revision, origin))
                lines[save["question"]["id"]] = self._form_line_of(rows[-1])
            acks.append(ack)
        self._form_write_rows(rows)
        return {
            "revision": revision,
            "acks": acks,
            "changes": self._form_foreign_changes(lines, client, known),
            "sheet": self._form_short_state(access),
        }

    def _form_save_many(self, answers, origin="import", author=None, confirmed=True):
        """Save answers of many sheets (constant number of statements a few thousand answers).

        Deadline and state are the caller's business; what is closed for good is not written.

        :param dict answers: {survey.user_input: {code: value}}
        :param str origin: one of ORIGINS
        :param author: res.partner, or None for nobody
        :param bool confirmed: False for what a respondent has to look at
        :return: int, number of answers that changed
        :raise UserError: a question does not take a value (nothing is written)
        """
        sheets = self.browse([sheet.id for sheet in answers])
        sheets._form_lock()
        for sheet in sheets.filtered("form_locked"):
            raise UserError(
                self.env._(
                    "%(form)s: %(reason)s",
                    form=sheet.form_title or sheet.display_name,
                    reason=sheet._form_closed_reason(),
                )
            )
        lines = sheets._form_all_lines()
        rows = []
        for sheet in sheets:
            revision = sheet.form_revision
            schema = sheet.survey_id._form_schema()
            for code, value in answers[sheet].items():
                question = schema["questions"].get(code)
                value = sheet._form_read_or_raise(question, code, value)
                line = lines.get((sheet.id, question["id"]))
                same = line and line["value"] == value and line["confirmed"] == confirmed
                if same or (line is None and value is None):
                    continue
                revision += 1
                save = {
                    "question": question,
                    "value": value,
                    "comment": line["comment"] if line else None,
                    "confirmed": confirmed,
                    "seq": None,
                }
                access = {"partner": author} if author is not None else None
                rows.append(sheet._form_row(save, line, access, None, revision, origin))
        self._form_write_rows(rows)
        return len(rows)

    def _form_read_or_raise(self, question, code, value):
        if question is None:
            raise UserError(self.env._("The form has no question with the code %s.", code))
        try:
            return values.read(self.env, question, value)
        except values.ValueProblem as problem:
            raise UserError(
                self.env._(
                    "%(form)s, %(code)s: %(problem)s",
                    form=self.form_title or self.display_name,
                    code=code,
                    problem=problem,
                )
            )

    # ------------------------------------------------------------------
    # What a save is worth
    # ------------------------------------------------------------------
    @api.model
    def _form_clean_save(self, schema, save):
        """Return a save as it may be used, or None when it is none at all."""
        if not isinstance(save, dict):
            return None
        code = save.get("code")
        question = schema["questions"].get(code) if isinstance(code, str) else None
        problem = None
        value = save.get("value")
        if question is None:
            question = {"id": 0, "code": str(code)[:64], "section": 0}
            problem = self.env._("The form has no such question. Reload the page.")
        else:
            try:
                value = values.read(self.env, question, value)
            except values.ValueProblem as error:
                problem = str(error)
        comment = save.get("comment")
        if isinstance(comment, str):
            comment = comment.replace("\x00", "").strip()[: values.TEXT_LENGTH] or None
        else:
            comment = None
        return {
            "seq": _whole(save.get("seq")),
            "question": question,
            "value": value,
            "comment": comment,
            "has_comment": "comment" in save,
            "confirmed": save.get("confirmed") is not False,
            "base": _whole(save.get("base")) or 0,
            "problem": problem,
        }

    def _form_judge(self, save, access, reason, client, sent):
        """Return the ack of a save; its status is None when it is to be written."""
        question = save["question"]
        done, latest = sent.get(question["id"], (set(), 0))
        ack = {
            "seq": save["seq"],
            "code": question["code"],
            "status": None,
            "revision": self.form_revision,
            "message": "",
            "conflict": None,
        }
        if client and save["seq"] in done:
            return {**ack, "status": "replayed"}
        if reason:
            return {**ack, "status": "closed", "message": reason}
        if save["problem"]:
            return {**ack, "status": "refused", "message": save["problem"]}
        if message := self._form_foreign_question(question, access):
            return {**ack, "status": "refused", "message": message}
        if client and save["seq"] is not None and save["seq"] < latest:
            return {**ack, "status": "overtaken"}
        if save["seq"] is not None:
            sent[question["id"]] = (done | {save["seq"]}, max(latest, save["seq"]))
        return ack

    def _form_foreign_question(self, question, access):
        """Return why this person may not answer this question, in words, or None."""
        sections = access and access["sections"]
        if sections is not None and question["section"] not in sections:
            return self.env._("This section was not given to you.")
        only = self.form_only_question_ids
        if only and question["id"] not in only.ids:
            return self.env._("The form is open for other questions only.")
        return None

    def _form_accept_save(self, save, line, client, revision):
        conflict = None
        if (
            line
            and client
            and line["revision"] > save["base"]
            and line["client"] != client
            and line["value"] != save["value"]
            and line["confirmed"]
        ):
            conflict = {
                "value": line["value"],
                "words": values.words(self.env, save["question"], line["value"]),
                "by": line["by"],
                "at": line["at"],
            }
        return {"status": "saved", "revision": revision, "conflict": conflict}

    # ------------------------------------------------------------------
    # Reading and writing by SQL
    # ------------------------------------------------------------------
    def _form_lock(self):
        """Hold the rows of the sheets until the end of the transaction, and read them anew."""
        self.flush_recordset()
        self.env.execute_query(
            SQL(
                "SELECT id FROM survey_user_input WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
                list(self.ids),
            )
        )
        self.invalidate_recordset(
            ["form_state", "form_revision", "form_locked", "deadline"], flush=False
        )

    def _form_lines(self, question_ids, known):
        """Return {question id: line as dict} of these questions and of what changed since."""
        return {
            question_id: line
            for (_sheet, question_id), line in self._form_select_lines(
                SQL(
                    "(question_id = ANY(%s) OR form_revision > %s)",
                    question_ids,
                    _whole(known) or 0,
                )
            ).items()
        }

    def _form_all_lines(self):
        return self._form_select_lines(SQL("TRUE"))

    def _form_select_lines(self, where):
        found = self.env.execute_query_dict(
            SQL(
                """
                SELECT line.user_input_id AS sheet, line.question_id AS question,
                       line.form_code AS code, line.form_value AS value,
                       line.form_comment AS comment,
                       COALESCE(line.form_confirmed, FALSE) AS confirmed,
                       line.form_origin AS origin, line.form_revision AS revision,
                       line.form_client AS client, author.name AS by,
                       line.form_saved_at AS saved_at
                  FROM survey_user_input_line line
                  LEFT JOIN res_partner author ON author.id = line.form_author_id
                 WHERE line.user_input_id = ANY(%s) AND line.form_code IS NOT NULL AND %s
                """,
                list(self.ids),
                where,
            )
        )
        for line in found:
            line["at"] = _iso(line.pop("saved_at"))
        return {(line["sheet"], line["question"]): line for line in found}

    def _form_sent(self, client, saves):
        """Return {question id: (sequences among these that came before, the latest of all)}."""
        wanted = [save for save in saves if save and save["seq"] is not None]
        if not client or not wanted:
            return {}
        seqs = [save["seq"] for save in wanted]
        return {
            question_id: (set(done or ()), latest)
            for question_id, done, latest in self.env.execute_query(
                SQL(
                    """
                    SELECT question_id, ARRAY_AGG(seq) FILTER (WHERE seq = ANY(%s)), MAX(seq)
                      FROM shnor_form_change
                     WHERE sheet_id = %s AND client = %s
                       AND (seq = ANY(%s) OR question_id = ANY(%s))
                     GROUP BY question_id
                    """,
                    seqs,
                    self.id,
                    client,
                    seqs,
                    [save["question"]["id"] for save in wanted],
                )
            )
        }

    def _form_row(self, save, line, access, client, revision, origin):
        """Return what the statement of ``_form_write_rows`` takes for one answer."""
        question = save["question"]
        keeps_comment = line and not save.get("has_comment", True)
        now = fields.Datetime.now()
        return {
            "sheet": self.id,
            "survey": self.survey_id.id,
            "question": question["id"],
            "code": question["code"],
            "sequence": question.get("sequence", 0),
            "value": save["value"],
            "comment": line["comment"] if keeps_comment else save["comment"],
            "confirmed": save["confirmed"],
            "origin": origin,
            "client": client,
            "seq": save["seq"],
            "author": access["partner"].id if access else None,
            "by": access["partner"].name if access else None,
            "revision": revision,
            "saved_at": fields.Datetime.to_string(now),
            "old_value": line["value"] if line else None,
            "old_comment": line["comment"] if line else None,
            **values.columns(question, save["value"]),
        }

    @api.model
    def _form_line_of(self, row):
        """Return a written row as ``_form_select_lines`` would, for the next save of a batch."""
        names = ("sheet", "question", "code", "value", "comment", "confirmed", "origin")
        return {
            **{name: row[name] for name in (*names, "revision", "client", "by")},
            "at": f"{row['saved_at'].replace(' ', 'T')}Z",
        }

    @api.model
    def _form_write_rows(self, rows):
        """Write answers, their history and the sheets' revisions: one statement a chunk."""
        for start in range(0, len(rows), CHUNK):
            self._form_write_chunk(rows[start : start + CHUNK])
        if rows:
            self.env["survey.user_input.line"].invalidate_model(flush=False)
            self.env["shnor.form.change"].invalidate_model(flush=False)
            sheets = self.browse({row["sheet"] for row in rows})
            sheets.invalidate_recordset(
                ["form_revision", "user_input_line_ids", "form_change_ids", "form_done"],
                flush=False,
            )

    @api.model
    def _form_write_chunk(self, rows):
        # one answer may stand in a batch several times: the last one stays, all are remembered
        last = {(row["sheet"], row["question"]): row["revision"] for row in rows}
        for row in rows:
            row["last"] = last[row["sheet"], row["question"]] == row["revision"]
        self.env.cr.execute(
            SQL(
                """
                WITH data AS (
                    SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS data(
                        sheet int, survey int, question int, code text, sequence int, value jsonb,
                        comment text, confirmed bool, origin text, client text, seq int,
                        author int, revision int, saved_at timestamp, old_value jsonb,
                        old_comment text, last bool, skipped bool, answer_type text,
                        value_char_box text, value_numerical_box float8, value_scale int,
                        value_date date, value_text_box text, suggested_answer_id int)
                ), lines AS (
                    INSERT INTO survey_user_input_line AS line (
                        user_input_id, survey_id, question_id, question_sequence, form_code,
                        form_value, form_comment, form_confirmed, form_origin, form_client,
                        form_author_id, form_revision, form_saved_at, skipped, answer_type,
                        value_char_box, value_numerical_box, value_scale, value_date,
                        value_text_box, suggested_answer_id, answer_score, answer_is_correct,
                        create_uid, create_date, write_uid, write_date)
                    SELECT sheet, survey, question, sequence, code, NULLIF(value, 'null'), comment,
                           confirmed, origin, client, author, revision, saved_at, skipped,
                           answer_type, value_char_box, value_numerical_box, value_scale,
                           value_date, value_text_box, suggested_answer_id, 0, FALSE,
                           %(uid)s, saved_at, %(uid)s, saved_at
                      FROM data WHERE last
                    ON CONFLICT (user_input_id, question_id) WHERE form_code IS NOT NULL
                    DO UPDATE SET
                        form_value = EXCLUDED.form_value, form_comment = EXCLUDED.form_comment,
                        form_confirmed = EXCLUDED.form_confirmed,
                        form_origin = EXCLUDED.form_origin, form_client = EXCLUDED.form_client,
                        form_author_id = EXCLUDED.form_author_id,
                        form_revision = EXCLUDED.form_revision,
                        form_saved_at = EXCLUDED.form_saved_at, skipped = EXCLUDED.skipped,
                        answer_type = EXCLUDED.answer_type,
                        value_char_box = EXCLUDED.value_char_box,
                        value_numerical_box = EXCLUDED.value_numerical_box,
                        value_scale = EXCLUDED.value_scale, value_date = EXCLUDED.value_date,
                        value_text_box = EXCLUDED.value_text_box,
                        suggested_answer_id = EXCLUDED.suggested_answer_id,
                        write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
                ), changes AS (
                    INSERT INTO shnor_form_change (
                        sheet_id, question_id, code, revision, client, seq, old_value, new_value,
                        old_comment, new_comment, origin, author_id, date,
                        create_uid, create_date, write_uid, write_date)
                    SELECT sheet, question, code, revision, client, seq, NULLIF(old_value, 'null'),
                           NULLIF(value, 'null'), old_comment, comment, origin, author, saved_at,
                           %(uid)s, saved_at, %(uid)s, saved_at
                      FROM data
                )
                UPDATE survey_user_input sheet
                   SET form_revision = latest.revision, write_date = latest.saved_at
                  FROM (SELECT sheet AS id, MAX(revision) AS revision, MAX(saved_at) AS saved_at
                          FROM data GROUP BY sheet) latest
                 WHERE sheet.id = latest.id
                """,
                rows=json.dumps(rows, ensure_ascii=False),
                uid=self.env.uid,
            )
        )

    # ------------------------------------------------------------------
    # What the browser is told
    # ------------------------------------------------------------------
    @api.model
    def _form_foreign_changes(self, lines, client, known):
        """Return {code: answer} of what others changed since the browser last heard."""
        return {
            line["code"]: {
                name: line[name]
                for name in ("value", "confirmed", "origin", "revision", "by", "at")
            }
            | {"comment": line["comment"] or ""}
            for line in lines.values()
            if line["revision"] > (_whole(known) or 0) and (not client or line["client"] != client)
        }

    def _form_short_state(self, access=None):
        """Return what the page must know about the sheet after each save."""
        reason = self._form_closed_reason()
        if not reason and not self._form_may_fill(access):
            reason = self.env._("You may read this form, not fill it.")
        return {
            "state": self.form_state,
            "editable": reason is None,
            "reason": reason or "",
            "deadline": _iso(self.deadline),
        }


def _whole(value):
    """Return a whole number that the database takes, or None."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31:
        return value
    return None


def _iso(moment):
    """Return a moment of the database as browsers read it."""
    return f"{moment.replace(tzinfo=None).isoformat(timespec='seconds')}Z" if moment else ""
