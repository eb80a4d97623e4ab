"""What a rule says in general: its text without what is of one school."""

import re

# what a rule puts into a text is of one school: in brackets it goes without a trace
PLACEHOLDER_IN_BRACKETS = re.compile(r"\s*\([^()]*\{[^{}]*\}[^()]*\)")
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[А-ЯЁA-Z])")
PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def general_text(text):
    """Return the text of a rule without what it says of one school.

    Sentences that say something of the school go; if all do, the first stays, with a gap.

    :param str text: with placeholders in braces
    :return: str
    """
    text = PLACEHOLDER_IN_BRACKETS.sub("", text or "").strip()
    sentences = SENTENCE.split(text)
    kept = [one for one in sentences if not PLACEHOLDER.search(one)] or sentences[:1]
    return PLACEHOLDER.sub("…", " ".join(kept))
