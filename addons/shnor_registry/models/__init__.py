# Mixins come before the models that inherit them.
# isort: skip_file
from . import shnor_as_of_mixin
from . import shnor_guarded_mixin
from . import shnor_logged_fact
from . import shnor_teacher_fact
from . import shnor_territory
from . import shnor_subject
from . import res_users
from . import res_partner
from . import shnor_school
from . import shnor_school_directors
from . import shnor_school_status
from . import shnor_teacher
from . import shnor_employment
from . import shnor_level_scale
from . import shnor_level_scale_line
from . import shnor_diagnostic
from . import shnor_assessment
from . import shnor_import_writer
from . import shnor_import_kind
from . import shnor_import_runner
from . import shnor_import
from . import shnor_import_school
from . import shnor_import_teacher
from . import shnor_import_diagnostic
from . import shnor_import_assessment
