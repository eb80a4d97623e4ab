"""Placeholders in the texts of recommendations: ``{school}``, ``{subject}``, ``{k}``.

A placeholder is replaced by plain text; there is no way from a text to an attribute or a format.
"""

import re

PLACEHOLDER_RE = re.compile(r"\{([^{}]*)\}")
# what a condition may provide beside what every case knows
ALWAYS = ("school", "category", "period")
ALLOWED = (
    *ALWAYS,
    "indicator",
    "k",
    "n",
    "percent",
    "value",
    "question",
    "subject",
    "risk",
    "level",
)
# addressed to somebody else than a school: what holds for all the schools together
OF_ALL = ("period", "indicator", "k", "n", "percent", "question", "subject", "risk")
OF_ALL_ALWAYS = ("period", "k", "n", "percent")


def names(text):
    """Return the names of the placeholders in a text, each once, in order."""
    return list(dict.fromkeys(name.strip() for name in PLACEHOLDER_RE.findall(text or "")))


def problems(env, text, provided, allowed=ALLOWED):
    """Yield why a text cannot be filled, as sentences for its author.

    :param set provided: names that the conditions give
    :param tuple allowed: names that may stand in this text at all
    """
    shown = ", ".join(f"{{{name}}}" for name in allowed)
    if re.search(r"[{}]", PLACEHOLDER_RE.sub("", text or "")):
        yield env._("a brace stands alone in the text. Placeholders: %s.", shown)
    for name in names(text):
        if name not in allowed:
            yield env._(
                "there is no placeholder {%(name)s}. Those that there are: %(allowed)s.",
                name=name,
                allowed=shown,
            )
        elif name not in provided:
            yield env._(
                "the conditions do not give {%(name)s} in every case. They give: %(provided)s.",
                name=name,
                provided=", ".join(f"{{{one}}}" for one in allowed if one in provided),
            )


def fill(text, values):
    """Return the text with its placeholders replaced; those without a value stay as they are.

    A value that ends with a full stop (“4 чел.”) takes the place of that after it.

    :param dict values: {name: str}
    """

    def replaced(found):
        value = values.get(found[1].strip())
        if not value:
            return found[0]
        stop = "" if str(value).endswith(".") else found[2]
        return f"{value}{stop}"

    return re.sub(PLACEHOLDER_RE.pattern + r"(\.?)", replaced, text or "")
