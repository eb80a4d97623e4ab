"""What all kinds of conditions of a recommendation rule share."""

from odoo.tools import formatLang

from odoo.addons.shnor_form.engine import expression

from .answer_condition import find_questions

SIGNS = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
COUNTS = ("yes_count", "no_count", "no_data_count", "unit_count")
PAIRS = ("better", "worse")
MEASURES = ("percent", *COUNTS, "delta", *PAIRS)
LEVELS = ("низкая", "средняя", "высокая")
RISKS_QUESTION, RISKS_TABLE = "А17.1", "А17.4"
LEVEL_COLUMN, PROOF_COLUMN, SUBJECT_COLUMN = "level", "proof", "subject"
WORDS_LENGTH = 400


def shorten(text, length=WORDS_LENGTH):
    """Return a text in one line of at most so many characters."""
    text = "; ".join(line.strip() for line in (text or "").splitlines() if line.strip())
    return text if len(text) <= length else f"{text[: length - 1]}…"


def show(env, number):
    """Return a number with one digit after the comma where it needs one."""
    return formatLang(env, number, digits=0 if number == int(number) else 1)


class Condition:
    """What the kinds share.

    :param condition: shnor.recommendation.condition
    :param dict questions: see ``questions``
    """

    def __init__(self, condition, questions=None):
        self.condition = condition
        self.env = condition.env
        # {code: survey.question}, read once for many conditions; None: when it is asked for
        self._questions = questions

    def use(self, questions):
        """Take what was read for many conditions at once: {code: survey.question}."""
        self._questions = questions

    def questions(self):
        """Return {code: survey.question} of the codes that a form has."""
        if self._questions is None:
            self._questions = find_questions(self.env, self.codes())
        return self._questions

    def problems(self):
        """Yield what keeps the condition from being asked, as sentences for its author."""
        yield from ()

    def warnings(self):
        """Yield what its author should know, though it can be asked."""
        yield from ()

    def provides(self):
        """Return the names of the placeholders that have a value whenever it holds."""
        return set()

    def words(self):
        """Return the condition in words."""
        raise NotImplementedError

    def bounds(self):
        """Yield (what is asked, operator, value) by which contradictions are found."""
        yield from ()

    def indicators(self):
        """Return the indicators whose results are looked at."""
        return self.env["shnor.indicator"]

    def codes(self):
        """Return the codes of the questions whose answers are looked at."""
        return ()

    def fact(self, case):
        """Return the fact by which the condition holds in a case, or None.

        :return: dict of ``kind, key, value, words``, links (``indicator_id,
            risk_ids, line_id, difference_id``) and ``give``: {placeholder: str}
        """
        raise NotImplementedError

    def _label(self, name):
        labels = dict(self.condition._fields[name]._description_selection(self.env))
        return labels.get(self.condition[name], "")


def code_warnings(env, questions):
    """Yield which questions stand in older versions of a form only: no new school is asked."""
    for code, question in questions.items():
        form = question.survey_id
        latest = form._form_latest(form.form_code)
        if latest and latest != form:
            yield env._(
                "version %(version)s of “%(form)s” does not ask %(code)s any more.",
                version=latest.form_version,
                form=latest.title,
                code=code,
            )


def is_possible(operator, number, low, high, holds_at=None):
    """Return whether a value between the limits (None: no limit) can compare so with a number.

    :param holds_at: ask about this value alone
    """
    if holds_at is not None:
        return bool(expression._compare(SIGNS[operator], holds_at, number))
    above = high is None or high > number
    below = low is None or low < number
    at = (low is None or low <= number) and (high is None or number <= high)
    return {
        "=": at,
        "!=": above or below,
        "<": below,
        "<=": below or at,
        ">": above,
        ">=": above or at,
    }[operator]
