from . import shnor_import_network_mixin, shnor_network_dictionary, shnor_network_fact

# The mixins above come before those that inherit it.
# isort: split
from . import (
    shnor_agreement,
    shnor_agreement_basis,
    shnor_import_network,
    shnor_import_roadmap,
    shnor_import_support,
    shnor_joint_activity,
    shnor_joint_activity_kind,
    shnor_measure,
    shnor_participant,
    shnor_school,
    shnor_support,
    shnor_support_kind,
)

# Roadmaps, each duty in a file.
# isort: split
from . import (
    shnor_campaign_roadmap,
    shnor_measure_batch,
    shnor_measure_evidence,
    shnor_measure_report,
    shnor_measure_reporting,
    shnor_measure_snapshot,
    shnor_measure_state,
    shnor_measure_work,
    shnor_portal_roadmap,
    shnor_roadmap_template,
    shnor_roadmap_template_line,
    shnor_stage_school,
)
