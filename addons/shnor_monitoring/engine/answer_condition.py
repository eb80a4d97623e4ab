"""The kind of condition that asks what a school answered in a form of its campaign."""

from datetime import datetime

from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.shnor_form.engine import values
from odoo.addons.shnor_indicator.engine.conditions import Condition
from odoo.addons.shnor_indicator.engine.words import number

SELF_EVALUATION = "self_evaluation"
ORDERED = ("=", "!=", "<", "<=", ">", ">=")
# type of the question: the comparisons that make sense
OPERATORS = {
    "number": ORDERED,
    "computed": ORDERED,
    "scale": ORDERED,
    "date": ORDERED,
    "yes_no": ("=", "!="),
    "choice": ("=", "!="),
    "choices": ("contains",),
    "char": ("=", "!=", "contains"),
    "text": ("=", "!=", "contains"),
    "table": (),
}
# type of the question: jsonb types that an answer of it has; an older version of a form may have
# asked for something else under the same code, which is no data
JSON_TYPES = {"yes_no": ("boolean",), "choices": ("array",), "table": ("array",)}
NUMBERS = ("number", "computed", "scale")
# setting: states of a form whose answers count
STATES = {
    "accepted": ("accepted",),
    "submitted": ("submitted", "accepted"),
    "handed_in": ("submitted", "returned", "accepted"),
    "any": ("draft", "submitted", "returned", "accepted"),
}


def find_questions(env, codes):
    """Return the latest question of a form under each code (a constant number of queries).

    The form that schools fill themselves goes before others that use the same code.

    :param codes: iterable of str
    :return: dict {code: survey.question with sudo}
    """
    # sudo: what a form asks is no secret to whoever writes indicators
    questions = env["survey.question"].sudo()
    found = questions.search(
        [("form_code", "in", list(codes)), ("survey_id.survey_type", "=", "shnor_form")]
    )

    def rank(question):
        form = question.survey_id
        return form.form_code == SELF_EVALUATION, form.form_version, question.id

    return {question.form_code: question for question in found.sorted(rank)}


def schema_of(question):
    """Return a survey.question as the schema of its form describes it, in the user's language."""
    return question.survey_id._form_schema()["questions"][question.form_code]


def parse_value(question, text):
    """Return the value that answers are compared with, as the database's JSON holds it.

    Words are understood in every language of the system: who calculates need not speak the
    author's.

    :param question: survey.question
    :param str text: as the author of the indicator typed it
    :raise values.ValueProblem: it is no value for this question, with the reason in words
    """
    env, schema = question.env, schema_of(question)
    text = (text or "").strip()
    if not text:
        raise values.ValueProblem(env._("write with what it is compared."))
    kind = schema["type"]
    if kind in ("number", "computed"):
        # the limits of the question are for whoever answers
        return values.read(env, {"type": "number", "decimals": 6}, text)
    if kind == "yes_no":
        return _parse_yes_no(env, text)
    if kind == "date":
        return _parse_date(env, text)
    if kind in ("choice", "choices"):
        return _parse_option(question, text)
    return values.read(env, schema, text)


def _in_languages(records):
    """Yield the records in each language of the system."""
    for code, _name in records.env["res.lang"].get_installed():
        yield records.with_context(lang=code)


def _parse_yes_no(env, text):
    known = {"yes": True, "no": False}
    for model in _in_languages(env["survey.question"]):
        known |= {model.env._("yes").casefold(): True, model.env._("no").casefold(): False}
    if text.casefold() not in known:
        raise values.ValueProblem(env._("the answer is yes or no, not “%s”.", text))
    return known[text.casefold()]


def _parse_date(env, text):
    pattern = "%d.%m.%Y" if "." in text else "%Y-%m-%d"
    try:
        return datetime.strptime(text, pattern).date().isoformat()
    except ValueError:
        raise values.ValueProblem(env._("“%s” is no date: day.month.year.", text))


def _parse_option(question, text):
    for translated in (question, *_in_languages(question)):
        for option in schema_of(translated)["options"]:
            if text.casefold() in (option["code"].casefold(), option["label"].casefold()):
                return option["code"]
    raise values.ValueProblem(
        question.env._(
            "“%(text)s” is not among the options: %(options)s.",
            text=text,
            options=", ".join(option["label"] for option in schema_of(question)["options"]),
        )
    )


class AnswerCondition(Condition):
    """The school answered a question of a form so.

    What a specialist decided where the sources differ stands before what the form says. A school
    without a form that counts, or without an answer, is no data. A calculation of a campaign looks
    at its forms, a trial at the latest ones of each school.
    """

    mark = "answer_code"

    @staticmethod
    def problems(indicator):
        env = indicator.env
        if indicator.unit_model != "shnor.school":
            yield env._("forms are answered by schools: choose schools as what is counted.")
        if not indicator.answer_code:
            yield env._("write the code of the question.")
            return
        question = find_questions(env, [indicator.answer_code]).get(indicator.answer_code)
        if not question:
            yield env._("no form has a question with the code “%s”.", indicator.answer_code)
            return
        yield from _comparison_problems(indicator, question)

    @staticmethod
    def rule(words):
        indicator = words.indicator
        question = find_questions(words.env, [indicator.answer_code]).get(indicator.answer_code)
        if not question:
            return
        form = question.survey_id._form_schema()
        yield words._(
            "Yes: the answer to %(code)s “%(title)s” (%(form)s) %(comparison)s.",
            code=indicator.answer_code,
            title=question.title,
            form=form["title"],
            comparison=_comparison_words(indicator, question),
        )
        states = dict(indicator._fields["answer_states"]._description_selection(words.env))
        yield words._("Forms that count: %s.", states[indicator.answer_states])
        if indicator.answer_operator == "filled":
            yield words._("No data: no such form.")
        else:
            yield words._("No data: no such form, or no answer in it.")
        yield words._("Where sources differ, the value that was decided counts.")

    @staticmethod
    def reason(words, verdict, details):
        return AnswerWords(words).text(verdict, details)

    @property
    def fact_model(self):
        return "survey.user_input.line"

    def verdict(self):
        question = find_questions(self.env, [self.indicator.answer_code])[
            self.indicator.answer_code
        ]
        verdict = SQL(
            "CASE WHEN answer.counts IS NOT TRUE THEN 'no_data' %s END",
            self._judgement(question),
        )
        join = SQL("LEFT JOIN (%s) answer ON answer.unit_id = unit.unit_id", self._answers())
        return verdict, SQL("answer.line_id"), self._details(), join

    def _judgement(self, question):
        """Return the branches of the CASE for forms that count, the ELSE included."""
        indicator = self.indicator
        if indicator.answer_operator == "filled":
            return SQL("WHEN answer.value IS NULL THEN 'no' ELSE 'yes'")
        kind = schema_of(question)["type"]
        types = ("number",) if kind in NUMBERS else JSON_TYPES.get(kind, ("string",))
        return SQL(
            "WHEN answer.value IS NULL OR jsonb_typeof(answer.value) <> ALL(%s) THEN 'no_data'"
            " WHEN %s THEN 'yes' ELSE 'no'",
            list(types),
            self._comparison(question),
        )

    def _comparison(self, question):
        """Return the condition on ``answer.value``, whose JSON type is known to be right."""
        kind, operator = schema_of(question)["type"], self.indicator.answer_operator
        wanted = parse_value(question, self.indicator.answer_value)
        said = SQL("answer.value #>> '{}'")
        if kind == "choices":
            return SQL("jsonb_exists(answer.value, %s)", wanted)
        if operator == "contains":
            return SQL("strpos(lower(%s), lower(%s)) > 0", said, wanted)
        sign = SQL("<>" if operator == "!=" else operator)
        if kind in NUMBERS:
            # exact: a float would tell 0.1 + 0.2 from 0.3
            return SQL("(%s)::numeric %s %s::numeric", said, sign, str(wanted))
        if kind == "yes_no":
            return SQL("(%s)::boolean %s %s", said, sign, wanted)
        if kind in ("char", "text"):
            return SQL("lower(%s) %s lower(%s)", said, sign, wanted)
        # codes of options, and dates as ISO texts
        return SQL('(%s) COLLATE "C" %s %s', said, sign, wanted)

    def _details(self):
        return SQL(
            "jsonb_build_object('answer_code', %s, 'answer', answer.value,"
            " 'counts', COALESCE(answer.counts, FALSE), 'survey', answer.survey_id,"
            " 'state', answer.state, 'origin', answer.origin, 'by', answer.loaded_by,"
            " 'decided', answer.decided, 'said', answer.said)",
            self.indicator.answer_code,
        )

    # ------------------------------------------------------------------
    # Where the answers are
    # ------------------------------------------------------------------
    def _answers(self):
        """Return the SELECT of a row a school: its answer, the form's state, the decision."""
        return SQL(
            "SELECT DISTINCT ON (part.school_id) part.school_id AS unit_id, line.id AS line_id,"
            " decided.id IS NOT NULL OR sheet.counts AS counts,"
            " CASE WHEN decided.id IS NULL THEN line.value ELSE decided.value END AS value,"
            " line.value AS said, decided.source AS decided, sheet.state, line.origin,"
            " CASE WHEN line.origin = 'import' THEN line.author END AS loaded_by,"
            " COALESCE(sheet.survey_id, decided.survey_id) AS survey_id"
            " FROM (%(parts)s) part"
            " LEFT JOIN (%(sheets)s) sheet ON sheet.participant_id = part.id"
            " LEFT JOIN (%(lines)s) line ON line.sheet_id = sheet.id"
            " LEFT JOIN (%(decided)s) decided ON decided.participant_id = part.id"
            " ORDER BY part.school_id, (decided.id IS NOT NULL OR sheet.counts) IS TRUE DESC,"
            " part.begins DESC, sheet.own DESC NULLS LAST, sheet.id DESC",
            parts=self._participants(),
            sheets=self._sheets(),
            lines=self._lines(),
            decided=self._decided(),
        )

    def _participants(self):
        """Return the SELECT of the participants whose forms are looked at."""
        campaign = self.run.campaign_id
        if campaign:
            domain = Domain("campaign_id", "=", campaign.id)
        else:
            domain = Domain("campaign_id.state", "!=", "cancelled")
            domain &= Domain("campaign_id.date_begin", "<=", self.run.date_to)
        query = self.computation.search(self.env["shnor.participant"], domain)
        campaigns = query.join(
            query.table, "campaign_id", "shnor_campaign", "id", "campaign_of_answers"
        )
        return query.select(
            SQL.identifier(query.table, "id"),
            SQL.identifier(query.table, "school_id"),
            SQL("%s AS begins", SQL.identifier(campaigns, "date_begin")),
        )

    def _surveys(self):
        """Return a Domain: the versions of forms that ask under this code, of old, too."""
        # sudo: in which versions a question stands is no secret to whoever may name its code
        questions = self.env["survey.question"].sudo()
        domain = Domain("form_code", "=", self.indicator.answer_code)
        return Domain(
            "survey_id", "in", self.computation.search(questions, domain).subselect("survey_id")
        )

    def _sheets(self):
        """Return the SELECT of the forms that ask the question."""
        sheets = self.env["survey.user_input"]
        domain = Domain("participant_id", "!=", False) & self._surveys()
        if self.run.campaign_id:
            domain &= Domain("campaign_id", "=", self.run.campaign_id.id)
        query = self.computation.search(sheets, domain)
        state = SQL.identifier(query.table, "form_state")
        return query.select(
            SQL.identifier(query.table, "id"),
            SQL.identifier(query.table, "participant_id"),
            SQL.identifier(query.table, "survey_id"),
            SQL("%s AS state", state),
            SQL("%s = ANY(%s) AS counts", state, list(STATES[self.indicator.answer_states])),
            SQL("%s = %s AS own", SQL.identifier(query.table, "form_code"), SELF_EVALUATION),
        )

    def _lines(self):
        """Return the SELECT of the answers under this code."""
        lines = self.env["survey.user_input.line"]
        query = self.computation.search(lines, Domain("form_code", "=", self.indicator.answer_code))
        author = query.left_join(
            query.table, "form_author_id", "res_partner", "id", "form_author_id"
        )
        return query.select(
            SQL.identifier(query.table, "id"),
            SQL("%s AS sheet_id", SQL.identifier(query.table, "user_input_id")),
            SQL("%s AS value", SQL.identifier(query.table, "form_value")),
            SQL("%s AS origin", SQL.identifier(query.table, "form_origin")),
            SQL("%s AS author", SQL.identifier(author, "name")),
        )

    def _decided(self):
        """Return the SELECT of what specialists decided where the sources differ."""
        differences = self.env["shnor.difference"]
        query = self.computation.search(
            differences,
            Domain("code", "=", self.indicator.answer_code) & Domain("state", "=", "decided"),
        )
        question = query.join(query.table, "question_id", "survey_question", "id", "question_id")
        return query.select(
            SQL.identifier(query.table, "id"),
            SQL.identifier(query.table, "participant_id"),
            SQL("%s AS value", SQL.identifier(query.table, "chosen_value")),
            SQL("%s AS source", SQL.identifier(query.table, "chosen_source")),
            SQL.identifier(question, "survey_id"),
        )


def _comparison_problems(indicator, question):
    """Yield why the question cannot be compared so, as sentences for the author."""
    env, operator = indicator.env, indicator.answer_operator
    if operator == "filled":
        return
    labels = dict(indicator._fields["answer_operator"]._description_selection(env))
    possible = OPERATORS[schema_of(question)["type"]]
    if operator not in possible:
        yield env._(
            "“%(operator)s” cannot be asked of the question “%(title)s”. Choose: %(fitting)s.",
            operator=labels.get(operator, ""),
            title=question.title,
            fitting=", ".join(f"“{labels[one]}”" for one in (*possible, "filled")),
        )
        return
    try:
        parse_value(question, indicator.answer_value)
    except values.ValueProblem as problem:
        yield env._(
            "the value for the question “%(title)s”: %(problem)s",
            title=question.title,
            problem=problem,
        )


def _comparison_words(indicator, question):
    env, operator = indicator.env, indicator.answer_operator
    label = dict(indicator._fields["answer_operator"]._description_selection(env)).get(operator, "")
    if operator == "filled":
        return label
    try:
        wanted = parse_value(question, indicator.answer_value)
    except values.ValueProblem:
        return f"{label} {indicator.answer_value or ''}"
    return f"{label} {_value_words(env, schema_of(question), wanted)}"


def _value_words(env, schema, wanted):
    kind = schema["type"]
    if kind in NUMBERS:
        # with all its digits, also those that an answer has not
        return " ".join(filter(None, (number(wanted), schema.get("unit"))))
    words = values.words(env, schema, [wanted] if kind == "choices" else wanted)
    return words if kind in ("yes_no", "date") else f"“{words}”"


class AnswerWords:
    """Says why a school was counted as it was by its answer.

    :param engine.words.ReasonWords words: of the reader
    """

    def __init__(self, words):
        self.env = words.env
        self._ = words._
        self.no_data = words.no_data

    def text(self, verdict, details):
        """Return the reason; see ``AnswerCondition._details``."""
        code = details["answer_code"]
        if not details["survey"]:
            return self._("The school has no form with the question %s.", code)
        form = self._form(details["survey"])
        if not details["counts"]:
            return self._(
                "%(form)s: %(state)s, so its answer does not count.",
                form=form["title"],
                state=self._state(details),
            )
        question = form["questions"].get(code)
        if details["answer"] is None:
            return self._(
                "%(code)s is not answered (%(origin)s).",
                code=code,
                origin=self._source(form, details),
            )
        said = self._(
            "%(code)s: %(answer)s (%(origin)s)",
            code=code,
            answer=self._short(question, details["answer"]),
            origin=self._decision(form, question, details)
            if details["decided"]
            else self._source(form, details),
        )
        return f"{said}. {self.no_data()}" if verdict == "no_data" else said

    def _form(self, survey_id):
        survey = self.env["survey.survey"].browse(survey_id)
        return survey._form_schema()

    def _short(self, question, value):
        words = values.words(self.env, question, value).replace("\n", "; ")
        return words if len(words) <= 200 else f"{words[:200]}…"

    def _state(self, details):
        return self._label("survey.user_input", "form_state", details["state"]).lower()

    def _label(self, model, field, value):
        selection = self.env[model]._fields[field]._description_selection(self.env)
        return dict(selection).get(value, value or "")

    def _source(self, form, details):
        """Return where the answer comes from, as a list."""
        parts = [form["title"], self._state(details)]
        if details["by"]:
            parts.append(self._("loaded by %s", details["by"]))
        elif details["origin"] not in (None, "typed"):
            origin = self._label("survey.user_input.line", "form_origin", details["origin"])
            parts.append(origin.lower())
        return ", ".join(parts)

    def _decision(self, form, question, details):
        """Return what was decided, beside what the form says when that is something else."""
        source = self._label("shnor.difference", "chosen_source", details["decided"])
        if details["said"] in (None, details["answer"]):
            return self._("decided, source: %s", source)
        return self._(
            "decided, source: %(origin)s; %(form)s: %(answer)s",
            origin=source,
            form=form["title"],
            answer=self._short(question, details["said"]),
        )
