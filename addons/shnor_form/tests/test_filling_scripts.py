import random
from datetime import date, timedelta

from odoo.tests import TransactionCase

from ..engine import expression, validation, values
from .scripts import script_page
from .test_expression import ANSWERS, CASES

EVALUATE = """async ([trees, answers]) => {
    const { evaluate } = await import("@shnor_form/filling/expression");
    const lookup = (code, column) =>
        column ? answers[code].map((row) => row[column]) : answers[code];
    return trees.map((tree) => evaluate(tree, lookup));
}"""
LACKS = """async (sheets) => {
    const { Answers } = await import("@shnor_form/filling/answers");
    return sheets.map(({ schema, lines, previous, evidence, queries, constants }) => {
        const answers = new Answers(schema, (code) => (lines[code] || {}).value ?? null, constants);
        const found = [];
        for (const question of Object.values(schema.questions)) {
            if (answers.visible.has(question.code)) {
                const line = lines[question.code] || { value: null, comment: "", confirmed: true };
                const kinds = answers.lacks(question, line, {
                    previous: previous[question.code],
                    evidence: evidence.includes(question.code),
                    query: queries.includes(question.code),
                });
                found.push(...kinds.map((kind) => [question.code, kind]));
            }
        }
        found.push(...answers.failed().map(({ check, rows }) => [check.id, ...rows]));
        return { found, values: answers.values };
    });
}"""
QUEUE = """async () => {
    const { Queue } = await import("@shnor_form/filling/queue");
    const { Store } = await import("@shnor_form/filling/storage");
    localStorage.clear();
    const clock = { time: 1000 };
    const page = (client) =>
        new Queue(new Store("shnor_form/1/2/", localStorage), client, () => clock.time);
    const brief = (entries) =>
        entries.map(({ client, seq, code, value, base }) => [client, seq, code, value, base]);
    const steps = {};
    const one = page("one");
    one.put({ code: "A", value: 1, base: 0, confirmed: true });
    one.put({ code: "B", value: 2, base: 0, confirmed: true });
    one.put({ code: "A", value: 3, base: 9, comment: "why", confirmed: true });
    one.put({ code: "A", value: 4, base: 9, confirmed: true });
    steps.replaced = brief(one.entries());
    steps.comment = one.waiting("A").comment;
    const sent = one.take(1);
    one.put({ code: "A", value: 5, base: 0, confirmed: true });
    steps.sentStays = brief(one.entries());
    clock.time = 10;
    const two = page("two");
    two.put({ code: "A", value: 6, base: 0, confirmed: true });
    steps.clockBack = brief(two.entries());
    steps.oneClientAtATime = brief(two.take(20));
    two.settle(sent[0], 7);
    steps.settled = brief(two.entries());
    steps.others = new Queue(new Store("shnor_form/1/3/", localStorage), "x").entries().length;
    const full = new Store("shnor_form/1/4/", {
        length: 0, key: () => null, getItem: () => null, removeItem() {},
        setItem() { throw new DOMException("full", "QuotaExceededError"); },
    });
    const memory = new Queue(full, "m");
    memory.put({ code: "A", value: 1, base: 0, confirmed: true });
    steps.memory = [brief(memory.entries()), full.lasting];
    return steps;
}"""
NUMBERS = """async (cases) => {
    const { readNumber } = await import("@shnor_form/filling/format");
    return cases.map(([question, text]) => {
        const { value, problem } = readNumber(question, text);
        return problem === null ? value : "refused";
    });
}"""


def question(code, kind, **more):
    return {
        **{"code": code, "type": kind, "title": code, "unit": "", "section": 1, "decimals": 0},
        **{"required": False, "evidence": "none", "delta": None, "visible": None},
        **more,
    }


def compiled(text):
    return expression.compile_text(text)


SCHEMA = {
    "sections": [{"id": 1, "codes": ["N", "M", "C", "Y", "D", "T", "E", "F"]}],
    "questions": {
        one["code"]: one
        for one in (
            question("N", "number", required=True, delta={"limit": 5, "kind": "absolute"}),
            question("M", "number", decimals=1, delta={"limit": 30, "kind": "percent"}),
            question("C", "computed", formula=compiled("percent([M], [N])"), decimals=1),
            question("Y", "yes_no", required=True),
            question("D", "date", required=True, visible=compiled("[Y] == yes")),
            question(
                "T",
                "table",
                grow=True,
                rows=[{"code": "r", "label": "Row r"}],
                columns=[
                    {"code": "a", "title": "a", "type": "number", "required": True},
                    {"code": "b", "title": "b", "type": "number", "required": False},
                ],
            ),
            question("E", "text", evidence="required"),
            question("F", "computed", formula=compiled("sum([T:a]) + [C]"), decimals=2),
        )
    },
    "checks": [
        {
            "id": 1,
            "condition": compiled("[M] <= [N] and [F] < 100"),
            "message": "m",
            "severity": "error",
            "table": None,
            "codes": ["M", "N", "F"],
        },
        {
            "id": 2,
            "condition": compiled("[b] <= [a]"),
            "message": "m",
            "severity": "warning",
            "table": "T",
            "codes": ["T"],
        },
        {
            "id": 3,
            "condition": compiled("[D] <= [@end]"),
            "message": "m",
            "severity": "error",
            "table": None,
            "codes": ["D"],
        },
    ],
}


class TestFillingScripts(TransactionCase):
    """The page works out by itself, without a line, what the server works out at the submit."""

    def test_expressions_mean_the_same_on_the_page(self):
        dice = random.Random(20260701)
        trees = [compiled(text) for text, _expected in CASES]
        trees += [_tree(dice, 4) for _number in range(3000)]

        def lookup(code, column):
            value = ANSWERS.get(code)
            return [row.get(column) for row in value] if column else value

        expected = [expression.evaluate(tree, lookup) for tree in trees]
        with script_page() as page:
            found = page.evaluate(EVALUATE, [trees, ANSWERS])
        different = [
            (tree, mine, theirs)
            for tree, mine, theirs in zip(trees, expected, found, strict=True)
            if theirs != mine or (type(theirs) is bool) is not (type(mine) is bool)
        ]
        self.assertEqual(different, [])
        self.assertGreater(sum(value is not None for value in expected), 1000)

    def test_the_page_finds_the_problems_that_the_server_finds(self):
        dice = random.Random(20261201)
        sheets = [_sheet(dice) for _number in range(500)]
        with script_page() as page:
            found = page.evaluate(LACKS, sheets)
        expected = [_server_problems(self.env, sheet) for sheet in sheets]
        for sheet, mine, theirs in zip(sheets, expected, found, strict=True):
            self.assertEqual((theirs["found"], theirs["values"]), mine, sheet["lines"])
        found_by_server = [one for mine, _values in expected for one in mine]
        kinds = {one[1] if isinstance(one[0], str) else one[0] for one in found_by_server}
        # the sheets were various enough to say something
        lacks = {"required", "unconfirmed", "cell", "delta", "evidence", "query"}
        self.assertEqual(kinds, lacks | {1, 2, 3})

    def test_numbers_are_read_alike(self):
        whole = question("N", "number", min=0, max=100)
        part = question("N", "number", decimals=2, min=None, max=None)
        texts = ["5", " 5 ", "5,0", "5,5", "1 000", "-1", "101", "0", "+3", "5.", ",5", "1,234"]
        texts += ["12\u00a0000", "много", "1e3", "5,5,5", "--1", "0x10", "-", ""]
        cases = [[one, text] for one in (whole, part) for text in texts]
        with script_page(_Words()) as page:
            found = page.evaluate(NUMBERS, cases)
        for (one, text), theirs in zip(cases, found, strict=True):
            with self.subTest(text=text, decimals=one["decimals"]):
                try:
                    mine = values.read(self.env, one, text)
                except values.ValueProblem:
                    mine = "refused"
                # the page is the stricter: nobody types a number so
                if text != "1e3":
                    self.assertEqual(theirs, mine)

    def test_the_queue_keeps_order_and_never_changes_what_was_sent(self):
        with script_page() as page:
            steps = page.evaluate(QUEUE)
        self.assertEqual(steps["replaced"], [["one", 1, "A", 4, 0], ["one", 2, "B", 2, 0]])
        self.assertEqual(steps["comment"], "why")
        self.assertEqual(
            steps["sentStays"],
            [["one", 1, "A", 4, 0], ["one", 2, "B", 2, 0], ["one", 3, "A", 5, 0]],
        )
        self.assertEqual(steps["clockBack"][-1], ["two", 1, "A", 6, 0])
        self.assertEqual([entry[0] for entry in steps["oneClientAtATime"]], ["one"] * 3)
        # what waits behind a saved answer was given with that answer in view
        self.assertEqual(
            steps["settled"],
            [["one", 2, "B", 2, 0], ["one", 3, "A", 5, 7], ["two", 1, "A", 6, 7]],
        )
        self.assertEqual(steps["others"], 0)
        self.assertEqual(steps["memory"], [[["m", 1, "A", 1, 0]], False])


class _Words(dict):
    """Any word, empty: what is refused matters here, not how it is said."""

    NAMES = ("not_number", "not_whole", "many_decimals", "too_little", "too_much")

    def __init__(self):
        super().__init__(dict.fromkeys(self.NAMES, ""))


def _tree(dice, depth):
    """Return a random tree of the language over ANSWERS."""
    if not depth or dice.random() < 0.25:
        return _leaf(dice)
    kind = dice.choice(["op", "cmp", "and", "or", "not", "call"])
    if kind == "op":
        return ["op", dice.choice("+-*/"), _tree(dice, depth - 1), _tree(dice, depth - 1)]
    if kind == "cmp":
        sign = dice.choice(["<", "<=", ">", ">=", "==", "!="])
        return ["cmp", sign, _tree(dice, depth - 1), _tree(dice, depth - 1)]
    if kind in ("and", "or"):
        return [kind, *(_tree(dice, depth - 1) for _part in range(dice.randint(2, 3)))]
    if kind == "not":
        return ["not", _tree(dice, depth - 1)]
    name = dice.choice(list(expression.FUNCTIONS))
    if name == "round":
        # rounding to a computed number of digits is nobody's wish, and overflows
        return ["call", name, _tree(dice, depth - 1), ["lit", dice.randint(-1, 3)]]
    least, most = expression.FUNCTIONS[name]
    count = dice.randint(least, min(most, 3))
    return ["call", name, *(_tree(dice, depth - 1) for _part in range(count))]


def _leaf(dice):
    if dice.random() < 0.4:
        return ["lit", dice.choice([0, 1, 2.5, -3, 0.1, True, False, "да", "gaps", ""])]
    code = dice.choice([*ANSWERS, "nothing", "@end"])
    return ["ref", code, "n"] if code == "table" and dice.random() < 0.7 else ["ref", code, None]


def _sheet(dice):
    """Return random answers to SCHEMA, and what is known about them."""

    def maybe(value, chance=0.75):
        return value if dice.random() < chance else None

    number = dice.choice([0, 1, 5, 9.5, 10, 14, 40])
    given = {
        "N": maybe(int(number)),
        "M": maybe(number),
        "Y": maybe(dice.random() < 0.6),
        "D": maybe((date(2026, 6, 1) + timedelta(days=dice.randint(0, 60))).isoformat()),
        "T": maybe([_row(dice) for _row_number in range(dice.randint(1, 3))]),
        "E": maybe("text"),
    }
    return {
        "schema": SCHEMA,
        "lines": {
            code: {
                "value": value,
                "comment": dice.choice(["", " ", "because"]),
                "confirmed": dice.random() < 0.7,
            }
            for code, value in given.items()
            if dice.random() < 0.9
        },
        "previous": {"N": maybe(dice.choice([0, 5, 12])), "M": maybe(dice.choice([0, 10, 13]))},
        "evidence": dice.choice([[], ["E"]]),
        "queries": dice.choice([[], ["N"], ["T"]]),
        "constants": {"@end": "2026-06-30"},
    }


def _row(dice):
    row = {column: dice.randint(0, 9) for column in dice.choice([("a",), ("b",), ("a", "b")])}
    return {**row, "row": "r"} if dice.random() < 0.3 else row


def _server_problems(env, sheet):
    """Return what the server finds, in the words of the page, and the answers it sees."""
    answers = validation.Answers(
        SCHEMA, {code: line["value"] for code, line in sheet["lines"].items()}, sheet["constants"]
    )
    found = []
    for problem in validation.problems(
        env,
        SCHEMA,
        sheet["lines"],
        sheet["previous"],
        set(sheet["evidence"]),
        set(sheet["queries"]),
        sheet["constants"],
    ):
        kind = problem["kind"]
        if kind == "check":
            found.append([problem["check"], *_rows(answers, problem["check"])])
        elif kind == "required" and problem["code"] == "T":
            found.append(["T", "cell"])
        else:
            found.append([problem["code"], kind])
    return found, answers.values


def _rows(answers, check_id):
    check = next(one for one in SCHEMA["checks"] if one["id"] == check_id)
    if not check["table"]:
        return []
    return [
        "Row r" if cells.get("row") else str(number)
        for number, cells in enumerate(answers.values["T"], 1)
        if answers.evaluate(check["condition"], {"columns": {"a", "b"}, "cells": cells}) is False
    ]
