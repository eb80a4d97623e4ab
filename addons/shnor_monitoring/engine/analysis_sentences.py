"""What the parts of a drafted note share: a sentence, and the numbers that it states."""

from .advice import digest


def source(model, ref, key, value, school=None):
    """Return where a number of a sentence stands.

    :param str model: name of the model of the fact
    :param ref: what it is about: code of an indicator or a risk, name of a subject, id of a record
    :param str key: which number of it
    :param value: what it was, JSON-ready
    :param int school: id of the participant whose it is
    """
    found = {"model": model, "ref": ref, "key": key, "value": value}
    return {**found, "participant_id": school} if school else found


def sources_digest(sources):
    """Return a text that is another one when a number behind a sentence is."""
    return digest(
        [
            [one["model"], one["ref"], one["key"], one.get("participant_id"), one["value"]]
            for one in sources or ()
        ]
    )


class Part:
    """One part of the note. A subclass yields its sentences.

    :param dict statistics: see ``shnor.analysis._statistics``
    :param context: what else is known: engine.analysis_draft.Context
    """

    section = None

    def __init__(self, statistics, context):
        self.facts = statistics
        self.context = context

    def sentences(self):
        """Yield dicts ``key, text, sources, is_item, participant_id``."""
        raise NotImplementedError

    def say(self, key, text, *sources, item=False, school=None):
        """Return a sentence.

        :param str key: by which it is found again when the note is drafted anew
        """
        return {
            "section": self.section,
            "key": f"{self.section}.{key}",
            "text": text,
            "sources": list(sources),
            "is_item": item,
            "participant_id": school,
        }
