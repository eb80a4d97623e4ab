from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..report.document_samples import SAMPLES
from .letter_common import LetterCase


@tagged("post_install", "-at_install")
class TestLetter(LetterCase):
    """Making the pack: for all schools or for none, and what the letters say."""

    def test_one_action_makes_a_letter_for_every_school(self):
        pack = self._make()
        self.assertEqual(pack.letter_ids.participant_id, self.campaign.participant_ids)
        self.assertEqual(pack.letter_ids.mapped("number"), [f"{pack.number}/1", f"{pack.number}/2"])
        self.assertEqual(set(pack.letter_ids.mapped("state")), {"prepared"})
        self.assertEqual(set(pack.letter_ids.mapped("delivery")), {"none"})
        self.assertEqual(
            [str(day) for day in (pack.date, pack.acknowledge_until)], ["2026-08-12", "2026-08-19"]
        )
        self.assertEqual((pack.signer, pack.state), ("Председатель", "prepared"))

    def test_again_it_makes_only_what_is_missing(self):
        pack = self._make()
        with self.assertRaisesRegex(UserError, "has its letter already"):
            self._make()
        self.env.cr.execute(
            "DELETE FROM shnor_letter WHERE participant_id = %s", [self.participant.id]
        )
        self.env.invalidate_all()
        kept = pack.letter_ids
        self.assertEqual(self._make(), pack)
        self.assertEqual(pack.letter_ids - kept, self._letter())
        self.assertEqual(self._letter().number, f"{pack.number}/3")

    def test_before_the_approval_there_are_no_letters(self):
        campaign = self._sign(self._make_order(number="8-о"))
        campaign.action_calculate()
        with self.assertRaisesRegex(UserError, "not approved yet"):
            self._make(campaign)
        self.assertFalse(campaign.letter_pack_id)

    def test_schools_without_a_recommendation_are_named_and_nothing_is_made(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE shnor_recommendation SET state = 'draft' WHERE participant_id = %s",
            [self.second.id],
        )
        self.env.invalidate_all()
        analysis = self.campaign.analysis_id
        self.env.cr.execute(
            "UPDATE shnor_analysis SET digest = %s WHERE id = %s",
            [analysis._digest_of_rows(), analysis.id],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "Школа 900002") as caught:
            self._make()
        self.assertNotIn("Школа 900001", str(caught.exception))
        self.assertFalse(self.env["shnor.letter"].search([("campaign_id", "=", self.campaign.id)]))

    def test_who_makes_letters(self):
        for role in ("working_group", "keeper", "foreign_specialist", "director"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.campaign.with_user(self.users[role]).action_make_letters()
        self.campaign.with_user(self.users["administrator"]).action_make_letters()

    def test_a_closed_campaign_gets_its_letters_too(self):
        self.env.cr.execute(
            "UPDATE shnor_campaign SET state = 'closed' WHERE id = %s", [self.campaign.id]
        )
        self.env.invalidate_all()
        pack = self._send()
        self.assertEqual(pack.state, "sent")

    def test_a_school_that_was_taken_out_gets_none(self):
        self.env.cr.execute(
            "UPDATE shnor_participant SET active = FALSE WHERE id = %s", [self.second.id]
        )
        self.env.invalidate_all()
        self.assertEqual(self._make().letter_ids.participant_id, self.participant)

    # What it says

    def test_a_letter_has_the_shape_of_the_sample(self):
        self._make()
        values = self._letter()._document_values()
        sample = SAMPLES["letter"]
        self.assertEqual(set(values), set(sample))
        for name in ("results", "district", "recommendations"):
            self.assertEqual(set(values[name][0]), set(sample[name][0]), name)

    def test_it_says_the_results_and_the_advice_of_the_school(self):
        self._make()
        content = self._letter().content
        self.assertEqual(content["school"], "Школа 900001")
        self.assertEqual(content["status"], "ШНОР")
        own, total = content["results"], content["district"]
        self.assertEqual([row["name"] for row in own], [row["name"] for row in total])
        verdicts = {row["words"] for row in own}
        self.assertIn("не засчитано", verdicts)
        self.assertTrue(all(row["reason"] for row in own if row["words"] == "не засчитано"))
        shares = [row["words"] for row in own if " of " in row["words"] or " из " in row["words"]]
        self.assertTrue(shares, "the shares of its teachers are k of n")
        [advice] = content["recommendations"]
        self.assertEqual(advice["text"], "Составить план для Школа 900001.")
        self.assertEqual(advice["term"], "1 октября 2026 года")
        self.assertTrue(advice["basis"])

    def test_materials_stand_once(self):
        material = self.env["shnor.material"].create(
            {"name": "Сборник", "link": "https://example.org/s"}
        )
        campaign = self._sign(self._make_order(self.leader, number="8-о"))
        campaign.action_calculate()
        for _once in range(2):
            recommendation = self._advise(campaign.participant_ids)
            recommendation.action_reopen()
            recommendation.material_ids = material
            recommendation.action_accept()
        self._approve(campaign)
        self._make(campaign)
        content = self._letter(campaign.participant_ids).content
        self.assertEqual(len(content["recommendations"]), 2)
        self.assertEqual([one["name"] for one in content["materials"]], ["Сборник"])

    def test_the_head_is_worded_until_the_letters_go_out(self):
        pack = self._make().with_user(self.specialist)
        pack.write({"number": "15", "introduction": "Группа заседала.", "signer": "Иванов И.И."})
        with self.assertRaises(AccessError):
            pack.with_user(self.users["keeper"]).signer = "Петров"
        letter = self._letter()
        self.assertEqual(letter.number, "15/1")
        values = letter._document_values()
        self.assertEqual((values["introduction"], values["mark"]), ("Группа заседала.", "ПРОЕКТ"))
        pack.action_send()
        with self.assertRaisesRegex(UserError, "does not change any more"):
            pack.signer = "Петров"

    def test_a_head_with_gaps_is_refused(self):
        pack = self._make()
        with self.assertRaises(ValidationError):
            pack.signer = " "
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            pack.acknowledge_until = "2026-08-01"
            pack.flush_recordset()

    def test_what_was_corrected_in_the_registry_is_taken_anew(self):
        pack = self._make()
        self.second_school.director_ids.name = "Зимина Нина Олеговна"
        self.assertNotEqual(self._letter(self.second).content["director"], "Зимина Нина Олеговна")
        pack.with_user(self.specialist).action_refresh()
        self.assertEqual(self._letter(self.second).content["director"], "Зимина Нина Олеговна")

    def test_the_register_is_not_edited(self):
        pack = self._send()
        letter = self._letter()
        for record, values in (
            (letter, {"content": {}}),
            (letter, {"sha256": "0"}),
            (letter, {"state": "acknowledged"}),
            (pack, {"letter_ids": [(5,)]}),
        ):
            with self.subTest(values), self.assertRaises(UserError):
                record.write(values)
        for record in (pack, letter, letter.dispatch_ids[0]):
            with self.subTest(record._name), self.assertRaises(UserError):
                record.unlink()

    # How much it takes

    def test_the_statements_do_not_depend_on_the_number_of_schools(self):
        counts = []
        for index, size in enumerate((2, 2, 20)):
            campaign = self._campaign(self._crowd(f"93{index}", size), number=f"9{index}-о")
            counts.append(self._count_statements(lambda one=campaign: self._make(one)))
        self.assertEqual(counts[1], counts[2])
