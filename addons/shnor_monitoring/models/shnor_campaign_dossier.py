import io
import json
import tempfile
from pathlib import Path

import xlsxwriter

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_datetime

from ..report.dossier_zip import CHUNK
from ..report.table_xlsx import table_xlsx
from .shnor_document_mixin import safe_file_name
from .shnor_participant import HANDED_IN

SPECIALIST = "shnor_registry.group_specialist"
ORDER, FORMS, RESULTS = "1 Приказ", "2 Формы школ", "3 Показатели"
ANALYSIS, ADVICE, MEETINGS = "4 Аналитическая записка", "5 Рекомендации", "6 Рабочая группа"
LETTERS, PUBLICATION, LOG = "7 Письма", "8 Публикация", "9 Журнал"


class ShnorCampaign(models.Model):
    """Everything of a campaign as files, for an inspection: what a dossier consists of."""

    _inherit = "shnor.campaign"

    dossier_ids = fields.One2many(
        "shnor.dossier", "campaign_id", string="Dossiers", groups=SPECIALIST
    )

    def _dossier_parts(self):
        """Return the files of the dossier, none of which is made yet (extension point).

        An addon adds its own; numbers at the head of folders give their order.

        :return: list of (folder, file name, function), the function without arguments gives the
            content as bytes or as an iterator of bytes, or raises ``UserError``: then the contents
            say why the file is missing
        """
        self.ensure_one()
        return [
            *self._dossier_order(),
            *self._dossier_forms(),
            *self._dossier_results(),
            *self._dossier_analysis(),
            *self._dossier_advice(),
            *self._dossier_meetings(),
            *self._dossier_letters(),
            *self._dossier_publication(),
            (LOG, "Журнал мониторинга.xlsx", self._dossier_log),
        ]

    def _dossier_head(self, made=None, user=None):
        """Return what stands over the contents of the dossier.

        :param datetime made: when it was made, in UTC; now by default
        :param user: res.users who ordered it; whoever asks by default
        :return: dict, see ``stream_zip``
        """
        self.ensure_one()
        made, user = made or fields.Datetime.now(), user or self.env.user
        mixin = self.env["shnor.document.mixin"]
        states = dict(self._fields["state"]._description_selection(self.env))
        run = self.run_id
        approved = run.state == "frozen"
        moment = format_datetime(self.env, made, dt_format="dd.MM.yyyy HH:mm")
        return {
            "title": f"Материалы мониторинга: {self.name}",
            "facts": [
                ("Приказ", self.order_id.display_name),
                (
                    "Период наблюдения",
                    f"{mixin._date_numbers(self.period_from)} – "
                    f"{mixin._date_numbers(self.period_to)}",
                ),
                (
                    "Сроки мониторинга",
                    f"{mixin._date_numbers(self.date_begin)} – "
                    f"{mixin._date_numbers(self.date_end)}",
                ),
                ("Состояние", states[self.state]),
                ("Школ-участников", str(self.participant_count)),
                (
                    "Показатели",
                    ("утверждены" if approved else "не утверждены") if run else "не рассчитаны",
                ),
                *([("Контрольная сумма расчёта", run.checksum)] if run.checksum else []),
                ("Составлено", f"{moment}, {user.name}"),
            ],
        }

    # ------------------------------------------------------------------
    # The parts
    # ------------------------------------------------------------------
    def _dossier_order(self):
        order = self.order_id
        amendments = order.amendment_ids.filtered(
            lambda one: one.state not in ("draft", "approval")
        )
        for one in order | amendments.sorted("id"):
            yield from self._dossier_document(ORDER, one)
            yield from self._dossier_attachments(ORDER, one)

    def _dossier_forms(self):
        """Each school has a folder: its forms as they stand, and the files that prove answers."""
        sheets = self.env["survey.user_input"].search(
            [("campaign_id", "=", self.id), ("form_state", "in", HANDED_IN)]
        )
        yield FORMS, "Участники и формы.xlsx", self._dossier_participants
        for sheet in sheets.sorted(lambda one: (one.school_id.code, one.survey_id.id, one.id)):
            folder = f"{FORMS}/{safe_file_name(sheet.school_id.code)}"
            title = safe_file_name(f"{sheet.survey_id.title}, {sheet.participant_id.school_name}")
            yield folder, f"{title}.pdf", sheet._form_pdf
            for file in sheet.form_evidence_ids:
                stem, dot, extension = file.name.rpartition(".")
                name = safe_file_name(f"{file.code} {stem or file.name}")
                yield (
                    f"{folder}/Приложения",
                    f"{name}{dot}{extension if dot else ''}",
                    file._content,
                )

    def _dossier_participants(self):
        """Return who takes part, and how far the forms of each are: those that are missing, too."""
        sheets = self.env["survey.user_input"].search([("campaign_id", "=", self.id)])
        states = dict(sheets._fields["form_state"]._description_selection(self.env))
        categories = dict(
            self.env["shnor.participant"]._fields["category"]._description_selection(self.env)
        )
        by_participant = sheets.grouped("participant_id")
        nothing = sheets.browse()
        return table_xlsx(
            "Участники и формы",
            (("Код ОО", 12), ("Школа", 40), ("Статус", 26), ("Форма", 40), ("Состояние", 20)),
            (
                (
                    one.school_code,
                    one.school_name,
                    categories.get(one.category),
                    sheet.survey_id.title,
                    states.get(sheet.form_state),
                )
                for one in self.participant_ids.sorted(lambda one: (one.school_code or "", one.id))
                for sheet in by_participant.get(one, nothing) or [nothing]
            ),
        )

    def _dossier_results(self):
        if not self.run_id:
            return
        yield RESULTS, "Показатели с обоснованием.xlsx", self._dossier_report
        yield RESULTS, "Показатели.json", self._dossier_json

    def _dossier_report(self):
        """Yield the report, which is written to a file and read from it: it may be large."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "report.xlsx")
            self.env["report.shnor_monitoring.campaign_xlsx"]._write_report(self, str(path))
            with path.open("rb") as file:
                yield from iter(lambda: file.read(CHUNK), b"")

    def _dossier_json(self):
        return json.dumps(self._export_values(), ensure_ascii=False, indent=1).encode()

    def _dossier_analysis(self):
        analysis = self.analysis_ids
        # the note is made of its sentences
        if analysis.sentence_ids:
            yield from self._dossier_document(ANALYSIS, analysis)
            yield from self._dossier_attachments(ANALYSIS, analysis)

    def _dossier_advice(self):
        if self.env["shnor.recommendation"].search_count([("campaign_id", "=", self.id)], limit=1):
            yield ADVICE, "Рекомендации.xlsx", self._dossier_recommendations

    def _dossier_recommendations(self):
        recommendations = self.env["shnor.recommendation"].search([("campaign_id", "=", self.id)])
        states = dict(recommendations._fields["state"]._description_selection(self.env))
        addressees = dict(recommendations._fields["addressee"]._description_selection(self.env))
        rows = zip(recommendations, recommendations._rows(recommendations), strict=True)
        return table_xlsx(
            "Рекомендации",
            (
                *(("Кому", 34), ("Рекомендация", 60), ("Вид", 22), ("Основание", 50)),
                *(("Срок", 12), ("Ответственный", 30), ("Ожидаемый результат", 40)),
                ("Состояние", 16),
            ),
            (
                (
                    one.participant_id.school_name or addressees.get(one.addressee),
                    row["text"],
                    row["kind"],
                    "\n".join(row["facts"]),
                    row["term_date"],
                    row["responsible"],
                    row["expected_result"],
                    states.get(one.state),
                )
                for one, row in rows
            ),
        )

    def _dossier_meetings(self):
        meetings = self.env["shnor.meeting"].search(
            [("campaign_id", "=", self.id), ("state", "in", ("held", "minuted"))]
        )
        for meeting in meetings.sorted("id"):
            yield from self._dossier_document(MEETINGS, meeting)
            yield from self._dossier_attachments(MEETINGS, meeting)

    def _dossier_letters(self):
        pack = self.env["shnor.letter.pack"].search([("campaign_id", "=", self.id)])
        if not pack:
            return
        yield LETTERS, "Реестр писем.xlsx", lambda: self._dossier_register(pack)
        for letter in pack.letter_ids:
            if letter.pdf_id:
                name = f"{safe_file_name(letter._document_name())}.pdf"
                yield LETTERS, name, lambda letter=letter: letter._kept_content("pdf")

    def _dossier_register(self, pack):
        report = self.env["report.shnor_monitoring.letter_xlsx"]
        file = io.BytesIO()
        with xlsxwriter.Workbook(file, report.get_workbook_options()) as workbook:
            report.generate_xlsx_report(workbook, {}, pack)
        return file.getvalue()

    def _dossier_publication(self):
        versions = self.env["shnor.publication"].search(
            [("campaign_id", "=", self.id), ("state", "!=", "draft")]
        )
        for one in versions.sorted("version"):
            folder = f"{PUBLICATION}/Версия {one.version}"
            yield folder, "Открытые данные.json", lambda one=one: self._dossier_public(one)
            yield from self._dossier_document(folder, one)
            yield from self._dossier_attachments(folder, one)

    def _dossier_public(self, publication):
        """Return what the public was told, with where and when."""
        if not publication._is_intact():
            raise UserError(self.env._("The public data are not those that were published."))
        told = {
            "version": publication.version,
            "published_at": publication.published_at,
            "place": publication.place_url or None,
            "place_date": publication.place_date or None,
            "erratum": publication.erratum or None,
            "sha256": publication.digest,
            "content": publication.content,
        }
        return json.dumps(told, ensure_ascii=False, indent=1, default=str).encode()

    def _dossier_log(self):
        kinds = dict(
            self.env["shnor.campaign.event"]._fields["kind"]._description_selection(self.env)
        )
        events = self.env["shnor.campaign.event"].search([("campaign_id", "=", self.id)])
        return table_xlsx(
            "Журнал",
            (
                *(("Когда", 17), ("Кто", 30), ("Вид", 18), ("Что", 80)),
                *(("Документ", 30), ("Школа", 34)),
            ),
            (
                (
                    fields.Datetime.context_timestamp(self, event.date).replace(tzinfo=None),
                    event.user_id.name,
                    kinds.get(event.kind),
                    event.text,
                    event.document,
                    event.participant_id.school_name,
                )
                for event in events
            ),
        )

    # ------------------------------------------------------------------
    # Helpers of the parts
    # ------------------------------------------------------------------
    def _dossier_document(self, folder, record):
        """Yield the document of a record as PDF and as Word; nothing of what has none."""
        if not hasattr(record, "_render_documents"):
            return
        name = safe_file_name(self.env["shnor.document.mixin"]._in_russian(record)._document_name())
        for extension in ("pdf", "docx"):
            yield (
                folder,
                f"{name}.{extension}",
                lambda extension=extension: record._render_documents(extension)[1],
            )

    def _dossier_attachments(self, folder, record):
        """Yield the files that hang on a record: scans, and what people attached to it."""
        files = self.env["ir.attachment"].search(
            [
                ("res_model", "=", record._name),
                ("res_id", "in", record.ids),
                ("type", "=", "binary"),
                # asked for, it does not leave out the files of fields
                ("id", "!=", False),
                ("res_field", "in", (False, "scan")),
            ],
            order="id",
        )
        for file in files:
            name = file.name
            if file.res_field:
                name = record[f"{file.res_field}_filename"] or name
            name = self._dossier_name(name, record.display_name)
            yield folder, name, lambda file=file: self._dossier_raw(file)

    def _dossier_raw(self, attachment):
        """Return what an attachment holds.

        :raise UserError: the file has gone from the disk
        """
        content = attachment.raw or b""
        if len(content) != attachment.file_size:
            raise UserError(self.env._("The file is missing on the server."))
        return content

    def _dossier_name(self, name, prefix):
        """Return a name of a file that says to what it belongs, with its ending."""
        stem, dot, extension = name.rpartition(".")
        if not stem:
            stem, dot, extension = name, "", ""
        return f"{safe_file_name(f'{prefix} {stem}')}{dot}{extension}"

    # ------------------------------------------------------------------
    # Button
    # ------------------------------------------------------------------
    def action_make_dossier(self):
        """Have the dossier put together in the background; pressed again, show the one being made.

        :return: dict, window action of the dossier
        :raise AccessError: the role does not allow it, or not all schools are the reader's
        """
        self.ensure_one()
        self._check_dossier()
        dossiers = self.env["shnor.dossier"]
        found = dossiers.search([("campaign_id", "=", self.id), ("state", "=", "making")], limit=1)
        # sudo: a dossier comes into being here only; whose it is is kept
        dossier = found or dossiers.sudo().create(
            {"campaign_id": self.id, "user_id": self.env.uid}
        ).with_env(self.env)
        self.env.ref("shnor_monitoring.ir_cron_dossier").sudo()._trigger()  # sudo: see above
        return dossier._get_records_action()

    def action_open_dossiers(self):
        """Open the dossiers of the campaign.

        :return: dict, window action
        """
        action = self.env["ir.actions.actions"]._for_xml_id("shnor_monitoring.shnor_dossier_action")
        action["domain"] = [("campaign_id", "in", self.ids)]
        action["context"] = {}
        return action

    def _check_dossier(self):
        """Refuse who may not see all of the campaign.

        :raise AccessError: the role does not allow it, or not all schools are the reader's
        """
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group(SPECIALIST):
            raise AccessError(self.env._("A dossier is made by a committee specialist."))
        participants = self.env["shnor.participant"]
        domain = [("campaign_id", "=", self.id)]
        # sudo: whether there are others is asked, not which
        if participants.search_count(domain) != participants.sudo().search_count(domain):
            raise AccessError(
                self.env._(
                    "A dossier is about all schools of the monitoring, and some of them lie in "
                    "territories of others. Ask an administrator."
                )
            )
