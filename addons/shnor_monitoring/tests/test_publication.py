from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..engine.general_text import general_text
from ..engine.public_version import PublicVersion
from ..report.document_samples_public import NOTE_PUBLIC
from .publication_common import PublicationCase


@tagged("post_install", "-at_install")
class TestPublication(PublicationCase):
    """From an approved campaign to a frozen public version, and its corrections."""

    def _row(self, content, code):
        return next(row for row in content["indicators"] if row["code"] == code)

    def test_nothing_is_published_before_the_approval(self):
        with self.assertRaisesRegex(UserError, "has not approved"):
            self._draft()
        with self.assertRaisesRegex(UserError, "has not approved"):
            self.campaign.with_user(self.specialist).action_open_publications()
        self.assertFalse(self.env["shnor.publication"].search([]))

    def test_results_that_were_changed_past_the_system_are_not_published(self):
        self._approve(self.campaign)
        publication = self._draft()
        self.env.cr.execute(
            "UPDATE shnor_indicator_result SET yes_count = yes_count + 1 WHERE run_id = %s",
            [self.campaign.run_id.id],
        )
        with self.assertRaisesRegex(UserError, "not those that were frozen"):
            publication.action_publish()
        self.assertEqual(publication.state, "draft")

    def test_publishing_freezes_data_and_files(self):
        self._approve(self.campaign)
        publication = self._publish()
        self.assertEqual((publication.state, publication.version), ("published", 1))
        self.assertEqual(publication.slug, "2026-07")
        self.assertTrue(publication._is_intact())
        content = publication.content
        self.assertEqual(content["participants"]["total"], {"value": 6})
        texts = self._texts(publication)
        for name, text in texts.items():
            with self.subTest(name):
                self.assertIn("Доля педагогов, прошедших диагностику", " ".join(text.split()))
        self.assertIn(publication.digest, texts["json"])
        for attempt in (
            {"content": {}},
            {"digest": "x"},
            {"file_pdf": b""},
            {"erratum": "x"},
            {"state": "draft"},
        ):
            with self.assertRaises(UserError):
                publication.sudo().write(attempt)
        with self.assertRaisesRegex(UserError, "not deleted"):
            publication.sudo().unlink()
        # the registry moves on, what was published does not
        self.env["shnor.material"].search([]).write({"name": "Другое"})
        self.assertEqual(publication._content(), content)

    def test_who_may(self):
        self._approve(self.campaign)
        publication = self._draft()
        for role in ("working_group", "keeper", "director", "foreign_specialist", "portal"):
            with self.subTest(role), self.assertRaises(AccessError):
                publication.with_user(self.users[role]).action_publish()
        with self.assertRaisesRegex(UserError, "not written by hand"):
            publication.write({"slug": "x"})
        with self.assertRaisesRegex(UserError, "draft still"):
            self._draft()

    def test_a_small_count_cannot_be_told_from_another(self):
        """Campaigns that differ in hidden counts only are published alike, to the last letter."""
        told = []
        for teachers in (self.teachers[10:10], self.teachers[10:11], self.teachers[11:12]):
            self._diagnose(teachers)
            self.campaign.action_calculate()
            if not self.campaign.analysis_id:
                self.env["shnor.analysis"].create({"campaign_id": self.campaign.id})
            version = PublicVersion(self.campaign, 5, whole=True)
            told.append(version.content())
            count = self._row(told[-1], "I2")["yes"]
            self.assertEqual(count, {"value": None, "from": 8, "to": 12})
            self.assertTrue(version.withheld)
        self.assertEqual(told[0], told[1])
        self.assertEqual(told[0], told[2])

    def test_schools_are_told_whole_or_as_people(self):
        self._approve(self.campaign)
        publication = self._draft()
        row = self._row(publication._draft_content()[0], "I1")
        self.assertEqual((row["total"]["value"], row["yes"]["value"]), (6, 0))
        settings = self.env["res.config.settings"].create({"shnor_publication_schools": "hidden"})
        settings.execute()
        row = self._row(publication._draft_content()[0], "I1")
        self.assertEqual(row["yes"], {"value": None, "from": 0, "to": 6})
        self.assertIsNone(row["percent"])
        self.assertIsNone(row["interval"])

    def test_only_what_the_regulation_wants_is_told_whole(self):
        self._approve(self.campaign)
        publication = self._draft()
        indicator = self.env.ref("shnor_monitoring.indicator_1")
        self.assertTrue(indicator.group_id.is_mandatory)
        indicator.group_id = self.env["shnor.indicator.group"].create({"name": "Свои"})
        row = self._row(publication._draft_content()[0], "I1")
        self.assertEqual(row["yes"], {"value": None, "from": 0, "to": 6})

    def test_the_threshold_is_a_setting(self):
        settings = self.env["res.config.settings"]
        with self.assertRaisesRegex(ValidationError, "3"):
            settings.create({"shnor_publication_threshold": 2})
        settings.create({"shnor_publication_threshold": 7}).execute()
        self._approve(self.campaign)
        content, _withheld = self._draft()._draft_content()
        self.assertEqual(content["rules"]["threshold"], 7)
        # six schools are too few to say anything of
        self.assertEqual(content["participants"]["total"], {"value": None, "from": 1, "to": 6})
        self.assertIn("меньше 7", " ".join(content["method"]))
        self.env["ir.config_parameter"].set_param("shnor_monitoring.publication_threshold", "x")
        self.assertEqual(self.env["shnor.publication"]._threshold(), (5, True))

    def test_no_name_and_no_fact_of_a_school(self):
        self._approve(self.campaign)
        publication = self._publish()
        for name, text in self._texts(publication).items():
            with self.subTest(name):
                text = " ".join(text.split())
                for secret in (
                    *self.campaign.participant_ids.mapped("school_name"),
                    *self.teachers.mapped("code"),
                    *(teacher.split()[0] for teacher in self.teachers.mapped("name")),
                    *("только для этой школы", "Завуч", "Дьячкова"),
                ):
                    self.assertNotIn(secret, text)
                if name != "csv":
                    self.assertIn("Провести семинар по чтению.", text)

    def test_schools_are_named_by_a_decision_on_record(self):
        self._decide_names(self.campaign)
        self._approve(self.campaign)
        publication = self._publish()
        self.assertTrue(publication.content["rules"]["names"])
        text = self._texts(publication)["html"]
        self.assertIn(self.campaign.participant_ids[0].school_name, text)
        self.assertIn("только для этой школы", text)
        for teacher in self.teachers:
            self.assertNotIn(teacher.code, text)
        # what is named can be counted; nothing is told twice
        for group in publication.content["recommendations"]["by_kind"]:
            for row in group["items"]:
                self.assertNotIn("schools", row)

    def _advise_by_rule(self):
        """Accept what a rule made of the facts of a school; return the recommendation."""
        rule = self.env.ref("shnor_monitoring.rule_i2_low")
        advice = self.env["shnor.recommendation"].create(
            {
                "participant_id": self.campaign.participant_ids[1].id,
                "text": "Диагностику прошли 1 из 2 педагогов (50 %). Составить график.",
                "expected_result": "Диагностику прошли все.",
                "responsible": "Завуч",
                "term_date": "2026-10-01",
                "fact_ids": [(0, 0, {"kind": "category"})],
            }
        )
        advice._move_to("draft", rule_id=rule.id, is_edited=False)
        advice.action_accept()
        return advice

    def test_a_rule_tells_no_count_of_a_school(self):
        """Neither where schools are named, nor where they are not."""
        advice = self._advise_by_rule()
        self._decide_names(self.campaign)
        self._approve(self.campaign)
        publication = self._draft()
        content, _withheld = publication._draft_content()
        [row] = [
            item
            for school in content["recommendations"]["by_school"]
            if school["school"] == advice.participant_id.school_name
            for item in school["items"]
        ]
        self.assertIn("Составить график добровольной диагностики", row["text"])
        self.assertEqual(row["term"], "2026-10-01")
        self.assertNotIn("1 из 2", str(content))
        self.assertNotIn("…", row["text"])
        self.assertFalse(publication.warning_words)

    def test_what_a_rule_says_is_that_of_the_approval(self):
        advice = self._advise_by_rule()
        self._decide_names(self.campaign)
        self.campaign.run_id._freeze()
        analysis = self.env["shnor.analysis"].create({"campaign_id": self.campaign.id})
        analysis._move_to("draft", statistics=analysis._facts().statistics())
        analysis._move_to("approved", digest=analysis._digest_of_rows())
        draft = self._draft()
        before, _withheld = draft._draft_content()
        advice.rule_id.write({"text": "Никем не утверждено.", "expected_result": "Тоже."})
        self.env.invalidate_all()
        after, _withheld = draft._draft_content()
        self.assertEqual(after["recommendations"], before["recommendations"])

    def test_what_people_wrote_with_counts_is_looked_at(self):
        advice = self._advise_by_rule()
        advice._move_to("draft", is_edited=True)
        advice.action_accept()
        self._decide_names(self.campaign)
        self._approve(self.campaign)
        publication = self._draft()
        self.assertIn("1 из 2", publication.warning_words)
        with self.assertRaisesRegex(UserError, "Look at what is marked"):
            publication.action_publish()

    def test_what_the_shipped_rules_say_in_general(self):
        rules = self.env["shnor.recommendation.rule"].with_context(active_test=False).search([])
        for rule in rules:
            for text in (rule.text, rule.expected_result):
                with self.subTest(rule.name):
                    self.assertNotIn("…", general_text(text))

    def test_nothing_comes_in_by_the_context(self):
        self._approve(self.campaign)
        forged = {
            "default_state": "published",
            "default_content": {"x": 1},
            "default_digest": "x",
            "default_published_at": "2026-08-01 00:00:00",
            "default_looked_digest": "x",
        }
        publication = self.env["shnor.publication"].with_user(self.specialist)
        publication = publication.with_context(**forged).create({"campaign_id": self.campaign.id})
        self.assertEqual(publication.state, "draft")
        for name in ("content", "digest", "published_at", "looked_digest"):
            self.assertFalse(publication[name], name)

    def test_a_cancelled_campaign_is_not_published(self):
        self._approve(self.campaign)
        publication = self._draft()
        self.campaign._move_to("cancelled")
        with self.assertRaisesRegex(UserError, "is cancelled"):
            publication.action_publish()

    def test_an_analysis_that_was_changed_past_the_system_is_not_published(self):
        self._approve(self.campaign)
        publication = self._draft()
        self.env.cr.execute(
            "UPDATE shnor_recommendation SET text = 'Другое.' WHERE campaign_id = %s",
            [self.campaign.id],
        )
        with self.assertRaisesRegex(UserError, "not those that were approved"):
            publication.action_publish()
        self.assertEqual(publication.state, "draft")

    def _practice(self, **values):
        return self.env["shnor.practice"].create(
            {
                "participant_id": self.campaign.participant_ids[0].id,
                "name": "Клуб чтения",
                "essence": "Раз в неделю читают вслух.",
                **values,
            }
        )

    def test_practices_with_consent_only(self):
        self._practice(name="Без согласия")
        self._practice(
            name="Не для справки", is_in_note=False, is_public=True, consent_basis="Письмо № 3"
        )
        self._practice(is_public=True, consent_basis="Письмо № 3")
        self._approve(self.campaign)
        content, _withheld = self._draft()._draft_content()
        self.assertEqual([one["name"] for one in content["practices"]], ["Клуб чтения"])
        self.assertEqual(content["practices"][0]["school"], "")

    def test_who_is_named_in_a_text_stops_the_publication(self):
        consent = {"is_public": True, "consent_basis": "Письмо № 3"}
        self._practice(essence="Ведёт О. П. Зимовьева.", **consent)
        self._practice(effect="Помогли Зимовьевой Ольге Петровне и П-7703.", **consent)
        self._practice(conditions="Так делает МБОУ  СОШ с. Усть-Манга", **consent)
        self._approve(self.campaign)
        publication = self._draft()
        with self.assertRaises(UserError) as caught:
            publication.action_publish()
        told = str(caught.exception).split("\n")
        self.assertEqual(len(told), 4, told)
        for words, code in zip(told, ("П-7799", "П-7703", "П-7799", "Усть-Манга"), strict=True):
            self.assertIn(code, words)
        self.assertEqual(publication.problem_words.split("\n"), told)
        self.assertFalse(publication.content)

    def test_what_may_be_a_school_is_looked_at(self):
        self._practice(
            essence="Школа в Усть-Манге открыла клуб.", is_public=True, consent_basis="Письмо"
        )
        self._approve(self.campaign)
        publication = self._draft()
        self.assertIn("Усть-Манга", publication.warning_words)
        with self.assertRaisesRegex(UserError, "Look at what is marked"):
            publication.action_publish()
        publication.is_looked_at = True
        # what is marked later was not looked at
        self.env["shnor.material"].search([("name", "=", "Сборник заданий")]).name = "Усть-Манга"
        self.env.invalidate_all()
        self.assertFalse(publication.is_looked_at)
        with self.assertRaisesRegex(UserError, "Look at what is marked"):
            publication.action_publish()
        publication.is_looked_at = True
        publication.action_publish()
        self.assertEqual(publication.state, "published")

    def test_a_surname_alone_is_looked_at(self):
        self._practice(essence="Ведёт Зимовьева.", is_public=True, consent_basis="Письмо")
        self._approve(self.campaign)
        publication = self._draft()
        self.assertFalse(publication.problem_words)
        self.assertIn("П-7799", publication.warning_words)
        content, _withheld = publication._draft_content()
        content["deficits"] = [
            {
                "name": "Кадровые",
                "items": [{"name": "Нет замены О. П. Зимовьевой"}, {"name": "Уровень 2 из 4"}],
            }
        ]
        problems, warnings = publication._check_content(content)
        self.assertNotIn("2 из 4", str(warnings))
        self.assertIn("П-7799", problems[0])

    def test_a_correction_stands_beside_what_it_corrects(self):
        self._approve(self.campaign)
        first = self._publish()
        first.action_correct()
        second = self.campaign.publication_ids - first
        with self.assertRaisesRegex(UserError, "what was wrong"):
            second.action_publish()
        second.erratum = "Не было ссылки на сборник."
        second.action_publish()
        self.assertEqual((first.state, second.state), ("replaced", "published"))
        self.assertEqual((second.version, second.slug), (2, first.slug))
        self.assertEqual(second.content["corrects"], 1)
        self.assertTrue(first._is_intact())
        self.assertEqual(first._successor(), second)
        self.assertIn("Не было ссылки", " ".join(self._texts(second)["pdf"].split()))
        with self.assertRaisesRegex(UserError, "public now"):
            first.action_correct()

    def test_a_version_is_taken_down_by_an_administrator_with_a_reason(self):
        self._approve(self.campaign)
        first = self._publish()
        for attempt in (
            first.action_withdraw,
            lambda: first.write({"withdrawal_reason": "Названа школа."}),
        ):
            with self.assertRaises(AccessError):
                attempt()
        chief = first.with_user(self.users["administrator"])
        with self.assertRaisesRegex(UserError, "why it is taken down"):
            chief.action_withdraw()
        chief.withdrawal_reason = "Названа школа."
        chief.action_withdraw()
        self.assertEqual(first.state, "withdrawn")
        self.assertTrue(first.withdrawn_at)
        self.assertTrue(first._is_intact())
        self.assertIsNone(self.campaign._published_content())
        with self.assertRaisesRegex(UserError, "Only what is public"):
            chief.withdrawal_reason = "Другое."
        with self.assertRaises(UserError):
            chief.action_withdraw()
        # another version follows
        first.action_correct()
        second = self.campaign.publication_ids - first
        second.erratum = "Убрано название школы."
        second.action_publish()
        self.assertEqual((second.version, second.state), (2, "published"))
        with self.assertRaisesRegex(UserError, "public now"):
            first.action_correct()

    def test_a_correction_tells_nothing_that_was_hidden(self):
        self._approve(self.campaign)
        first = self._publish()
        self.env["res.config.settings"].create({"shnor_publication_threshold": 3}).execute()
        first.action_correct()
        second = self.campaign.publication_ids - first
        content, _withheld = second._draft_content()
        self.assertIsNone(self._row(content, "I2")["yes"]["value"])
        self.assertIsNone(self._row(content, "I2")["percent"])
        self.assertEqual(content["rules"]["threshold"], 5)

    def test_a_correction_with_a_lower_threshold_tells_no_total(self):
        self.env["res.config.settings"].create({"shnor_publication_threshold": 7}).execute()
        self._approve(self.campaign)
        first = self._publish()
        hidden = self._row(first.content, "I1")
        self.assertEqual(hidden["total"]["value"], None)
        self.env["res.config.settings"].create({"shnor_publication_threshold": 3}).execute()
        first.action_correct()
        second = self.campaign.publication_ids - first
        content, _withheld = second._draft_content()
        row = self._row(content, "I1")
        for name in ("total", "yes", "no_data"):
            self.assertEqual(row[name], hidden[name], name)
        self.assertEqual(content["participants"], first.content["participants"])

    def test_changes_are_shown_to_what_was_published(self):
        """The campaign before counts only as it was published; never its unpublished results."""
        self._approve(self.campaign)
        later = self._campaign(
            number="9-о",
            date="2026-11-20",
            period_from="2026-07-01",
            period_to="2026-12-31",
            date_begin="2026-12-01",
            date_end="2026-12-25",
            stage_ids=[
                (
                    0,
                    0,
                    {
                        "stage_type_id": self._stage_type("check").id,
                        "date_from": "2026-12-01",
                        "date_to": "2026-12-20",
                    },
                )
            ],
            responsible_ids=[
                (
                    0,
                    0,
                    {
                        "name": "Она",
                        "stage_type_id": self._stage_type("check").id,
                        "email": "specialist@example.org",
                    },
                )
            ],
        )
        self.assertEqual(later.previous_campaign_id, self.campaign)
        self._approve(later)
        draft = self._draft(later)
        self.assertIsNone(self._row(draft._draft_content()[0], "I1")["previous"])
        self._publish()
        content, _withheld = draft._draft_content()
        self.assertEqual(self._row(content, "I1")["previous"]["total"], 6)
        self.assertEqual(self._row(content, "I1")["delta"], 0)
        self.assertIsNone(self._row(content, "I2")["previous"])

    def test_the_place_is_recorded_and_ends_the_stage(self):
        self._approve(self.campaign)
        publication = self._publish()
        stage = self.campaign._stage_of("publication")
        publication.sudo()._keep(place_url=False, place_date=False, place_by_id=False)
        self.campaign._refresh_stages(stage)
        self.assertFalse(stage.done_on)
        for values, words in (
            ({"place_url": "javascript:alert(1)"}, "no address"),
            ({"place_url": "https://edu.example.org/m", "place_date": "2020-01-01"}, "which day"),
            ({"place_url": "https://edu.example.org/m", "place_date": "2100-01-01"}, "which day"),
        ):
            with self.subTest(values), self.assertRaisesRegex(UserError, words):
                publication.write(values)
        today = publication.published_at.date()
        publication.write({"place_url": "https://edu.example.org/m", "place_date": today})
        self.assertEqual(publication.place_by_id, self.specialist)
        self.assertEqual(stage.done_on, today)

    def test_a_draft_has_no_place(self):
        self._approve(self.campaign)
        with self.assertRaisesRegex(UserError, "Publish the version first"):
            self._draft().write({"place_url": "https://edu.example.org/"})

    def test_what_stands_on_paper(self):
        self._approve(self.campaign)
        publication = self._draft()
        context = publication._document_context()
        self.assertEqual(set(context), set(NOTE_PUBLIC))
        for key, rows in context.items():
            if isinstance(rows, list) and rows:
                self.assertEqual(set(rows[0]), set(NOTE_PUBLIC[key][0]), key)
        self.assertEqual(context["mark"], "ПРОЕКТ")

    @mute_logger("odoo.sql_db")
    def test_statements_do_not_grow_with_the_schools(self):
        self._approve(self.campaign)
        publication = self._draft().sudo()
        publication._draft_content()
        counts = []
        for _repeat in range(3):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            publication._draft_content()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(min(counts), 120)

    def test_the_addresses_of_campaigns_differ(self):
        self._approve(self.campaign)
        self._draft()
        with freeze_time("2026-08-20"):
            other = self._sign(self._make_order(self.foreign_school, number="77-о"))
        self.assertEqual(other._publication_slug(), "2026-07-2")
