# isort: skip_file
# what others extend comes first
from . import shnor_form_column
from . import shnor_form_check
from . import survey_question_answer
from . import survey_question
from . import survey_survey
from . import survey_survey_statistics
from . import survey_user_input
from . import survey_user_input_save
from . import survey_user_input_prefill
from . import survey_user_input_progress
from . import survey_user_input_submit
from . import survey_user_input_evidence
from . import survey_user_input_office
from . import survey_user_input_payload
from . import survey_user_input_pdf
from . import survey_user_input_xlsx
from . import survey_user_input_check
from . import survey_user_input_line
from . import shnor_form_change
from . import shnor_form_delegation
from . import shnor_form_evidence
from . import shnor_form_query
from . import shnor_form_query_line
from . import shnor_form_receipt
from . import shnor_form_receipt_send
from . import shnor_form_reopening
