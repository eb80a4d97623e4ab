"""The small language of formulas and checks: codes in brackets, arithmetic, comparisons.

``[А6.2] <= [А6.1]``, ``percent([А6.2], [А6.1])``, ``sum([А4.1:participants]) > 0``,
``[А7.4] == yes and not filled([А7.5])``, ``has([А5.2], "пропуски")``, ``[date] <= [@period_to]``.

A text is compiled into a tree of lists, which the server and the filling page evaluate alike
(``static/src/filling/expression.js``); there is no way from it to Python. Nothing known gives
nothing: an operation on a missing answer is missing, and a check that is neither true nor false
says nothing.
"""

import ast
import math
import re
from functools import lru_cache

REF_RE = re.compile(r"\[([^\[\]]+)\]")
FUNCTIONS = {
    "sum": (1, 20),
    "min": (1, 20),
    "max": (1, 20),
    "abs": (1, 1),
    "round": (1, 2),
    "count": (1, 20),
    "filled": (1, 1),
    "has": (2, 2),
    "percent": (2, 2),
}
CONSTANTS = {"yes": True, "no": False}
OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
COMPARISONS = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
# binary fractions must not tell 0.1 + 0.2 from 0.3
EPSILON = 1e-9
MAX_LENGTH = 1000


class ExpressionError(ValueError):
    """The text is not of the language; the message is a key of ``problem``."""


@lru_cache(maxsize=2048)
def compile_text(text):
    """Return the tree of a formula or a condition.

    :param str text: e.g. ``[А6.2] <= [А6.1]``
    :return: nested lists: ``["ref", code, column or None]``, ``["lit", value]``,
        ``["op", sign, a, b]``, ``["cmp", sign, a, b]``, ``["and", …]``, ``["or", …]``,
        ``["not", a]``, ``["call", function, …]``; do not change it, it is cached
    :raise ExpressionError: the text is not of the language
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError("long")
    names = []

    def placeholder(found):
        names.append(found[1].strip())
        return f" _ref{len(names) - 1} "

    source = REF_RE.sub(placeholder, text).strip()
    try:
        tree = ast.parse(source, mode="eval").body
        return _compile(tree, names)
    except (SyntaxError, RecursionError, MemoryError, ValueError) as error:
        if isinstance(error, ExpressionError):
            raise
        raise ExpressionError("syntax") from error


def _compile(node, names):
    if isinstance(node, ast.Constant | ast.Name):
        return _compile_leaf(node, names)
    if isinstance(node, ast.BoolOp):
        word = "and" if isinstance(node.op, ast.And) else "or"
        return [word, *(_compile(value, names) for value in node.values)]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return ["not", _compile(node.operand, names)]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return ["op", "-", ["lit", 0], _compile(node.operand, names)]
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        sign = OPERATORS[type(node.op)]
        return ["op", sign, _compile(node.left, names), _compile(node.right, names)]
    if isinstance(node, ast.Compare) and all(type(op) in COMPARISONS for op in node.ops):
        sides = [_compile(side, names) for side in (node.left, *node.comparators)]
        parts = [
            ["cmp", COMPARISONS[type(op)], sides[index], sides[index + 1]]
            for index, op in enumerate(node.ops)
        ]
        return parts[0] if len(parts) == 1 else ["and", *parts]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        least, most = FUNCTIONS.get(node.func.id, (1, 0))
        if least <= len(node.args) <= most:
            return ["call", node.func.id, *(_compile(arg, names) for arg in node.args)]
        raise ExpressionError("function")
    raise ExpressionError("syntax")


def _compile_leaf(node, names):
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float | str):
        return ["lit", node.value]
    if isinstance(node, ast.Name) and node.id in CONSTANTS:
        return ["lit", CONSTANTS[node.id]]
    if isinstance(node, ast.Name) and node.id.startswith("_ref"):
        code, _colon, column = names[int(node.id[4:])].partition(":")
        return ["ref", code.strip(), column.strip() or None]
    raise ExpressionError("syntax")


def codes(tree):
    """Return the codes that a tree refers to, each once, in order; names of the sheet's own
    (``@period_to``) are left out."""
    found = {}

    def walk(node):
        if node[0] == "ref":
            if not node[1].startswith("@"):
                found[node[1]] = True
        elif node[0] != "lit":
            for child in node[1:]:
                if isinstance(child, list):
                    walk(child)

    walk(tree)
    return list(found)


def problem(env, text, known):
    """Return why a text is no formula, in words for its author, or None.

    :param known: set of codes that may be referred to
    """
    try:
        tree = compile_text(text or "")
    except ExpressionError as error:
        reasons = {
            "long": env._("it is too long."),
            "function": env._(
                "use the functions %s with the right number of arguments.", ", ".join(FUNCTIONS)
            ),
        }
        return reasons.get(
            str(error),
            env._(
                "it cannot be read. Codes stand in square brackets: [А2.2] <= [А2.1]; between them "
                "+ - * / < <= > >= == != and or not, yes, no, texts in quotation marks."
            ),
        )
    if missing := [code for code in codes(tree) if code not in known]:
        return env._("the form has no question with the code %s.", ", ".join(missing))
    return None


def evaluate(tree, lookup):
    """Return the value of a tree: number, text, True, False, list, or None for “not known”.

    :param lookup: function (code, column or None) that returns the answer
    """
    kind = tree[0]
    if kind == "lit":
        return tree[1]
    if kind == "ref":
        return lookup(tree[1], tree[2])
    if kind in ("and", "or"):
        return _logic(kind, [evaluate(part, lookup) for part in tree[1:]])
    if kind == "not":
        value = evaluate(tree[1], lookup)
        return None if value is None else not value
    arguments = [evaluate(part, lookup) for part in tree[2:]]
    if kind == "op":
        return _operate(tree[1], *arguments)
    if kind == "cmp":
        return _compare(tree[1], *arguments)
    return _call(tree[1], arguments)


def _logic(kind, values):
    decisive = kind == "or"
    if any(value is not None and bool(value) is decisive for value in values):
        return decisive
    return None if None in values else not decisive


def _is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)


def _operate(sign, left, right):
    if not _is_number(left) or not _is_number(right):
        return None
    if sign == "+":
        result = left + right
    elif sign == "-":
        result = left - right
    elif sign == "*":
        result = left * right
    else:
        if not right:
            return None
        result = left / right
    return result if math.isfinite(result) else None


def _compare(sign, left, right):
    if left is None or right is None:
        return None
    if _is_number(left) and _is_number(right):
        order = 0 if abs(left - right) < EPSILON else (-1 if left < right else 1)
    elif type(left) is not type(right):
        return {"==": False, "!=": True}.get(sign)
    elif isinstance(left, list):
        return {"==": left == right, "!=": left != right}.get(sign)
    else:
        order = (left > right) - (left < right)
    return {
        "<": order < 0,
        "<=": order <= 0,
        ">": order > 0,
        ">=": order >= 0,
        "==": order == 0,
        "!=": order != 0,
    }[sign]


def _flat(values):
    for value in values:
        if isinstance(value, list):
            yield from _flat(value)
        else:
            yield value


def is_empty(value):
    """Return whether nothing was answered; 0 and “no” are answers."""
    return value is None or value == "" or value == []


def _call(name, arguments):
    if name == "filled":
        return not is_empty(arguments[0])
    if name == "has":
        if arguments[0] is None:
            return None
        return arguments[1] in _flat([arguments[0]])
    if name == "count":
        return sum(not is_empty(value) for value in _flat(arguments))
    if name == "percent":
        return _operate("*", 100, _operate("/", *arguments))
    numbers = [value for value in _flat(arguments) if _is_number(value)]
    if not numbers:
        return None
    if name == "round":
        factor = 10 ** int(numbers[1] if len(numbers) > 1 else 0)
        return math.floor(numbers[0] * factor + 0.5 + EPSILON) / factor
    if name == "abs":
        return abs(numbers[0])
    return {"sum": sum, "min": min, "max": max}[name](numbers)
