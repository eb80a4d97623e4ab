from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NetworkCase

FACTS = ("shnor.support", "shnor.agreement", "shnor.joint.activity", "shnor.measure")
WORDS = ("shnor.support.kind", "shnor.joint.activity.kind", "shnor.agreement.basis")
READ = frozenset({"read"})
EDIT = frozenset({"read", "write", "create", "unlink"})
NONE = frozenset()
# What each role may do with the facts of a school of its own, and of a foreign one.
MATRIX = {
    "working_group": (READ, NONE),
    "keeper": (EDIT, NONE),
    "specialist": (EDIT, NONE),
    "administrator": (EDIT, EDIT),
    "foreign_keeper": (NONE, EDIT),
    "director": (READ, NONE),
    "foreign_director": (NONE, READ),
    "employee": (NONE, NONE),
    "portal": (NONE, NONE),
    "public": (NONE, NONE),
}
MATRIX_WORDS = {
    "working_group": READ,
    "keeper": EDIT,
    "specialist": EDIT,
    "administrator": EDIT,
    "foreign_keeper": EDIT,
    "director": READ,
    "foreign_director": READ,
    "employee": NONE,
    "portal": NONE,
    "public": NONE,
}


@tagged("post_install", "-at_install")
class TestSecurity(NetworkCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        foreign = {"school_id": cls.foreign_school.id}
        foreign_agreement, foreign_agreement_in_use = (
            cls._make_agreement(number=number, **foreign) for number in ("99/26", "98/26")
        )
        cls.facts = {
            "shnor.support": (cls._make_support(), cls._make_support(**foreign)),
            "shnor.agreement": (cls._make_agreement(number="8/26"), foreign_agreement),
            "shnor.joint.activity": (
                cls._make_activity(),
                cls._make_activity(agreement_id=foreign_agreement_in_use.id),
            ),
            "shnor.measure": (cls._make_measure(), cls._make_measure(**foreign)),
        }
        cls.env.flush_all()

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def _allowed(self, record, user):
        """Return the operations that `user` really manages on `record` (each undone at once)."""
        return {operation for operation in sorted(EDIT) if self._manages(operation, record, user)}

    def _manages(self, operation, record, user):
        record = record.with_user(user)
        record.invalidate_recordset()
        name = "school_id" if "school_id" in record._fields else "name"
        savepoint = self.env.cr.savepoint()
        try:
            if operation == "read":
                record.read(["display_name", name])
            elif operation == "write":
                record.write(self._some_change(record))
            elif operation == "create":
                record.create(self._values_of_another(record))
            else:
                record.unlink()
            self.env.flush_all()
        except AccessError:
            return False
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()
        return True

    def _some_change(self, record):
        return {"active": True} if record._name in WORDS else {"state": record.sudo().state}

    def _values_of_another(self, record):
        # sudo: the values are the test's, the right to use them is what is tested
        record = record.sudo()
        if record._name in WORDS:
            return {"name": "Новое слово"}
        values = record.copy_data()[0]
        if record._name == "shnor.agreement":
            return {**values, "number": "new"}
        return {**values, "name" if record._name == "shnor.measure" else "topic": "Другое"}

    def test_role_by_model_by_operation(self):
        for role, (own, foreign) in MATRIX.items():
            for model in FACTS:
                for record, expected in zip(self.facts[model], (own, foreign), strict=True):
                    with self.subTest(role=role, model=model, foreign=expected is foreign):
                        self.assertEqual(self._allowed(record, self.users[role]), expected)

    def test_role_by_dictionary_by_operation(self):
        for role, expected in MATRIX_WORDS.items():
            for model in WORDS:
                with self.subTest(role=role, model=model):
                    word = self.env[model].create({"name": f"Слово {role}"})
                    self.assertEqual(self._allowed(word, self.users[role]), expected)

    def test_search_shows_what_may_be_read(self):
        for role, (own, foreign) in MATRIX.items():
            for model in FACTS:
                ours, theirs = self.facts[model]
                both = ours | theirs
                with self.subTest(role=role, model=model):
                    try:
                        found = (
                            self.env[model]
                            .with_user(self.users[role])
                            .search([("id", "in", both.ids)])
                        )
                    except AccessError:
                        found = self.env[model]
                    expected = (ours if own else both[:0]) | (theirs if foreign else both[:0])
                    self.assertEqual(found.sudo(), expected)

    def test_a_fact_cannot_be_given_to_a_foreign_school(self):
        agreement = self.facts["shnor.agreement"][1]
        moves = {
            self._make_support(topic="Своя"): {"school_id": self.foreign_school.id},
            self.facts["shnor.agreement"][0]: {"school_id": self.foreign_school.id},
            self._make_measure(name="Своя"): {"school_id": self.foreign_school.id},
            self.facts["shnor.joint.activity"][0]: {"agreement_id": agreement.id},
        }
        for record, move in moves.items():
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                record.with_user(self.users["keeper"]).write(move)

    def test_an_activity_cannot_be_hung_on_a_foreign_agreement(self):
        theirs = self.facts["shnor.agreement"][1]
        with self.assertRaises(AccessError):
            self.env["shnor.joint.activity"].with_user(self.users["keeper"]).create(
                {
                    "agreement_id": theirs.id,
                    "date": "2026-03-10",
                    "kind_id": self.open_lesson.id,
                    "topic": "Чужое",
                }
            )
