"""What helps to answer a question where no page can: on paper and in a workbook, in words."""

from ..engine import expression, values

SIGNS = {"==": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}


def limits(env, question):
    """Return what numbers a question or a column takes, ``""`` when any."""
    if question["type"] != "number":
        return ""
    low, high = question.get("min"), question.get("max")
    if high is not None:
        return env._(
            "from %(low)s to %(high)s",
            low=values.show_number(low or 0),
            high=values.show_number(high),
        )
    return env._("not less than %s", values.show_number(low)) if low else ""


def scale(env, question):
    """Return what the ends of a scale mean."""
    ends = [(question["min"], question["min_label"]), (question["max"], question["max_label"])]
    return ", ".join(f"{number} – {label}" for number, label in ends if label)


def delta(env, question):
    """Return from what change on the question asks why, ``""`` when it never does."""
    if not question["delta"]:
        return ""
    limit = values.show_number(question["delta"]["limit"])
    if question["delta"]["kind"] == "percent":
        return env._("Explain a change of %s %% or more against the last time.", limit)
    return env._("Explain a change of %s or more against the last time.", limit)


def evidence(env, question):
    """Return what is said about a file, ``""`` when the question takes none."""
    if question["evidence"] == "required":
        return env._("A file that proves it is needed.")
    return env._("A file that proves it may be attached.") if question["evidence"] != "none" else ""


def condition(env, schema, question):
    """Return when the question is asked, ``""`` when always."""
    tree = question["visible"]
    if not tree:
        return ""
    if words := _tree_words(env, schema, tree):
        return env._("Only if %s.", words)
    return env._(
        "Only in some cases: it depends on the answers to %s.", ", ".join(expression.codes(tree))
    )


def _tree_words(env, schema, tree):
    """Return a condition in words, or None when it has no plain ones."""
    if tree[0] in ("and", "or"):
        parts = [_part_words(env, schema, tree[0], part) for part in tree[1:]]
        if not all(parts):
            return None
        words = parts[0]
        for part in parts[1:]:
            words = (
                env._("%(left)s and %(right)s", left=words, right=part)
                if tree[0] == "and"
                else env._("%(left)s or %(right)s", left=words, right=part)
            )
        return words
    if tree[0] == "cmp":
        question = _question(schema, tree[2]) or _question(schema, tree[3])
        sides = [_term(env, question, side) for side in tree[2:]]
        return f"{sides[0]} {SIGNS[tree[1]]} {sides[1]}" if question and all(sides) else None
    if tree[0] == "call" and tree[1] in ("has", "filled"):
        question = _question(schema, tree[2])
        if not question:
            return None
        if tree[1] == "filled":
            return env._("%s has an answer", question["code"])
        option = _term(env, question, tree[3])
        return option and env._(
            "%(option)s is chosen in %(code)s", option=option, code=question["code"]
        )
    return None


def _part_words(env, schema, kind, part):
    # no brackets are needed where “and” and “or” do not stand in each other
    if part[0] in ("and", "or") and part[0] != kind:
        return None
    return _tree_words(env, schema, part)


def _question(schema, node):
    is_answer = node[0] == "ref" and node[2] is None
    return schema["questions"].get(node[1]) if is_answer else None


def _term(env, question, node):
    """Return a side of a comparison in words, or None when it is a formula."""
    if node[0] == "ref":
        return node[1] if node[2] is None and not node[1].startswith("@") else None
    if node[0] != "lit" or question is None:
        return None
    value = node[1]
    if isinstance(value, bool):
        return env._("yes") if value else env._("no")
    if isinstance(value, int | float):
        return values.show_number(value)
    labels = {option["code"]: option["label"] for option in question.get("options", ())}
    return env._("“%s”", labels.get(value, value))
