"""Who may what: role × model × operation, and every route, against tables that are written out.

A model or a route that the tables do not know fails the tests: whoever adds one decides who may.
"""

import inspect
import json
import threading

from matrix import (
    COLUMNS,
    MODELS,
    NOBODIES,
    OPERATIONS,
    ROLES,
    STOCK,
    MatrixCase,
    letters,
    project_models,
)

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime, Domain
from odoo.models import BaseModel
from odoo.service.model import get_public_method
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger


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
                        self.assertNotIn(self._sign_of(record.sudo()), str(opened))
                    else:
                        with self.assertRaises(UserError):
                            get_public_method(record, method)(record)
                savepoint.close(rollback=True)
        self.assertIn(("shnor.order", "action_sign"), tried)
        self.assertIn(("shnor.campaign", "action_close"), tried)

    def _sign_of(self, record):
        """Return words that stand for this record alone; the campaigns have one name."""
        is_campaign = record._name == "shnor.campaign"
        return record.order_id.number if is_campaign else record.display_name

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
        "/my/letters": dict.fromkeys(ROLES, 200),
        "/my/letters/<int:letter_id>": MEASURE,
        "/my/letters/<int:letter_id>/pdf": MEASURE,
        "/my/letters/<int:letter_id>/acknowledge": POSTED,
        "/my/letters/<int:letter_id>/object": POSTED,
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
        # it is not ready yet
        "/shnor/dossier/<int:dossier_id>.zip": {
            **dict.fromkeys(ROLES, 403),
            **dict.fromkeys(("administrator", "foreign_specialist"), 404),
        },
        "/shnor/document/<string:document>/<string:numbers>.<string:extension>": {
            **dict.fromkeys(ROLES, 403),
            **dict.fromkeys(("administrator", "foreign_specialist"), 200),
        },
        "/shnor/document/template/<int:template_id>/<string:what>.<string:extension>": {
            **dict.fromkeys(ROLES, 403),
            **dict.fromkeys((*COLUMNS[:-1], "foreign_specialist"), 200),
        },
        "/shnor/publication/<int:publication_id>/preview": {
            **dict.fromkeys(ROLES, 403),
            **dict.fromkeys(("administrator", "foreign_specialist"), 200),
        },
        # what is published is for everybody; here nothing is
        "/monitoring/<string:slug>/data.<string:extension>": dict.fromkeys(ROLES, 404),
        "/monitoring/<string:slug>/v<int:version>/data.<string:extension>": dict.fromkeys(
            ROLES, 404
        ),
        "/shnor/import/template/<string:kind>.xlsx": {
            **dict.fromkeys(ROLES, 403),
            **dict.fromkeys(("keeper", "specialist", "administrator", "foreign_specialist"), 200),
        },
        "/shnor/import/export/<string:kind>.xlsx": {
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
            "letter_id": self.records["shnor.letter"][1].id,
            "dossier_id": self.records["shnor.dossier"][1].id,
            "measure_id": self.records["shnor.measure"][1].id,
            "publication_id": self.records["shnor.publication"][1].id,
            "file_id": self.records["shnor.measure.evidence"][1].id,
            "kind": "support",
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
