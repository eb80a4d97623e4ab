# isort: skip_file
# mixins first: a model is built from what stands above it
from . import shnor_order_line
from . import shnor_campaign_part
from . import shnor_stage_type
from . import shnor_order
from . import shnor_order_participant
from . import shnor_order_stage
from . import shnor_order_responsible
from . import shnor_campaign
from . import shnor_campaign_calculation
from . import shnor_participant
from . import shnor_participant_prefill
from . import shnor_stage
from . import survey_user_input
from . import shnor_school
from . import shnor_teacher
from . import shnor_indicator_member
from . import shnor_indicator_run
from . import shnor_indicator_result
from . import shnor_indicator_evidence
from . import shnor_import_order
from . import shnor_import_answer
from . import shnor_command
from . import shnor_demo
