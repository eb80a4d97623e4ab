import re

# a column of a table
CODE_RE = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
# a question: А7.1, staff_total
FORM_CODE_RE = re.compile(r"[^\W\d_][\w.]*")
