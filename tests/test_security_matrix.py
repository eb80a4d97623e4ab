"""Who may what: role × model × operation, and every route, against tables that are written out.

A model or a route that the tables do not know fails the tests: whoever adds one decides who may.
"""

import base64
import inspect
import json
import threading

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime, Domain
from odoo.models import BaseModel
from odoo.service.model import get_public_method
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

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
    "shnor.recommendation.preview": (AUTHOR, "", "", "rwcu", "", ""),
    "shnor.recommendation.refuse": (AUTHOR, "", "", "rwcu", "", ""),
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
            **cls._make_forms(participant, author),
            **cls._make_recommendations(index, participant, author),
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
            "shnor.meeting": cls._make(
                "shnor.meeting", campaign_id=campaign.id, start=Datetime.now()
            ),
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
                name="Матрица",
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


@tagged("post_install", "-at_install")
class TestMatrix(MatrixCase):
    """Role × model × operation, by the ORM."""

    def test_every_model_is_in_the_table_and_has_records(self):
        self.assertEqual(project_models(self.env) | STOCK, set(MODELS))
        for model, (own, foreign) in self.records.items():
            self.assertTrue(own and foreign and own != foreign, model)

    def test_the_four_operations(self):
        for names, record, may in self.cells():
            self.env.invalidate_all()
            allowed = "".join(
                letter for letter, operation in OPERATIONS.items() if record.has_access(operation)
            )
            if record._name == "shnor.territory" and allowed == "rwc":
                continue  # the test below
            with self.subTest(**names):
                self.assertEqual(allowed, may)

    def test_territories_are_changed_in_the_own_district(self):
        own, foreign = self.records["shnor.territory"]
        for role, mine, theirs in (
            ("keeper", own, foreign),
            ("specialist", own, foreign),
            ("foreign_specialist", foreign, own),
        ):
            for operation in ("write", "create"):
                with self.subTest(role, operation=operation):
                    self.assertTrue(mine.with_user(self.users[role]).has_access(operation))
                    self.assertFalse(theirs.with_user(self.users[role]).has_access(operation))

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_what_is_refused_is_refused_when_tried(self):
        for names, record, may in self.cells():
            if record._name == "shnor.territory":
                continue
            attempts = {
                "r": lambda record=record: record.read(),
                "w": lambda record=record: record.write(self._same_again(record)),
                "c": lambda record=record: record.create(record.sudo().copy_data()[0]),
                "u": lambda record=record: record.unlink(),
            }
            if record.browse().has_access("create"):
                del attempts["c"]  # the rules are asked by has_access, see above
            for letter, attempt in attempts.items():
                if letter not in may:
                    self.env.invalidate_all()
                    with self.subTest(letter, **names), self.assertRaises(UserError):
                        attempt()

    def _same_again(self, record):
        """Return values that would change nothing, were they written."""
        record = record.sudo()
        plain = [
            name
            for name, field in record._fields.items()
            if field.store and field.type in ("char", "date", "integer", "text", "selection")
        ]
        writable = [name for name in plain if not record._fields[name].readonly]
        name = (writable or plain)[0]
        return {name: record[name]}

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_every_way_of_reading_shows_what_may_be_read(self):
        for names, record, may in self.cells():
            self.env.invalidate_all()
            model, domain = record.browse(), [("id", "in", record.ids)]
            ways = {
                "search_read": (model.search_read, domain, ["display_name"]),
                "web_search_read": (model.web_search_read, domain, {}),
                "search_count": (model.search_count, domain),
                "name_search": (model.name_search, "", domain),
                "formatted_read_group": (model.formatted_read_group, domain, ["id"], ["__count"]),
            }
            for way, call in ways.items():
                with self.subTest(way, **names):
                    found = self._or_nothing(*call)
                    found = found["records"] if isinstance(found, dict) else found
                    self.assertEqual(bool(found), "r" in may)
            with self.subTest("export_data", **names):
                exported = self._or_nothing(record.export_data, ["display_name"])
                may_export = record.env.user.has_group("base.group_allow_export")
                self.assertEqual(bool(exported), "r" in may and may_export)

    def _or_nothing(self, read, *args):
        """Return what the reader gets, None when it is refused."""
        try:
            return read(*args)
        except UserError:  # no right to export is no AccessError
            return None

    # Ways from Odoo's own models

    def _paths(self):
        """Yield (model, field) of Odoo's own models that lead to records of the project."""
        ours = project_models(self.env)
        for name, model in self.env.registry.items():
            if (model._original_module or "").startswith("shnor_") or model._abstract:
                continue
            if name.startswith("survey."):
                continue  # closed to people without a role, like the project's own models
            for field in model._fields.values():
                if field.relational and field.comodel_name in ours:
                    yield name, field.name

    def test_the_paths_from_stock_models_are_known(self):
        self.assertEqual(
            set(self._paths()),
            {
                ("res.partner", "shnor_school_ids"),
                ("res.partner", "shnor_directed_school_ids"),
                ("res.users", "shnor_school_ids"),
                ("res.users", "shnor_directed_school_ids"),
                ("res.users", "shnor_territory_ids"),
            },
        )

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_contacts_do_not_lead_to_schools_that_one_may_not_read(self):
        for role in ROLES:
            user = self.users[role]
            for foreign, school in enumerate((self.school, self.foreign_school)):
                for partner, field in (
                    (school.partner_id, "shnor_school_ids"),
                    (school.director_ids, "shnor_directed_school_ids"),
                ):
                    with self.subTest(role, foreign=bool(foreign), field=field):
                        self.env.invalidate_all()
                        may = "r" in letters("shnor.school", role, bool(foreign))
                        contact = partner.with_user(user)
                        [row] = self._or_nothing(contact.read, [field]) or [{field: None}]
                        found = self._or_nothing(
                            contact.search, [(f"{field}.code", "=", school.code)]
                        )
                        if not may:
                            self.assertFalse(row[field])
                            self.assertFalse(found)
                        elif contact.has_access("read"):
                            self.assertEqual(row[field], school.ids)
                            self.assertEqual(found, contact)

    def test_people_without_a_role_do_not_meet_the_fields(self):
        """For them the project's fields do not exist: stock screens read on as ever."""
        for role in NOBODIES:
            for name, field in self._paths():
                with self.subTest(role, model=name):
                    fields = self.env[name].with_user(self.users[role]).fields_get()
                    self.assertNotIn(field, fields)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_messages_follow_their_document(self):
        """Chatter, activities, attachments and followers are read by who reads the record."""
        chatted = [model for model in MODELS if hasattr(self.env.registry[model], "message_post")]
        self.assertIn("shnor.school", chatted)
        for model in chatted:
            for foreign, record in enumerate(self.records[model]):
                message = record.message_post(body="Секрет", subtype_xmlid="mail.mt_note")
                file = self.env["ir.attachment"].create(
                    {"name": "scan.pdf", "res_model": model, "res_id": record.id, "raw": b"1"}
                )
                for role in ROLES:
                    may = "r" in letters(model, role, bool(foreign))
                    for trace in (message, file):
                        with self.subTest(model, role=role, foreign=bool(foreign), on=trace._name):
                            self.env.invalidate_all()
                            reader = trace.with_user(self.users[role])
                            found = self._or_nothing(reader.search, [("id", "=", reader.id)])
                            internal = self.users[role]._is_internal()
                            self.assertEqual(bool(found), may and internal)
                            if not may:
                                with self.assertRaises(AccessError):
                                    reader.read()

    def test_a_relation_shows_no_more_than_the_record_itself(self):
        """Read through every field between models of the project, starting from what one may."""
        ours = project_models(self.env)
        for names, record, may in self.cells():
            if "r" not in may:
                continue
            for name in record.fields_get():
                field = record._fields[name]
                if not field.relational or field.comodel_name not in ours:
                    continue
                self.env.invalidate_all()
                targets = record[name]
                if field.type == "many2one":
                    continue  # its name may be shown; what it holds is asked of its own model
                with self.subTest(name, **names):
                    hidden = targets - targets._filtered_access("read")
                    self.assertFalse(hidden)
                    self.assertEqual(
                        targets,
                        targets.with_context(active_test=False).search(
                            Domain("id", "in", targets.ids)
                        )
                        & targets,
                    )

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_no_button_works_on_what_one_may_not_read(self):
        """Whatever the project's models let RPC call is refused, or leads to a list or a route that
        refuses."""
        tried = set()
        for names, record, may in self.cells():
            if may:
                continue
            for method in self._buttons(record):
                tried.add((record._name, method))
                self.env.invalidate_all()
                savepoint = self.env.cr.savepoint()
                with self.subTest(method, **names):
                    # what is asked of the model at large answers, and says nothing of the record
                    at_large = getattr(getattr(type(record), method), "_api_model", False)
                    if at_large or method.startswith(("action_open_", "action_download_")):
                        opened = self._or_nothing(get_public_method(record, method), record)
                        sign = f"'id': {record.id}," if at_large else record.sudo().display_name
                        self.assertNotIn(sign, str(opened))
                    else:
                        with self.assertRaises(UserError):
                            get_public_method(record, method)(record)
                savepoint.close(rollback=True)
        self.assertIn(("shnor.order", "action_sign"), tried)
        self.assertIn(("shnor.campaign", "action_close"), tried)

    def _buttons(self, record):
        """Yield the names of public methods of the project that need no argument."""
        for cls in type(record).mro():
            if not getattr(cls, "__module__", "").startswith("odoo.addons.shnor_"):
                continue
            for name, method in vars(cls).items():
                if name.startswith("_") or hasattr(BaseModel, name):
                    continue
                if not inspect.isfunction(method):
                    continue
                parameters = list(inspect.signature(method).parameters.values())[1:]
                if all(parameter.default is not parameter.empty for parameter in parameters):
                    yield name


@tagged("post_install", "-at_install")
class TestOutside(MatrixCase, HttpCase):
    """The same from outside: RPC and routes."""

    OUTSIDERS = ("director", "foreign_director", "portal", "public")

    def _log_in(self, role):
        login = None if role == "public" else self.users[role].login
        self.authenticate(login, login)

    def _call(self, model, method, *args, **kwargs):
        """Return what the web client's RPC gives, None when it refuses."""
        try:
            return self.make_jsonrpc_request(
                f"/web/dataset/call_kw/{model}/{method}",
                {"model": model, "method": method, "args": args, "kwargs": kwargs},
            )
        except JsonRpcException as error:
            self.assertIn(
                error.args[0].split(".")[-1] if error.args else "",
                ("AccessError", "UserError", "SessionExpiredException", "ValidationError"),
                f"{model}.{method}",
            )
            return None

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_rpc(self):
        for role in self.OUTSIDERS:
            self._log_in(role)
            for model in sorted(MODELS):
                for foreign, record in enumerate(self.records[model]):
                    may = letters(model, role, bool(foreign))
                    self._rpc_on(model, record.id, may, {"role": role, "foreign": bool(foreign)})

    def _rpc_on(self, model, record_id, may, names):
        domain = [("id", "=", record_id)]
        reads = {
            "read": ([record_id], ["display_name"]),
            "search_read": (domain, ["display_name"]),
            "search": (domain,),
            "search_count": (domain,),
            "name_search": ("", domain),
            "formatted_read_group": (domain, ["id"], ["__count"]),
        }
        for method, args in reads.items():
            with self.subTest(model, method=method, **names):
                self.assertEqual(bool(self._call(model, method, *args)), "r" in may)
        with self.subTest(model, method="web_search_read", **names):
            found = self._call(model, "web_search_read", domain=domain, specification={})
            self.assertEqual(bool(found and found["records"]), "r" in may)
        for method, args in {
            "export_data": ([record_id], ["display_name"]),
            "create": ({},),
            "write": ([record_id], {"write_date": False}),
            "copy": ([record_id],),
            "unlink": ([record_id],),
        }.items():
            # nobody outside changes or exports anything
            with self.subTest(model, method=method, **names):
                self.assertIsNone(self._call(model, method, *args))
        self.assertTrue(self.env[model].browse(record_id).exists())

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_the_outside_interface(self):
        """/json/2 with a key: a director reads the own school's facts and nothing else."""
        keys = self.env["res.users.apikeys"].with_user(self.users["director"])
        key = keys.sudo()._generate("rpc", "matrix", Datetime.add(Datetime.now(), days=1))
        for model in sorted(MODELS):
            for foreign, record in enumerate(self.records[model]):
                may = letters(model, "director", bool(foreign))
                for method, body in (
                    ("read", {"ids": record.ids, "fields": ["display_name"]}),
                    (
                        "search_read",
                        {"domain": [("id", "=", record.id)], "fields": ["display_name"]},
                    ),
                    ("unlink", {"ids": record.ids}),
                ):
                    with self.subTest(model, method=method, foreign=bool(foreign)):
                        response = self.url_open(
                            f"/json/2/{model}/{method}",
                            data=json.dumps(body),
                            headers={
                                "Authorization": f"Bearer {key}",
                                "Content-Type": "application/json",
                            },
                        )
                        given = response.status_code == 200 and bool(response.json())
                        self.assertEqual(given, "r" in may and method != "unlink")
        response = self.url_open(
            "/json/2/shnor.school/search_read",
            data="{}",
            headers={"Content-Type": "application/json"},
        )
        self.assertEqual(response.status_code, 401)

    # Routes: what a role gets that asks with the ids of the foreign district

    # who finds the form of the foreign district: its owner, and staff by the record rules
    FINDERS = ("foreign_director", "foreign_specialist", "administrator")
    FORM = {**dict.fromkeys(ROLES, 404), **dict.fromkeys(FINDERS, 200)}
    MEASURE = {**dict.fromkeys(ROLES, 404), "foreign_director": 200}
    # sent by POST with a token of the page; their own tests ask with strangers' ids
    POSTED = dict.fromkeys(ROLES, 405)
    JSON = ("load", "save", "submit", "reply", "delegate", "withdraw", "evidence/remove")
    ROUTES = {
        "/my/forms/<int:sheet_id>": FORM,
        "/my/forms/<int:sheet_id>/evidence": POSTED,
        "/my/forms/<int:sheet_id>/evidence/<int:evidence_id>": FORM,
        **{f"/my/forms/<int:sheet_id>/{name}": None for name in JSON},
        "/my/forms/<int:sheet_id>/pdf": FORM,
        "/my/forms/<int:sheet_id>/xlsx": FORM,
        "/my/forms/<int:sheet_id>/receipt/<int:receipt_id>": FORM,
        "/my/forms/<int:sheet_id>/receipt/<int:receipt_id>/pdf": FORM,
        "/my/forms/worker.js": dict.fromkeys(ROLES, 200),
        "/my/monitorings": dict.fromkeys(ROLES, 200),
        # planned only: there is no record to be read yet, by nobody
        "/my/interviews/<int:interview_id>": dict.fromkeys(ROLES, 404),
        "/my/interviews/<int:interview_id>/agree": POSTED,
        "/my/interviews/<int:interview_id>/object": POSTED,
        "/my/school/<int:school_id>/mistake": POSTED,
        "/my/roadmap": dict.fromkeys(ROLES, 200),
        "/my/roadmap/<int:measure_id>": MEASURE,
        "/my/roadmap/<int:measure_id>/report": POSTED,
        "/my/roadmap/<int:measure_id>/evidence/<int:file_id>": MEASURE,
        "/my/school": dict.fromkeys(ROLES, 200),
        "/my/help": dict.fromkeys(ROLES, 200),
        "/my/help/ask": POSTED,
        "/my/help/<int:support_id>/rate": POSTED,
        "/my/partners": dict.fromkeys(ROLES, 200),
        "/my/partners/<int:agreement_id>/propose": POSTED,
        "/my/partners/activities/<int:activity_id>/confirm": POSTED,
        "/my/partners/activities/<int:activity_id>/decline": POSTED,
        "/my/partners/activities/<int:activity_id>/report": POSTED,
        "/my/school/<int:school_id>": {**dict.fromkeys(ROLES, 404), "foreign_director": 200},
        "/shnor/document/<string:document>/<string:numbers>.<string:extension>": {
            **dict.fromkeys(ROLES, 403),
            **dict.fromkeys(("administrator", "foreign_specialist"), 200),
        },
        "/shnor/document/template/<int:template_id>/<string:what>.<string:extension>": {
            **dict.fromkeys(ROLES, 403),
            **dict.fromkeys((*COLUMNS[:-1], "foreign_specialist"), 200),
        },
        "/shnor/import/template/<string:kind>.xlsx": {
            **dict.fromkeys(ROLES, 403),
            **dict.fromkeys(("keeper", "specialist", "administrator", "foreign_specialist"), 200),
        },
        "/shnor/import/<int:import_id>/check.xlsx": {
            **dict.fromkeys(ROLES, 403),
            **dict.fromkeys(("administrator", "foreign_specialist"), 200),
        },
    }

    def _addresses(self):
        """Return {route of the project: address with ids of the foreign district}."""
        values = {
            "school_id": self.foreign_school.id,
            "import_id": self.records["shnor.import"][1].id,
            "sheet_id": self.records["survey.user_input"][1].id,
            "receipt_id": self.records["shnor.form.receipt"][1].id,
            "evidence_id": self.records["shnor.form.evidence"][1].id,
            "interview_id": self.records["shnor.interview"][1].id,
            "measure_id": self.records["shnor.measure"][1].id,
            "file_id": self.records["shnor.measure.evidence"][1].id,
            "kind": "schools",
            "document": "order",
            "numbers": self.records["shnor.order"][1].id,
            "extension": "docx",
            "template_id": self.records["shnor.document.template"][1].id,
            "what": "template",
        }
        addresses = {}
        threading.current_thread().dbname = self.env.cr.dbname  # the routing map asks for it
        for rule in self.env["ir.http"].routing_map().iter_rules():
            function = getattr(rule.endpoint, "func", None)
            if rule.rule.startswith("/survey/"):
                continue  # Survey's own, which know no forms: tests of shnor_form
            if getattr(function, "__module__", "").startswith("odoo.addons.shnor_"):
                arguments = {name: values.get(name, 1) for name in rule.arguments}
                addresses[rule.rule] = rule.build(arguments)[1]
        return addresses

    def test_every_route_is_in_the_table(self):
        self.assertEqual(set(self._addresses()), set(self.ROUTES))

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_routes_with_ids_of_strangers(self):
        for role in ROLES:
            self._log_in(role)
            for route, address in self._addresses().items():
                with self.subTest(route, role=role):
                    if self.ROUTES[route] is None:
                        self._check_json(role, address)
                        continue
                    response = self.url_open(address)
                    if role == "public" and response.status_code == 200:
                        self.assertRegex(response.url, r"/web/login|/my/forms/worker.js$")
                    elif role == "public":
                        self.assertIn(response.status_code, (404, 405))
                    else:
                        self.assertEqual(response.status_code, self.ROUTES[route][role])
                    if role not in ("foreign_director", *self.found_by(route)):
                        self.assertNotIn(self.foreign_school.name, response.text)

    def _check_json(self, role, address):
        """Ask a route of forms for nothing in particular: is the form found at all?"""
        try:
            self.make_jsonrpc_request(address, {})
            found = True
        except JsonRpcException:
            found = False
        self.assertEqual(found, role in self.FINDERS)

    def found_by(self, route):
        """Return the roles that a form of the foreign district is open to."""
        return self.FINDERS if self.ROUTES[route] is self.FORM else ()
