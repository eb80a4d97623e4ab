# Mixins come before the models that inherit them.
# isort: skip_file
from . import shnor_indicator_unit
from . import shnor_indicator_outcome
from . import shnor_addon_record
from . import shnor_indicator_group
from . import shnor_indicator
from . import shnor_indicator_run
from . import shnor_indicator_member
from . import shnor_indicator_result
from . import shnor_indicator_evidence
from . import shnor_indicator_removal
from . import ir_model
