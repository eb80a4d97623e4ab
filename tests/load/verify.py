"""What must hold in the morning: nothing acknowledged is lost or doubled, receipts match."""

import hashlib
import json

from odoo.sql_db import db_connect


def problems(database, directors):
    """Compare the database with what the directors were told.

    :return: list of str, empty when all is well
    """
    found = []
    with db_connect(database).cursor() as cr:
        changes = _changes(cr)
        lines = _lines(cr)
        receipts = _receipts(cr)
    for director in directors:
        told = found.append
        name = f"sheet {director.sheet}"
        if director.queue or director.refused:
            told(f"{name}: {len(director.queue)} unsent, refused: {director.refused[:1]}")
        stored = changes.get((director.sheet, director.client), {})
        if stored != {seq: [answer] for seq, answer in director.acked.items()}:
            lost = director.acked.keys() - stored.keys()
            doubled = [seq for seq, answers in stored.items() if len(answers) > 1]
            told(f"{name}: lost {sorted(lost)[:5]}, doubled {doubled[:5]}, or another value")
        last = {}
        for _seq, (code, value) in sorted(director.acked.items()):
            last[code] = value
        if lines.get(director.sheet, {}) != last:
            told(f"{name}: the answers are not the last ones that were acknowledged")
        found.extend(_receipt_problems(name, director, receipts.get(director.sheet, []), last))
    return found


def _receipt_problems(name, director, receipts, last):
    if len(receipts) != 1:
        yield f"{name}: {len(receipts)} receipts instead of one"
        return
    [(number, checksum, snapshot)] = receipts
    if set(director.receipts) != {number}:
        yield f"{name}: told {director.receipts}, kept {number}"
    text = json.dumps(snapshot or {}, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    if hashlib.sha256(text.encode()).hexdigest() != checksum:
        yield f"{name}: the checksum of {number} does not fit its answers"
    if {code: answer["value"] for code, answer in (snapshot or {}).items()} != last:
        yield f"{name}: {number} tells other answers than were acknowledged"


def _changes(cr):
    cr.execute(
        "SELECT sheet_id, client, seq, code, new_value FROM shnor_form_change"
        " WHERE client IS NOT NULL"
    )
    found = {}
    for sheet, client, seq, code, value in cr.fetchall():
        found.setdefault((sheet, client), {}).setdefault(seq, []).append((code, value))
    return found


def _lines(cr):
    cr.execute(
        "SELECT user_input_id, form_code, form_value FROM survey_user_input_line"
        " WHERE form_code IS NOT NULL AND form_value IS NOT NULL"
    )
    found = {}
    for sheet, code, value in cr.fetchall():
        found.setdefault(sheet, {})[code] = value
    return found


def _receipts(cr):
    cr.execute("SELECT sheet_id, number, checksum, snapshot FROM shnor_form_receipt")
    found = {}
    for sheet, number, checksum, snapshot in cr.fetchall():
        found.setdefault(sheet, []).append((number, checksum, snapshot))
    return found
