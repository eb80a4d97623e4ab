"""Statistics of a form of 150 questions, a sheet a school: by SQL, and by Survey's own method."""

from dataclasses import dataclass

from . import databases
from .tools import Stopwatch, machine, markdown_table, number, peak_rss_mb, progress

QUESTIONS, OPTIONS = 150, 4
PRODUCT, STOCK = "ours: _form_statistics", "Survey: _prepare_statistics"
KINDS = {
    "numerical_box": 5,
    "yes_no": 1,
    "scale": 1,
    "simple_choice": 1,
    "multiple_choice": 1,
    "text_box": 1,
}
# what an answer is, by the number of its sheet and question: JSON, Survey's columns
LINES = """
    INSERT INTO survey_user_input_line (
        user_input_id, survey_id, question_id, question_sequence, form_code, form_value,
        form_confirmed, form_origin, form_revision, form_saved_at, skipped, answer_type,
        value_numerical_box, value_scale, value_text_box, suggested_answer_id, answer_score,
        answer_is_correct, create_date, write_date)
    SELECT sheet.id, %(survey)s, question.id, question.sequence, question.form_code,
           CASE question.question_type
               WHEN 'numerical_box' THEN to_jsonb(number.value)
               WHEN 'yes_no' THEN to_jsonb(number.value %% 2 = 1)
               WHEN 'scale' THEN to_jsonb(number.value %% 4 + 1)
               WHEN 'simple_choice' THEN to_jsonb(question.codes[number.value %% %(options)s + 1])
               WHEN 'multiple_choice' THEN jsonb_build_array(
                   question.codes[1], question.codes[number.value %% (%(options)s - 1) + 2])
               ELSE to_jsonb('Answer ' || number.value)
           END,
           TRUE, 'typed', 1, now(), FALSE,
           CASE question.question_type
               WHEN 'yes_no' THEN 'numerical_box'
               WHEN 'simple_choice' THEN 'suggestion'
               WHEN 'multiple_choice' THEN 'form'
               ELSE question.question_type
           END,
           CASE question.question_type
               WHEN 'numerical_box' THEN number.value
               WHEN 'yes_no' THEN number.value %% 2
               WHEN 'scale' THEN number.value %% 4 + 1
           END,
           CASE WHEN question.question_type = 'scale' THEN number.value %% 4 + 1 END,
           CASE WHEN question.question_type = 'text_box' THEN 'Answer ' || number.value END,
           CASE WHEN question.question_type = 'simple_choice'
                THEN question.ids[number.value %% %(options)s + 1] END,
           0, FALSE, now(), now()
      FROM survey_user_input sheet
      JOIN (SELECT question.*,
                   (SELECT ARRAY_AGG(form_code ORDER BY sequence, id)
                      FROM survey_question_answer WHERE question_id = question.id) AS codes,
                   (SELECT ARRAY_AGG(id ORDER BY sequence, id)
                      FROM survey_question_answer WHERE question_id = question.id) AS ids
              FROM survey_question question
             WHERE survey_id = %(survey)s AND NOT COALESCE(is_page, FALSE)
           ) question ON TRUE,
           LATERAL (SELECT ((sheet.id * 7919 + question.sequence * 104729) %% 1000)::int AS value
                   ) number
     WHERE sheet.survey_id = %(survey)s
"""


@dataclass(frozen=True)
class _Size:
    name: str
    sheets: int

    def __str__(self):
        return f"{self.name}: {number(self.sheets)} sheets, {QUESTIONS} questions"


def run(scale, options):
    """Count what was answered to a form with a sheet a school.

    :param scale: generate.Scale
    :param options: of the command line
    :return: Markdown
    """
    size = _Size(scale.name, scale.schools)
    name = databases.ensure(
        f"answers_{size.name}", lambda env: _fill(env, size), str(size), template=options.template
    )
    try:
        databases.vacuum(name, ("survey_user_input", "survey_user_input_line"))
        return _measure(name, size, options.repeat)
    finally:
        if not options.keep:
            databases.drop(name)


def _measure(name, size, repeat):
    watch = Stopwatch()
    counts = {}
    for turn in range(repeat):
        progress(f"statistics, {size.name}, {turn + 1} of {repeat}")
        with databases.environment(name) as env:
            about = machine(env.cr)
            form = env["survey.survey"].search([("form_code", "=", "bench_statistics")])
            form._form_schema()  # kept for the life of a server
            counts[PRODUCT] = _product(env, form, watch)
            if size.name != "country":  # it would read six million records
                env.invalidate_all()
                counts[STOCK] = _stock(env, form, watch)
    if len(set(counts.values())) > 1:
        raise SystemExit(f"The sides do not agree: {counts}")
    rows = [
        [side, f"{watch.median(side):.2f}", watch.spread(side), f"{ratio:.3f}"]
        for side in counts
        for ratio in [watch.median(side) / watch.median(list(counts)[-1])]
    ]
    headers = ["", "seconds", "from–to", "of Survey's" if STOCK in counts else "of ours"]
    agree = "The sides agree. " if STOCK in counts else ""
    return (
        f"### Statistics, {size}\n\n{about}\n\n{number(size.sheets * QUESTIONS)} answers. {agree}"
        f"Peak memory {peak_rss_mb():.0f} MB.\n\n{markdown_table(headers, rows)}\n"
    )


def _product(env, form, watch):
    with watch.measure(PRODUCT):
        statistics = form._form_statistics()
    figures = statistics["questions"].values()
    if sum(one["answered"] for one in figures) != statistics["sheets"] * QUESTIONS:
        raise SystemExit("answers are missing from the statistics")
    return round(sum(one["sum"] for one in figures if one["type"] == "number"))


def _stock(env, form, watch):
    """Let Survey prepare its page of results, without rendering it."""
    with watch.measure(STOCK):
        lines = env["survey.user_input.line"].search([("survey_id", "=", form.id)])
        data = form.question_ids._prepare_statistics(lines)
    return round(
        sum(
            line.value_numerical_box
            for one in data
            if one["question"].question_type == "numerical_box"
            for line in one["answer_line_done_ids"]
        )
    )


def _fill(env, size):
    form = env["survey.survey"].create(
        {"title": "Form", "survey_type": "shnor_form", "form_code": "bench_statistics"}
    )
    kinds = [kind for kind, count in KINDS.items() for _one in range(count)]
    env["survey.question"].create(
        [
            {
                "survey_id": form.id,
                "title": f"Question {position}",
                "form_code": f"B{position}",
                "question_type": kind,
                "sequence": position,
                "scale_min": 1,
                "scale_max": 4,
                "suggested_answer_ids": [(0, 0, {"value": f"Option {n}"}) for n in range(OPTIONS)]
                if kind.endswith("_choice")
                else [],
            }
            for position in range(QUESTIONS)
            for kind in [kinds[position % len(kinds)]]
        ]
    )
    form._form_launch([{"form_title": "The first"}])
    env.flush_all()
    progress(f"Making {number(size.sheets * QUESTIONS)} answers")
    # the others as copies of the first one
    env.cr.execute(
        """
        INSERT INTO survey_user_input (
            survey_id, access_token, state, form_state, form_code, test_entry, form_revision,
            create_date, write_date)
        SELECT survey_id, gen_random_uuid()::text, state, 'submitted', form_code, FALSE, 1,
               now(), now()
          FROM survey_user_input, generate_series(2, %(sheets)s)
         WHERE survey_id = %(survey)s
        """,
        {"sheets": size.sheets, "survey": form.id},
    )
    env.cr.execute(LINES, {"survey": form.id, "options": OPTIONS})
