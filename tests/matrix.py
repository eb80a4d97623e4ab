"""Who may what: the table of role × model × operation, and a record of each model to try."""

import base64
import hashlib

from odoo.fields import Datetime

from odoo.addons.shnor_monitoring.report.document_samples import SAMPLES
from odoo.addons.shnor_monitoring.tests.common import MonitoringCase

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}
# Whose a record is: OWNED by a school of a territory, of ALL, or of the AUTHOR (a keeper here).
# PERSONAL: everybody of the staff reads it, a specialist writes the own one.
OWNED, ALL, AUTHOR, PERSONAL = "owned", "all", "author", "personal"
COLUMNS = ("working_group", "keeper", "specialist", "administrator", "director")
FACT = (OWNED, "r", "rwcu", "rwcu", "rwcu", "r")
WORD = (ALL, "r", "rwcu", "rwcu", "rwcu", "r")
SETTING = (ALL, "r", "r", "r", "rwcu", "")
SETTING_OWNED = (OWNED, "r", "r", "r", "rwcu", "")
CONSEQUENCE = (OWNED, "r", "r", "r", "r", "")  # nobody makes it by hand
MODELS = {
    # registry
    "shnor.territory": (ALL, "r", "r", "r", "rwcu", "r"),  # more in the own ones: see below
    "shnor.school": FACT,
    "shnor.school.status": FACT,
    "shnor.teacher": FACT,
    "shnor.employment": FACT,
    "shnor.assessment": FACT,
    "shnor.diagnostic": (OWNED, "r", "rwcu", "rwcu", "rwcu", ""),
    "shnor.subject": (ALL, "r", "rwc", "rwc", "rwcu", "r"),
    "shnor.level.scale": SETTING,
    "shnor.level.scale.line": SETTING,
    "shnor.as.of": (ALL, "rwcu", "rwcu", "rwcu", "rwcu", ""),  # a date and a list, no secret
    "shnor.import": (AUTHOR, "", "rwcu", "", "rwcu", ""),
    "shnor.import.sheet": (AUTHOR, "", "r", "", "r", ""),
    "shnor.import.line": (AUTHOR, "", "r", "", "r", ""),
    "shnor.import.job": (ALL, "", "", "", "r", ""),
    # orders and campaigns
    "shnor.order": (OWNED, "r", "r", "r", "rwcu", ""),
    "shnor.order.participant": (OWNED, "r", "r", "r", "rwcu", ""),
    "shnor.order.stage": (OWNED, "r", "r", "r", "rwcu", ""),
    "shnor.order.responsible": (OWNED, "r", "r", "r", "rwcu", ""),
    "shnor.order.member": (OWNED, "r", "r", "r", "rwcu", ""),
    "shnor.order.reviewer": (OWNED, "r", "r", "r", "rwcu", ""),
    "shnor.order.remark": (AUTHOR, "", "rwcu", "", "", ""),
    "shnor.calendar.day": SETTING,
    "shnor.stage.school": CONSEQUENCE,
    "shnor.responsibility": CONSEQUENCE,
    "shnor.responsibility.done": (AUTHOR, "", "rwcu", "", "", ""),
    "shnor.extension": (OWNED, "r", "r", "rwc", "rwcu", ""),
    "shnor.absence": (PERSONAL, "r", "r", "rwc", "rwcu", ""),
    "shnor.meeting": (OWNED, "r", "r", "rwc", "rwc", ""),
    "shnor.meeting.attendance": (OWNED, "r", "r", "rwcu", "rwcu", ""),
    "shnor.meeting.question": (OWNED, "r", "r", "rwcu", "rwcu", ""),
    "shnor.working.group.member": SETTING_OWNED,
    "shnor.decision": (OWNED, "r", "r", "rwcu", "rwcu", ""),
    "shnor.decision.report": (AUTHOR, "", "rwcu", "", "", ""),
    "shnor.reminder.rule": SETTING,
    "shnor.reminder": CONSEQUENCE,
    "shnor.campaign.event": CONSEQUENCE,
    "shnor.campaign": (OWNED, "r", "r", "rw", "rw", ""),
    "shnor.participant": CONSEQUENCE,
    "shnor.stage": CONSEQUENCE,
    "shnor.stage.type": SETTING,
    "shnor.document.template": (ALL, "r", "r", "rwcu", "rwcu", ""),
    "shnor.interview": (OWNED, "r", "r", "rwc", "rwc", ""),
    "shnor.difference": CONSEQUENCE,
    "shnor.registry.mistake": (OWNED, "r", "rw", "rw", "rw", "r"),
    "shnor.risk": SETTING,
    "shnor.material": (ALL, "r", "r", "rwcu", "rwcu", ""),
    "shnor.recommendation.rule": (ALL, "r", "r", "rwcu", "rwcu", ""),
    "shnor.recommendation.condition": (ALL, "r", "r", "rwcu", "rwcu", ""),
    "shnor.recommendation": (OWNED, "r", "r", "rwc", "rwc", ""),
    "shnor.recommendation.fact": (OWNED, "r", "r", "rcu", "rcu", ""),
    "shnor.recommendation.followup": (OWNED, "r", "r", "rw", "rw", ""),
    "shnor.analysis": (OWNED, "r", "r", "rw", "rw", ""),
    "shnor.analysis.sentence": (OWNED, "r", "r", "rwcu", "rwcu", ""),
    "shnor.analysis.deficit": SETTING,
    "shnor.practice": (OWNED, "r", "r", "rwcu", "rwcu", ""),
    "shnor.letter.pack": (OWNED, "r", "r", "rw", "rw", ""),
    "shnor.letter": CONSEQUENCE,  # directors read theirs by the routes of the portal alone
    "shnor.letter.dispatch": CONSEQUENCE,
    "shnor.letter.objection": CONSEQUENCE,
    "shnor.letter.answer": (AUTHOR, "", "", "rwcu", "", ""),
    "shnor.dossier": (OWNED, "", "", "ru", "ru", ""),
    "shnor.dossier.file": (OWNED, "", "", "r", "r", ""),
    "shnor.recommendation.preview": (AUTHOR, "", "", "rwcu", "", ""),
    "shnor.recommendation.refuse": (AUTHOR, "", "", "rwcu", "", ""),
    "shnor.publication": (OWNED, "r", "r", "rwcu", "rwcu", ""),
    "shnor.interview.plan": (AUTHOR, "", "", "rwcu", "", ""),
    "shnor.difference.decide": (AUTHOR, "", "", "rwcu", "", ""),
    # forms: directors fill them by the routes alone, which the tests of shnor_form are about
    "survey.user_input": (OWNED, "r", "r", "rw", "rwcu", ""),
    "survey.user_input.line": (OWNED, "r", "r", "r", "rwcu", ""),
    "shnor.form.column": SETTING,
    "shnor.form.check": SETTING,
    "shnor.form.change": CONSEQUENCE,
    "shnor.form.query": CONSEQUENCE,
    "shnor.form.query.line": CONSEQUENCE,
    "shnor.form.receipt": CONSEQUENCE,
    "shnor.form.reopening": CONSEQUENCE,
    "shnor.form.delegation": CONSEQUENCE,
    "shnor.form.evidence": CONSEQUENCE,
    "shnor.form.return": (AUTHOR, "", "", "rwcu", "", ""),
    "shnor.form.reopen": (AUTHOR, "", "", "rwcu", "", ""),
    "shnor.form.ask": (AUTHOR, "", "", "rwcu", "", ""),
    # indicators
    "shnor.indicator": (ALL, "r", "r", "rwcu", "rwcu", ""),
    "shnor.indicator.group": (ALL, "r", "r", "rwcu", "rwcu", ""),
    "shnor.indicator.run": (OWNED, "r", "r", "rc", "rc", ""),
    "shnor.indicator.result": CONSEQUENCE,
    "shnor.indicator.evidence": CONSEQUENCE,
    "shnor.indicator.member": CONSEQUENCE,
    # network
    "shnor.support": FACT,
    "shnor.agreement": FACT,
    "shnor.joint.activity": FACT,
    "shnor.measure": FACT,
    # written by the routes of the portal, decided on by buttons
    "shnor.measure.report": (OWNED, "r", "r", "r", "r", "r"),
    "shnor.measure.evidence": (OWNED, "r", "r", "r", "r", "r"),
    "shnor.measure.snapshot": CONSEQUENCE,
    "shnor.roadmap.template": (ALL, "r", "rwcu", "rwcu", "rwcu", ""),
    "shnor.roadmap.template.line": (ALL, "r", "rwcu", "rwcu", "rwcu", ""),
    "shnor.measure.move": (AUTHOR, "", "rwcu", "", "", ""),
    "shnor.measure.return": (AUTHOR, "", "rwcu", "", "", ""),
    "shnor.roadmap.fill": (AUTHOR, "", "rwcu", "", "", ""),
    "shnor.roadmap.waive": (AUTHOR, "", "rwcu", "", "", ""),
    "shnor.support.kind": WORD,
    "shnor.joint.activity.kind": WORD,
    "shnor.agreement.basis": WORD,
    "shnor.deficit": WORD,
    "shnor.support.event": (OWNED, "r", "rwcu", "rwcu", "rwcu", ""),
    "shnor.support.request": FACT,
    "shnor.match": (AUTHOR, "", "rwcu", "", "", ""),
    "shnor.match.line": (AUTHOR, "", "rwcu", "", "", ""),
}
# Odoo's own models that hold what is ours: forms that were filled.
STOCK = {"survey.user_input", "survey.user_input.line"}
# What those may who are neither of the district nor a director of it.
STRANGERS = {"foreign_specialist": "specialist", "foreign_director": "director"}
NOBODIES = ("employee", "portal", "public")
ROLES = (*COLUMNS, *STRANGERS, *NOBODIES)


def letters(model, role, foreign):
    """Return what ``role`` may do with a record of ``model``, as letters of OPERATIONS."""
    if role in NOBODIES:
        return ""
    kind, *columns = MODELS[model]
    rights = dict(zip(COLUMNS, columns, strict=True))[STRANGERS.get(role, role)]
    if kind == ALL or role == "administrator":
        return rights
    if kind == PERSONAL:
        mine = role == ("foreign_specialist" if foreign else "specialist")
        return rights if mine or "w" not in rights else "r"
    if kind == AUTHOR:
        # of the strangers, it is the specialist who made the foreign record
        author = "keeper" if MODELS[model][2] else "specialist"
        is_author = role == ("foreign_specialist" if foreign else author)
        return dict(zip(COLUMNS, columns, strict=True))[author] if is_author else ""
    return rights if foreign is (role in STRANGERS) else ""


def project_models(env):
    """Return the names of the models that the project brings and that have records."""
    return {
        name
        for name, model in env.registry.items()
        if (model._original_module or "").startswith("shnor_") and not model._abstract
    }


class MatrixCase(MonitoringCase):
    """One record of each model in the district, one in the foreign district."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls.users["administrator"].shnor_territory_ids = False
        cls._make_status(cls.foreign_school, "low_results")
        cls.subject = cls.env["shnor.subject"].create({"name": "Предмет матрицы"})
        own, foreign = (
            cls._make_records(index, school, author)
            for index, (school, author) in enumerate(
                ((cls.school, "keeper"), (cls.foreign_school, "foreign_specialist"))
            )
        )
        cls.records = {model: (own[model], foreign[model]) for model in own}
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def _make_records(cls, index, school, author):
        """Return {model: record} of ``school``; of settings, one record each time."""
        made = {
            **cls._make_registry(index, school),
            **cls._make_imports(author),
            # before the campaign that the next one follows
            "shnor.publication": cls._make_publication(index, school),
            **cls._make_campaign(index, school, author),
            **cls._make_network(index, school),
            **cls._make_help(index, school, author),
            **cls._make_words(index),
            **cls._make_materials(index),
        }
        return {**made, **cls._make_roadmap(index, made, author)}

    @classmethod
    def _make(cls, model, **values):
        return cls.env[model].create(values)

    @classmethod
    def _make_registry(cls, index, school):
        teacher = cls._make("shnor.teacher", code=f"МАТРИЦА-{index}", name=f"Имя {index}")
        scale = cls._make("shnor.level.scale", name="Шкала", date_from=f"1999-01-0{index + 1}")
        return {
            "shnor.territory": school.territory_id,
            "shnor.school": school,
            "shnor.school.status": school.status_ids[0],
            "shnor.teacher": teacher,
            "shnor.employment": cls._make(
                "shnor.employment",
                teacher_id=teacher.id,
                school_id=school.id,
                date_from="2024-09-01",
            ),
            "shnor.diagnostic": cls._make(
                "shnor.diagnostic", teacher_id=teacher.id, date="2026-03-10", score=7, maximum=10
            ),
            "shnor.assessment": cls._make(
                "shnor.assessment",
                school_id=school.id,
                academic_year=2026,
                procedure="vpr",
                subject_id=cls.subject.id,
                grade=5,
                participant_count=20,
            ),
            "shnor.subject": cls._make("shnor.subject", name=f"Предмет матрицы {index}"),
            "shnor.level.scale": scale,
            "shnor.level.scale.line": cls._make(
                "shnor.level.scale.line", scale_id=scale.id, name="низкий", min_percent=0, rank=1
            ),
        }

    @classmethod
    def _make_imports(cls, author):
        user = cls.users[author]
        record = cls.env["shnor.import"].with_user(user).create({}).sudo()
        return {
            "shnor.as.of": cls.env["shnor.as.of"].with_user(user).create({}).sudo(),
            "shnor.import": record,
            "shnor.import.sheet": cls._make(
                "shnor.import.sheet", import_id=record.id, file="schools.xlsx", sheet="Школы"
            ),
            "shnor.import.line": cls._make(
                "shnor.import.line", import_id=record.id, file="schools.xlsx", verdict="new"
            ),
            "shnor.import.job": cls._make("shnor.import.job"),
        }

    @classmethod
    def _make_campaign(cls, index, school, author):
        order = cls._make_order(school, number=f"матрица-{index}")
        campaign = cls._sign(order)
        participant = campaign.participant_ids
        campaign.action_calculate()
        run = campaign.run_id
        results = cls.env["shnor.indicator.result"]
        return {
            "shnor.order": order,
            "shnor.order.participant": order.participant_ids,
            "shnor.order.stage": order.stage_ids[0],
            "shnor.order.responsible": order.responsible_ids[0],
            "shnor.campaign": campaign,
            "shnor.participant": participant,
            "shnor.stage": campaign.stage_ids[0],
            **cls._make_order_parts(index, campaign, author),
            **cls._make_dossier(campaign),
            **cls._make_forms(participant, author),
            **cls._make_recommendations(index, participant, author),
            **cls._make_analysis(participant),
            **cls._make_letters(participant, author),
            "shnor.indicator.run": run,
            "shnor.indicator.result": results.search(
                [("run_id", "=", run.id), ("dimension", "=", "school_id")], limit=1
            ),
            "shnor.indicator.evidence": cls.env["shnor.indicator.evidence"].search(
                [("run_id", "=", run.id)], limit=1
            ),
            "shnor.indicator.member": cls.env["shnor.indicator.member"].search(
                [("run_id", "=", run.id)], limit=1
            ),
        }

    @classmethod
    def _make_order_parts(cls, index, campaign, author):
        """Return one record of each model that an order and its campaign bring with them."""
        user = cls.users[author]
        specialist = cls.users["specialist" if author == "keeper" else author]
        order = cls._make_order(
            campaign.participant_ids.school_id,
            number=f"матрица-проект-{index}",
            reviewer_ids=[(0, 0, {"user_id": specialist.id})],
            member_ids=[(0, 0, {"name": "Член группы"})],
        )
        meeting = cls._make("shnor.meeting", campaign_id=campaign.id, start=Datetime.now())
        decision = cls._make(
            "shnor.decision",
            question_id=meeting.question_ids[0].id,
            text="Матрица",
            responsible="Член группы",
        )
        row = campaign.participant_ids.row_ids[0]
        responsibility = campaign.responsibility_ids[0]
        return {
            "shnor.order.member": order.member_ids,
            "shnor.order.reviewer": order.reviewer_ids,
            "shnor.order.remark": cls.env["shnor.order.remark"]
            .with_user(user)
            .create({"order_id": order.id, "text": "Матрица"})
            .sudo(),
            "shnor.stage.school": row,
            "shnor.responsibility": responsibility,
            "shnor.responsibility.done": cls.env["shnor.responsibility.done"]
            .with_user(user)
            .create({"responsibility_id": responsibility.id, "note": "Матрица"})
            .sudo(),
            "shnor.extension": cls._make(
                "shnor.extension",
                participant_id=row.participant_id.id,
                stage_id=row.stage_id.id,
                date_until="2026-08-01",
                reason="Матрица",
                applicant="Директор",
            ),
            "shnor.absence": cls._make(
                "shnor.absence",
                user_id=specialist.id,
                deputy_id=cls.users["administrator"].id,
                date_from="2030-01-01",
                date_to="2030-01-02",
            ),
            "shnor.meeting": meeting,
            "shnor.meeting.attendance": cls._make(
                "shnor.meeting.attendance", meeting_id=meeting.id, name="Член группы"
            ),
            "shnor.meeting.question": meeting.question_ids[0],
            "shnor.working.group.member": cls._make(
                "shnor.working.group.member",
                name="Член группы",
                territory_id=campaign.participant_ids.school_id[:1].territory_id.id,
            ),
            "shnor.decision": decision,
            "shnor.decision.report": cls.env["shnor.decision.report"]
            .with_user(user)
            .create({"decision_id": decision.id, "result": "Матрица"})
            .sudo(),
            "shnor.reminder": cls._make(
                "shnor.reminder",
                campaign_id=campaign.id,
                row_id=row.id,
                participant_id=row.participant_id.id,
                partner_id=user.partner_id.id,
                channel="mail",
                due_on="2026-07-07",
                date="2026-07-07",
            ),
            "shnor.campaign.event": campaign.event_ids[0],
        }

    @classmethod
    def _make_forms(cls, participant, author):
        """Return one record of each model of forms, about the participant."""
        specialist = cls.users["specialist" if author == "keeper" else author]
        form = cls.env["survey.survey"]._form_latest("self_evaluation")
        sheet = participant._make_self_evaluations(form)
        sheet._form_save_many({sheet: {"А2.1": 12, "А17.2": "Матрица"}}, origin="typed")
        owner = sheet.form_owner_ids[:1]
        access = {"role": "owner", "partner": owner, "sections": None}
        sections = [section["id"] for section in form._form_schema()["sections"][:1]]
        delegation, _link = sheet._form_delegate(
            "Заместитель", f"deputy{participant.id}@example.org", sections, access=access
        )
        image = base64.b64decode(PNG)
        sheet._form_reopen("Причина", "директор", Datetime.add(Datetime.now(), days=1))
        evidence = sheet._form_attach("А7.8", "Сводка.png", image, access)
        sheet._form_mark_submitted_by_staff()
        query = sheet._form_ask("А2.1", "Почему?")
        interview = cls._make(
            "shnor.interview",
            participant_id=participant.id,
            start=Datetime.now(),
            interviewer_id=specialist.id,
        )
        difference = cls._make(
            "shnor.difference",
            participant_id=participant.id,
            code="А2.1",
            question_id=sheet.user_input_line_ids[0].question_id.id,
        )
        plans = {
            model: cls.env[model].with_user(specialist).create(values).sudo()
            for model, values in (
                ("shnor.interview.plan", {"participant_ids": [(6, 0, participant.ids)]}),
                (
                    "shnor.difference.decide",
                    {
                        "difference_ids": [(6, 0, difference.ids)],
                        "source": "register",
                        "comment": "Матрица",
                    },
                ),
                ("shnor.form.return", {"sheet_ids": [(6, 0, sheet.ids)], "reason": "Причина"}),
                (
                    "shnor.form.reopen",
                    {
                        "sheet_ids": [(6, 0, sheet.ids)],
                        "reason": "Причина",
                        "applicant": "директор",
                        "until": Datetime.now(),
                    },
                ),
                (
                    "shnor.form.ask",
                    {
                        "sheet_id": sheet.id,
                        "question_id": query.question_id.id,
                        "body": "Почему?",
                    },
                ),
            )
        }
        return {
            **plans,
            "survey.user_input": sheet,
            "survey.user_input.line": sheet.user_input_line_ids[0],
            "shnor.form.change": sheet.form_change_ids[0],
            "shnor.form.query": query,
            "shnor.form.query.line": query.line_ids,
            "shnor.form.receipt": sheet.form_receipt_ids,
            "shnor.form.reopening": sheet.form_reopening_ids,
            "shnor.form.delegation": delegation,
            "shnor.form.evidence": evidence,
            "shnor.interview": interview,
            "shnor.difference": difference,
            "shnor.registry.mistake": cls._make(
                "shnor.registry.mistake",
                school_id=participant.school_id.id,
                about="other",
                text="Матрица",
                author_id=owner.id,
            ),
        }

    @classmethod
    def _make_analysis(cls, participant):
        """Return an analysis with a sentence, and a practice."""
        analysis = cls._make("shnor.analysis", campaign_id=participant.campaign_id.id)
        return {
            "shnor.analysis": analysis,
            "shnor.analysis.sentence": cls._make(
                "shnor.analysis.sentence", analysis_id=analysis.id, text="Матрица"
            ),
            "shnor.analysis.deficit": cls._make(
                "shnor.analysis.deficit",
                code=f"матрица-{participant.id}",
                name="матрица",
                form_condition="[А2.1] > 0",
            ),
            "shnor.practice": cls._make(
                "shnor.practice", participant_id=participant.id, name="Матрица", essence="Матрица"
            ),
        }

    @classmethod
    def _make_dossier(cls, campaign):
        dossier = cls._make("shnor.dossier", campaign_id=campaign.id, user_id=cls.env.uid)
        file = cls._make("shnor.dossier.file", dossier_id=dossier.id, path="1 Приказ/матрица.pdf")
        return {"shnor.dossier": dossier, "shnor.dossier.file": file}

    @classmethod
    def _make_letters(cls, participant, author):
        """Return a letter that went out, with its pack, a dispatch, an objection and the answer."""
        specialist = cls.users["specialist" if author == "keeper" else author]
        pack = cls._make(
            "shnor.letter.pack",
            campaign_id=participant.campaign_id.id,
            number="матрица",
            date="2026-08-12",
            acknowledge_until="2026-08-19",
            signer="Председатель",
        )
        content = {**SAMPLES["letter"], "school": participant.school_name}
        letter = cls._make(
            "shnor.letter",
            pack_id=pack.id,
            participant_id=participant.id,
            sequence=1,
            content=content,
        )
        pdf = cls._make("ir.attachment", name="Письмо.pdf", raw=b"%PDF-")
        letter._move_to("sent", pdf_id=pdf.id, sha256=hashlib.sha256(b"%PDF-").hexdigest())
        objection = cls._make(
            "shnor.letter.objection",
            letter_id=letter.id,
            author_id=specialist.partner_id.id,
            text="Матрица",
        )
        return {
            "shnor.letter.pack": pack,
            "shnor.letter": letter,
            "shnor.letter.dispatch": cls._make(
                "shnor.letter.dispatch", letter_id=letter.id, address="matrix@example.org"
            ),
            "shnor.letter.objection": objection,
            "shnor.letter.answer": cls.env["shnor.letter.answer"]
            .with_user(specialist)
            .create({"objection_id": objection.id, "answer": "Матрица"})
            .sudo(),
        }

    @classmethod
    def _make_recommendations(cls, index, participant, author):
        """Return a recommendation with its fact, its follow-up, the rule and the wizards."""
        specialist = cls.users["specialist" if author == "keeper" else author]
        recommendation = cls._make(
            "shnor.recommendation",
            participant_id=participant.id,
            text="Матрица",
            term_date="2026-09-01",
            responsible="Матрица",
            fact_ids=[(0, 0, {"kind": "category"})],
        )
        recommendation.action_accept()
        rule = cls._make(
            "shnor.recommendation.rule",
            name=f"Матрица {index}",
            text="Матрица",
            condition_ids=[(0, 0, {"kind": "category", "category": "low_results"})],
        )
        order = cls._make_next_order()
        order.write({"number": f"матрица-след-{index}", "participant_ids": [(5,)]})
        order.participant_ids = [(0, 0, {"school_id": participant.school_id.id})]
        later = cls._sign(order)
        assert later.previous_campaign_id == participant.campaign_id
        wizards = {
            model: cls.env[model].with_user(specialist).create(values).sudo()
            for model, values in (
                (
                    "shnor.recommendation.preview",
                    {
                        "rule_ids": [(6, 0, rule.ids)],
                        "campaign_id": participant.campaign_id.id,
                    },
                ),
                (
                    "shnor.recommendation.refuse",
                    {"recommendation_ids": [(6, 0, recommendation.ids)], "reason": "Матрица"},
                ),
            )
        }
        return {
            **wizards,
            "shnor.recommendation": recommendation,
            "shnor.recommendation.fact": recommendation.fact_ids,
            "shnor.recommendation.followup": later.followup_ids,
            "shnor.recommendation.rule": rule,
            "shnor.recommendation.condition": rule.condition_ids,
        }

    @classmethod
    def _make_publication(cls, index, school):
        """Return a draft: what is published changes for nobody."""
        campaign = cls._sign(cls._make_order(school, number=f"матрица-публикация-{index}"))
        campaign.action_calculate()
        campaign.run_id._freeze()
        cls._make("shnor.analysis", campaign_id=campaign.id)._move_to("approved")
        return cls._make("shnor.publication", campaign_id=campaign.id)

    @classmethod
    def _make_materials(cls, index):
        return {
            "shnor.risk": cls._make("shnor.risk", code=f"матрица-{index}", name="Риск"),
            "shnor.material": cls._make(
                "shnor.material", name=f"Матрица {index}", link="https://example.org/"
            ),
        }

    @classmethod
    def _make_network(cls, index, school):
        agreement = cls._make(
            "shnor.agreement",
            number=f"матрица-{index}",
            school_id=school.id,
            partner_school_id=cls.leader.id,
            partner_kind="leader_school",
            date_from="2026-01-15",
            state="in_force",
        )
        return {
            "shnor.support": cls._make(
                "shnor.support",
                school_id=school.id,
                date="2026-03-10",
                kind_id=cls.env.ref("shnor_network.support_kind_seminar").id,
                topic="Матрица",
            ),
            "shnor.agreement": agreement,
            "shnor.joint.activity": cls._make(
                "shnor.joint.activity",
                agreement_id=agreement.id,
                date="2026-03-10",
                kind_id=cls.env.ref("shnor_network.joint_activity_kind_open_lesson").id,
                topic="Матрица",
            ),
            "shnor.measure": cls._make(
                "shnor.measure",
                school_id=school.id,
                project="Проект",
                task="Задача",
                name=f"Матрица {index}",
                date_from="2026-02-01",
                date_to="2026-06-30",
            ),
        }

    @classmethod
    def _make_roadmap(cls, index, made, author):
        """Return one record of each model around measures, about the measure that was made."""
        measure = made["shnor.measure"]
        report = cls.env["shnor.measure.report"]._report(
            measure,
            {"state": "in_progress", "percent": "10"},
            [("Акт.png", base64.b64decode(PNG))],
            measure.school_id.director_ids[:1],
        )
        made["shnor.campaign"]._take_roadmap_snapshot()
        template = cls._make("shnor.roadmap.template", name=f"Шаблон матрицы {index}")
        user = cls.users[author]
        measures = {"measure_ids": [(6, 0, measure.ids)], "reason": "Причина"}
        wizards = {
            "shnor.measure.move": {**measures, "date_to": "2026-12-01"},
            "shnor.measure.return": measures,
            "shnor.roadmap.fill": {"school_ids": [(6, 0, measure.school_id.ids)]},
            "shnor.roadmap.waive": {
                "participant_ids": [(6, 0, made["shnor.campaign"].participant_ids.ids)],
                "reason": "Причина",
            },
        }
        return {
            "shnor.measure.report": report,
            "shnor.measure.evidence": report.evidence_ids,
            "shnor.measure.snapshot": cls.env["shnor.measure.snapshot"].search(
                [("measure_id", "=", measure.id)]
            ),
            "shnor.roadmap.template": template,
            "shnor.roadmap.template.line": cls._make(
                "shnor.roadmap.template.line", template_id=template.id, name="Дело"
            ),
            **{
                model: cls.env[model].with_user(user).create(values).sudo()
                for model, values in wizards.items()
            },
        }

    @classmethod
    def _make_help(cls, index, school, author):
        match = cls.env["shnor.match"].with_user(cls.users[author])
        match = match.create({"school_id": school.id}).sudo()
        line = cls.env["shnor.match.line"].with_user(cls.users[author])
        return {
            "shnor.support.event": cls._make(
                "shnor.support.event",
                territory_id=school.territory_id.id,
                kind_id=cls.env.ref("shnor_network.support_kind_seminar").id,
                topic=f"Матрица для многих {index}",
            ),
            "shnor.support.request": cls._make(
                "shnor.support.request", school_id=school.id, topic="Матрица"
            ),
            "shnor.match": match,
            "shnor.match.line": line.create(
                {"match_id": match.id, "leader_id": cls.leader.id if index == 0 else school.id}
            ).sudo(),
        }

    @classmethod
    def _make_words(cls, index):
        form = cls._make(
            "survey.survey", title="Форма", survey_type="shnor_form", form_code=f"matrix{index}"
        )
        table = cls._make(
            "survey.question",
            survey_id=form.id,
            title="Таблица",
            form_code="T1",
            question_type="number_table",
            form_column_ids=[(0, 0, {"code": "n", "title": "Число"})],
        )
        template = cls.env.ref("shnor_monitoring.document_template_order").copy()
        words = {
            model: cls._make(model, name=f"Слово матрицы {index}")
            for model in (
                "shnor.support.kind",
                "shnor.joint.activity.kind",
                "shnor.agreement.basis",
                "shnor.deficit",
            )
        }
        return {
            **words,
            "shnor.calendar.day": cls._make(
                "shnor.calendar.day", date=f"2031-05-0{index + 1}", name="Матрица"
            ),
            "shnor.reminder.rule": cls._make(
                "shnor.reminder.rule", name=f"Матрица {index}", subject="Тема", body="Текст"
            ),
            "shnor.document.template": template,
            "shnor.stage.type": cls._make("shnor.stage.type", name="Этап", code=f"матрица-{index}"),
            "shnor.form.column": table.form_column_ids,
            "shnor.form.check": cls._make(
                "shnor.form.check", survey_id=form.id, condition="[T1:n] > 0", message="Матрица"
            ),
            "shnor.indicator.group": cls.env["shnor.indicator.group"].search([])[index],
            "shnor.indicator": cls.env["shnor.indicator"].search([])[index],
        }

    def cells(self, roles=ROLES):
        """Yield (names for subTest, record as the role sees it, letters of what the role may)."""
        for model in sorted(MODELS):
            for foreign, record in enumerate(self.records[model]):
                for role in roles:
                    names = {"model": model, "role": role, "foreign": bool(foreign)}
                    may = letters(model, role, bool(foreign))
                    yield names, record.with_user(self.users[role]), may
