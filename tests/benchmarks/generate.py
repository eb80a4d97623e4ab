"""Made-up districts of any size, the same at every run, written by SQL.

Everything is derived from the number of a row by PostgreSQL's own hash, so there is no random
state. Refusals, dates at the edges of windows, biased results and small schools all occur.
"""

from dataclasses import dataclass

from .tools import number, progress

DATE_FROM, DATE_TO = "2026-01-01", "2026-06-30"
EARLIER_FROM, EARLIER_TO = "2025-07-01", "2025-12-31"
YEAR = 2026
SERIES = 8  # comparable series of assessments in a school, each in two years
SUBJECTS = 20


@dataclass(frozen=True)
class Scale:
    """How many units there are; teachers are a multiple of 5 x schools."""

    name: str
    schools: int
    teachers: int
    territories: int

    @property
    def diagnostics(self):
        return 2 * self.teachers

    def __str__(self):
        return (
            f"{self.name}: {number(self.schools)} schools, {number(self.teachers)} teachers, "
            f"{number(self.diagnostics)} diagnostics"
        )


SCALES = {
    scale.name: scale
    for scale in (
        Scale("district", 20, 300, 1),
        Scale("region", 400, 10_000, 20),
        Scale("country", 40_000, 1_200_000, 2_000),
    )
}

# A number from 0 to sides - 1 that depends on a row's number and on the purpose it is drawn for.
DICE = """
    CREATE FUNCTION pg_temp.dice(row_number bigint, purpose bigint, sides int) RETURNS int
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (hashint8extended(row_number, purpose) & 2147483647) % sides
"""


class Generator:
    """Fills a database that has the addons and no schools.

    :param env: the superuser's environment; nothing is committed
    :param scale: a :class:`Scale`
    """

    def __init__(self, env, scale):
        self.env = env
        self.cr = env.cr
        self.scale = scale
        self.size = {
            "schools": scale.schools,
            "teachers": scale.teachers,
            "territories": scale.territories,
            "series": SERIES,
            "subjects": SUBJECTS,
            "year": YEAR,
            "date_to": DATE_TO,
        }

    def run(self):
        """Write registry, facts and the signed orders of two waves, each for all schools.

        :return: the campaign of the later order; the earlier one is its previous campaign
        """
        self.run_schools()
        self._teachers()
        self._diagnostics()
        self._assessments()
        self._support()
        self._partnerships()
        self._campaign("1", EARLIER_FROM, EARLIER_TO, "2026-01-12", "2026-01-30")
        campaign = self._campaign("2", DATE_FROM, DATE_TO, "2026-07-06", "2026-07-24")
        self.env.flush_all()
        self.cr.execute("ANALYZE")
        self.env.invalidate_all()
        return campaign

    def run_schools(self):
        """Write territories, schools and subjects only."""
        progress(f"Generating {self.scale}")
        self.cr.execute(DICE)
        self._territories()
        self._schools()
        self._subjects()

    # -- helpers ---------------------------------------------------------------------------------

    def _insert(self, model, columns, source, order=""):
        """INSERT … SELECT into a model's table, with the columns that Odoo itself would fill.

        :param columns: {column: SQL expression over ``source``}
        :param source: what stands after FROM
        :raise AssertionError: when the table requires a column that is not given
        """
        table = self.env[model]._table
        columns = dict(columns)
        stored = {name for name, field in self.env[model]._fields.items() if field.store}
        for name, value in (
            ("create_uid", "1"),
            ("write_uid", "1"),
            ("create_date", "now() at time zone 'UTC'"),
            ("write_date", "now() at time zone 'UTC'"),
        ):
            if name in stored:
                columns.setdefault(name, value)
        self._check_required(table, columns)
        names = ", ".join(f'"{name}"' for name in columns)
        values = ", ".join(columns.values())
        self.cr.execute(
            f"INSERT INTO {table} ({names}) SELECT {values} FROM {source} {order}", self.size
        )
        if "id" in columns:
            self.cr.execute(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))")

    def _check_required(self, table, columns):
        self.cr.execute(
            """
            SELECT column_name FROM information_schema.columns
             WHERE table_name = %s AND is_nullable = 'NO' AND column_default IS NULL
            """,
            (table,),
        )
        missing = {name for (name,) in self.cr.fetchall()} - set(columns)
        assert not missing, f"{table} requires {', '.join(sorted(missing))}"

    def _next_id(self, model):
        self.cr.execute(f"SELECT coalesce(max(id), 0) FROM {self.env[model]._table}")
        return self.cr.fetchone()[0]

    def _dictionary(self, model, name):
        """:return: the id of a dictionary's word"""
        return self.env[model]._find_or_create([name]).popitem()[1]

    # -- registry --------------------------------------------------------------------------------

    def _territories(self):
        territories = self.env["shnor.territory"]
        region = territories.create({"name": "Край", "code": "B", "kind": "region"})
        districts = territories.create(
            [
                {
                    "name": f"Район {i}",
                    "code": f"B{i}",
                    "kind": "municipality",
                    "parent_id": region.id,
                }
                for i in range(self.scale.territories)
            ]
        )
        self.env.flush_all()
        self.region = region
        self.size["district0"] = districts[0].id

    def _schools(self):
        self.size["partner0"] = self._next_id("res.partner")
        self.size["school0"] = self._next_id("shnor.school")
        rows = "generate_series(1, %(schools)s) g"
        self._insert(
            "res.partner",
            self._partner_columns(
                {
                    "id": "%(partner0)s + g",
                    "name": "'Средняя общеобразовательная школа № ' || g",
                    "complete_name": "'Средняя общеобразовательная школа № ' || g",
                    "commercial_partner_id": "%(partner0)s + g",
                    "is_company": "true",
                    "active": "true",
                    "type": "'contact'",
                    "lang": "'en_US'",
                    "email": "'school' || g || '@example.org'",
                }
            ),
            rows,
        )
        self._insert(
            "shnor.school",
            {
                "id": "%(school0)s + g",
                "partner_id": "%(partner0)s + g",
                "code": "(1000000 + g)::text",
                "short_name": "'СОШ № ' || g",
                "territory_id": "%(district0)s + g %% %(territories)s",
                "locality": "'Село ' || g",
                "kind": "(array['secondary', 'basic', 'primary'])[1 + pg_temp.dice(g, 1, 3)]",
                "student_count": "40 + pg_temp.dice(g, 2, 900)",
                "internet_mbps": "10 + pg_temp.dice(g, 3, 90)",
                "is_leader": "pg_temp.dice(g, 4, 20) = 0",
            },
            rows,
        )
        self._insert(
            "shnor.school.status",
            {
                "school_id": "%(school0)s + g",
                "category": "(array['low_results', 'adverse'])[1 + pg_temp.dice(g, 5, 2)]",
                "date_from": "'2025-01-01'::date",
                "basis": "'Приказ № ' || g",
            },
            rows,
        )

    def _partner_columns(self, columns):
        """Add what modules beside the product's require of a partner."""
        self.cr.execute(
            """
            SELECT column_name FROM information_schema.columns
             WHERE table_name = 'res_partner' AND is_nullable = 'NO' AND column_default IS NULL
            """
        )
        required = {name for (name,) in self.cr.fetchall()} - set(columns)
        defaults = self.env["res.partner"].default_get(sorted(required))
        return columns | {name: f"'{value}'" for name, value in defaults.items()}

    def _subjects(self):
        names = [f"Предмет {i}" for i in range(SUBJECTS)]
        found = self.env["shnor.subject"]._find_or_create(names)
        self.env.flush_all()
        self.cr.execute("CREATE TEMP TABLE bench_subject (number int PRIMARY KEY, id int)")
        self.cr.execute(
            "INSERT INTO bench_subject SELECT row_number() OVER (ORDER BY id) - 1, id"
            "  FROM unnest(%s) id",
            (list(found.values()),),
        )

    def _teachers(self):
        self.size["teacher0"] = self._next_id("shnor.teacher")
        self._insert(
            "shnor.teacher",
            {
                "id": "%(teacher0)s + g",
                "code": "'П-' || lpad(g::text, 7, '0')",
                "name": "'Педагог ' || g",
                "active": "true",
            },
            "generate_series(1, %(teachers)s) g",
        )
        # One in thirty has a second job, one in forty has left, one in eighty is still to come.
        self._insert(
            "shnor.employment",
            {
                "teacher_id": "%(teacher0)s + g",
                "school_id": "%(school0)s + 1 + (g + job * 7) %% %(schools)s",
                "date_from": "CASE WHEN pg_temp.dice(g, 11, 80) = 0 THEN '2026-07-01'::date"
                " ELSE '2015-09-01'::date + pg_temp.dice(g, 12, 3600) END",
                "date_to": "CASE WHEN pg_temp.dice(g, 13, 40) = 0 AND pg_temp.dice(g, 11, 80) <> 0"
                " THEN '2026-06-01'::date + pg_temp.dice(g, 14, 60) END",
                "position": "'учитель'",
                "category": "(array['highest', 'first', 'conformity', 'none'])"
                "[1 + pg_temp.dice(g, 15, 4)]",
                "experience_years": "pg_temp.dice(g, 16, 40)",
            },
            "generate_series(1, %(teachers)s) g, generate_series(0, 1) job"
            " WHERE job = 0 OR pg_temp.dice(g, 10, 30) = 0",
            "ORDER BY job, g",
        )
        relation = self.env["shnor.employment"]._fields["subject_ids"]
        self.cr.execute(
            f"""
            INSERT INTO {relation.relation} ({relation.column1}, {relation.column2})
            SELECT e.id, s.id
              FROM shnor_employment e
              JOIN bench_subject s
                ON s.number = pg_temp.dice(e.teacher_id - %(teacher0)s, 17, %(subjects)s)
            """,
            self.size,
        )

    # -- facts -----------------------------------------------------------------------------------

    def _diagnostics(self):
        """Two a teacher on average (none to four), ten months apart, in the order of their dates.

        The score depends on the teacher and varies by a level or so from time to time.
        """
        source = """
            (SELECT g, g * 5 + nth AS row_number,
                    '2026-07-20'::date - nth * 300 - pg_temp.dice(g * 5 + nth, 21, 290) AS date,
                    pg_temp.dice(g, 22, 4) = 0 AS methodical,
                    CASE WHEN pg_temp.dice(g * 5 + nth, 23, 100) < 85
                         THEN pg_temp.dice(g, 17, %(subjects)s)
                         ELSE pg_temp.dice(g * 5 + nth, 24, %(subjects)s) END AS subject,
                    pg_temp.dice(g * 5 + nth, 25, 100) < 80 AS independent,
                    pg_temp.dice(g * 5 + nth, 26, 100) < 4 AS refused,
                    pg_temp.dice(g * 5 + nth, 27, 100) < 97 AS scored,
                    (array[20, 25, 40, 60, 100])[1 + pg_temp.dice(g, 28, 5)]::numeric AS maximum,
                    (least(100, 25 + pg_temp.dice(g, 29, 60)
                              + pg_temp.dice(g * 5 + nth, 30, 25)))::numeric AS percent
               FROM generate_series(1, %(teachers)s) g,
                    generate_series(0, 3) nth
              WHERE nth < (g / %(schools)s + g) %% 5) d
            CROSS JOIN LATERAL (SELECT CASE WHEN scored AND NOT refused
                                            THEN round(percent * maximum / 100) END AS score) p
            LEFT JOIN bench_subject s ON s.number = d.subject AND NOT methodical
            LEFT JOIN LATERAL (
                SELECT line.id, line.rank FROM bench_level line
                 WHERE p.score * 100 >= line.min_percent * d.maximum
                 ORDER BY line.min_percent DESC LIMIT 1) level ON true
        """
        self.cr.execute(
            """
            CREATE TEMP TABLE bench_level AS
            SELECT line.id, line.rank, line.min_percent
              FROM shnor_level_scale_line line
             WHERE line.scale_id = (SELECT id FROM shnor_level_scale
                                     WHERE date_from <= '2020-01-01'
                                     ORDER BY date_from DESC LIMIT 1)
            """
        )
        self._insert(
            "shnor.diagnostic",
            {
                "teacher_id": "%(teacher0)s + g",
                "date": "d.date",
                "kind": "CASE WHEN methodical THEN 'method' ELSE 'subject' END",
                "subject_id": "s.id",
                "organiser": "'Центр оценки'",
                "independent": "independent",
                "refused": "refused",
                "scored": "p.score IS NOT NULL",
                "score": "p.score",
                "maximum": "d.maximum",
                "percent": "round(p.score * 100 / d.maximum, 2)",
                "level_line_id": "level.id",
                "level_rank": "level.rank",
            },
            source,
            "ORDER BY d.date, d.row_number",
        )

    def _assessments(self):
        """Eight series in two years a school; one school in ten is too small to be judged."""
        source = """
            (SELECT g, year, series, g * 100 + series * 10 + year %% 10 AS row_number,
                    CASE WHEN pg_temp.dice(g, 31, 10) = 0
                         THEN pg_temp.dice(g * 100 + series * 10 + year %% 10, 32, 2)
                         ELSE 4 + pg_temp.dice(g * 100 + series * 10 + year %% 10, 32, 40)
                    END AS participants
               FROM generate_series(%(year)s - 1, %(year)s) year,
                    generate_series(1, %(schools)s) g,
                    generate_series(0, %(series)s - 1) series) a
            JOIN bench_subject s ON s.number = (a.g + a.series) %% %(subjects)s
            CROSS JOIN LATERAL (
                SELECT participants * pg_temp.dice(g * 10 + year %% 10, 33, 9)
                       * pg_temp.dice(row_number, 34, 3) / 40 AS below) b
        """
        self._insert(
            "shnor.assessment",
            {
                "school_id": "%(school0)s + g",
                "academic_year": "year",
                "procedure": "(array['vpr', 'vpr', 'oge', 'ege'])[1 + series / 2]",
                "subject_id": "s.id",
                "grade": "(array[4, 7, 9, 11])[1 + series / 2]",
                "participant_count": "participants",
                "below_count": "below",
                "good_count": "(participants - below) / 2",
                "average": "round(3 + pg_temp.dice(row_number, 35, 150) / 100.0, 2)",
                "biased": "pg_temp.dice(row_number, 36, 100) < 3",
            },
            source,
            "ORDER BY year, g, series",
        )

    def _support(self):
        self.size["support_kind"] = self._dictionary("shnor.support.kind", "Консультация")
        self.env.flush_all()
        source = """
            (SELECT g, g * 10 + nth AS row_number,
                    '2026-07-10'::date - pg_temp.dice(g * 10 + nth, 41, 400) AS date
               FROM generate_series(0, 2) nth, generate_series(1, %(schools)s) g) f
        """
        self._insert(
            "shnor.support",
            {
                "school_id": "%(school0)s + g",
                "date": "date",
                "kind_id": "%(support_kind)s",
                "form": "'onsite'",
                "targeted": "pg_temp.dice(row_number, 42, 2) = 0",
                "deficit": "CASE WHEN pg_temp.dice(row_number, 43, 10) < 7"
                " THEN 'Работа с текстом' END",
                "topic": "'Занятие ' || row_number",
                "provider": "'Методическая служба'",
                "teacher_count": "pg_temp.dice(row_number, 44, 20)",
                "state": "(array['done', 'done', 'done', 'planned', 'cancelled'])"
                "[1 + pg_temp.dice(row_number, 45, 5)]",
                "result": "CASE WHEN pg_temp.dice(row_number, 46, 10) < 6 THEN 'План занятий' END",
            },
            source,
            "ORDER BY date, row_number",
        )

    def _partnerships(self):
        """An agreement for two schools in three, and two joint activities under each."""
        self.size["activity_kind"] = self._dictionary("shnor.joint.activity.kind", "Семинар")
        self.size["agreement0"] = self._next_id("shnor.agreement")
        self.env.flush_all()
        self._insert(
            "shnor.agreement",
            {
                "id": "%(agreement0)s + row_number() OVER (ORDER BY g)",
                "number": "'С-' || g",
                "school_id": "%(school0)s + g",
                "partner_name": "'Школа-партнёр ' || g",
                "partner_kind": "(array['leader_school', 'leader_school', 'college'])"
                "[1 + pg_temp.dice(g, 51, 3)]",
                "date_from": "'2025-09-01'::date + pg_temp.dice(g, 52, 200)",
                "date_to": "CASE WHEN pg_temp.dice(g, 53, 2) = 0"
                " THEN '2026-05-01'::date + pg_temp.dice(g, 54, 300) END",
                "state": "(array['in_force', 'in_force', 'in_force', 'draft', 'terminated'])"
                "[1 + pg_temp.dice(g, 55, 5)]",
            },
            "generate_series(1, %(schools)s) g WHERE g %% 3 <> 0",
        )
        source = """
            (SELECT a.*, a.id * 2 + nth AS row_number,
                    '2026-07-10'::date - pg_temp.dice(a.id * 2 + nth, 56, 300) AS held
               FROM shnor_agreement a, generate_series(0, 1) nth) f
        """
        self._insert(
            "shnor.joint.activity",
            {
                "agreement_id": "f.id",
                "school_id": "f.school_id",
                "date": "held",
                "kind_id": "%(activity_kind)s",
                "topic": "'Встреча ' || row_number",
                "teacher_count": "pg_temp.dice(row_number, 57, 20)",
                "student_count": "pg_temp.dice(row_number, 58, 60)",
                "state": "(array['done', 'done', 'done', 'planned', 'cancelled'])"
                "[1 + pg_temp.dice(row_number, 59, 5)]",
                "partner_kind": "f.partner_kind",
                "in_force": "f.state = 'in_force' AND held >= f.date_from"
                " AND (f.date_to IS NULL OR held <= f.date_to)",
            },
            source,
            "ORDER BY held, row_number",
        )

    # -- the orders ------------------------------------------------------------------------------

    def _campaign(self, number, period_from, period_to, begin, end):
        """Sign an order that lists all schools, as an administrator does.

        :return: the campaign
        """
        stage = self.env.ref("shnor_monitoring.stage_type_self_evaluation").id
        order = self.env["shnor.order"].create(
            {
                "number": number,
                "date": begin,
                "title": "О мониторинге",
                "period_from": period_from,
                "period_to": period_to,
                "date_begin": begin,
                "date_end": end,
                "territory_id": self.region.id,
                "stage_ids": [(0, 0, {"stage_type_id": stage, "date_from": begin, "date_to": end})],
                "responsible_ids": [(0, 0, {"stage_type_id": stage, "name": "Методист"})],
            }
        )
        self.env.flush_all()
        self.size["order"] = order.id
        self._insert(
            "shnor.order.participant",
            {"order_id": "%(order)s", "school_id": "%(school0)s + g", "sequence": "g"},
            "generate_series(1, %(schools)s) g",
            "ORDER BY g",
        )
        self.env.invalidate_all()
        order.action_sign()
        return order.campaign_ids
