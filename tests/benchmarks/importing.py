"""Import of teachers from a spreadsheet: the product's import against Odoo's own ``load()``."""

import json
import statistics
import tempfile
import time
from pathlib import Path

import xlsxwriter

from . import child, databases
from .generate import Generator, Scale
from .tools import machine, markdown_table, number, peak_rss_mb, progress

ROWS, MANY_ROWS = 10_000, 100_000
SCHOOLS = 400
PRODUCT, STOCK, MANY = "product", "load()", "product, many rows"
BATCH = 2_000  # how many records Odoo's import screen sends at a time, unless told otherwise
HEADERS = (
    "Код педагога",
    "ФИО",
    "Код ОО",
    "Предметы",
    "Должность",
    "Категория",
    "Стаж, лет",
    "Принят",
    "Уволен",
)
CATEGORIES = {"высшая": "highest", "первая": "first", "соответствие": "conformity", "нет": "none"}
# One row is one employment; the teacher's columns are empty where a row goes on with the same one.
STOCK_FIELDS = (
    "code",
    "name",
    "employment_ids/school_id",
    "employment_ids/subject_ids",
    "employment_ids/position",
    "employment_ids/category",
    "employment_ids/experience_years",
    "employment_ids/date_from",
    "employment_ids/date_to",
)


def teacher_rows(count):
    """Employments as a committee lists them; one teacher in thirty-three has a second one.

    :return: list of rows in the order of HEADERS; dates as ISO text, categories in Russian
    """
    rows = []
    teacher = 0
    while len(rows) < count:
        teacher += 1
        for job in range(2 if teacher % 33 == 0 else 1):
            subjects = f"Предмет {teacher % 20}"
            if teacher % 3 == 0:
                subjects += f"; Предмет {(teacher + 7) % 20}"
            rows.append(
                (
                    f"Т-{teacher:06}",
                    f"Педагогова Имя{teacher % 97} Отчество{teacher % 89}",
                    str(1_000_001 + (teacher * 7 + job * 3) % SCHOOLS),
                    subjects,
                    "учитель" if job == 0 else "педагог-библиотекарь",
                    list(CATEGORIES)[teacher % 4],
                    teacher % 40,
                    f"20{10 + teacher % 15}-09-01",
                    "2026-06-25" if teacher % 50 == 0 else "",
                )
            )
    return rows[:count]


def write_workbook(path, rows):
    """Write the rows as a committee's workbook, with a title above the header."""
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet("Педагоги")
    sheet.write(0, 0, "Список педагогических работников")
    sheet.write_row(1, 0, HEADERS)
    for line, row in enumerate(rows, 2):
        *cells, hired, dismissed = row
        dates = [".".join(reversed(day.split("-"))) if day else "" for day in (hired, dismissed)]
        sheet.write_row(line, 0, [*cells, *dates])
    workbook.close()


def stock_rows(rows):
    """The same rows as Odoo's import wants them: keys of selections, commas between subjects."""
    result = []
    previous = None
    for code, name, school, subjects, position, category, years, hired, dismissed in rows:
        again = code == previous
        previous = code
        result.append(
            [
                "" if again else code,
                "" if again else name,
                school,
                subjects.replace("; ", ","),
                position,
                CATEGORIES[category],
                str(years),
                hired,
                dismissed,
            ]
        )
    return result


def stock(database, path):
    """Task of a fresh process: ``load()`` with the batches and options of the import screen."""
    rows = json.loads(Path(path).read_text(encoding="utf-8"))
    with databases.environment(database) as env:
        before = _counts(env)
        started = time.perf_counter()
        model = env["shnor.teacher"].with_context(
            import_file=True, tracking_disable=True, _import_limit=BATCH
        )
        skip, going_on = 0, True
        while going_on:
            result = model.load(list(STOCK_FIELDS), rows[skip:])
            if result["ids"] is False:
                raise SystemExit(f"load() refused the rows: {result['messages'][:3]}")
            env.cr.commit()
            going_on = bool(result["nextrow"])
            skip += result["nextrow"]
        seconds = time.perf_counter() - started
        return {"seconds": seconds, "rss": peak_rss_mb(), "made": _made(env, before)}


def _counts(env):
    env.flush_all()
    env.cr.execute(
        """
        SELECT (SELECT count(*) FROM shnor_teacher), (SELECT count(*) FROM shnor_employment),
               (SELECT count(*) FROM shnor_employment_subject_rel)
        """
    )
    return env.cr.fetchone()


def _made(env, before):
    """:return: how many teachers, employments and subjects of employments there are more"""
    return [now - then for now, then in zip(_counts(env), before, strict=True)]


def product(database, path):
    """Task of a fresh process: what the import screen does, without the browser.

    The file is read and checked, the verdict on each row is kept (the preview), then everything is
    read and checked again and loaded; each of the two is committed.
    """
    content = Path(path).read_bytes()
    with databases.environment(database) as env:
        before = _counts(env)
        started = time.perf_counter()
        file = env["ir.attachment"].create({"name": "teachers.xlsx", "raw": content})
        imports = env["shnor.import"].create({"attachment_ids": [(6, 0, file.ids)]})
        for task in ("check", "load"):
            imports.task = task
            imports._execute()
            env.cr.commit()
            if imports.has_errors:
                raise SystemExit(f"The import refused the rows: {imports.fault_ids[:3]}")
        seconds = time.perf_counter() - started
        return {"seconds": seconds, "rss": peak_rss_mb(), "made": _made(env, before)}


def run(options):
    """Measure both sides in turn, each in a fresh process and on a fresh database.

    :param options: of the command line
    :return: Markdown
    :raise SystemExit: the two sides did not make the same number of records
    """
    base = databases.ensure("import", _fill, f"{SCHOOLS}", template=options.template)
    try:
        with tempfile.TemporaryDirectory() as folder:
            return _measure(base, Path(folder), options.repeat)
    finally:
        databases.drop(f"{base}_run")
        if not options.keep:
            databases.drop(base)


def _fill(env):
    Generator(env, Scale("import", SCHOOLS, 0, 20)).run_schools()


def _measure(base, folder, repeat):
    files = {PRODUCT: folder / "teachers.xlsx", STOCK: folder / "teachers.json"}
    files[MANY] = folder / "many.xlsx"
    rows = teacher_rows(ROWS)
    write_workbook(files[PRODUCT], rows)
    files[STOCK].write_text(json.dumps(stock_rows(rows)), encoding="utf-8")
    write_workbook(files[MANY], teacher_rows(MANY_ROWS))
    tasks = {PRODUCT: "importing.product", STOCK: "importing.stock", MANY: "importing.product"}
    done = {side: [] for side in tasks}
    for turn in range(repeat):
        for side in list(tasks)[:: -1 if turn % 2 else 1]:
            progress(f"import, {turn + 1} of {repeat}: {side}")
            databases.clone(base, f"{base}_run")
            databases.vacuum(f"{base}_run")
            done[side].append(child.measure(tasks[side], f"{base}_run", files[side]))
    if done[PRODUCT][0]["made"] != done[STOCK][0]["made"]:
        raise SystemExit(f"{done[PRODUCT][0]['made']} <> {done[STOCK][0]['made']}")
    return _markdown(base, done)


def _markdown(base, done):
    with databases.environment(base) as env:
        about = machine(env.cr)
    seconds = {side: [one["seconds"] for one in many] for side, many in done.items()}
    median = {side: statistics.median(values) for side, values in seconds.items()}
    rows = [
        [
            side,
            number(MANY_ROWS if side == MANY else ROWS),
            f"{median[side]:.2f}",
            f"{min(seconds[side]):.2f}–{max(seconds[side]):.2f}",
            "" if side == MANY else f"{median[side] / median[PRODUCT]:.2f}",
            f"{max(one['rss'] for one in done[side]):.0f}",
        ]
        for side in done
    ]
    headers = ["", "rows", "seconds", "from–to", "of the product", "peak RSS, MB"]
    teachers, jobs, subjects = done[PRODUCT][0]["made"]
    return (
        f"### Import of teachers\n\n{about}\n\n"
        f"Both sides make {number(teachers)} teachers, {number(jobs)} employments and "
        f"{number(subjects)} links to subjects.\n\n{markdown_table(headers, rows)}\n"
    )
