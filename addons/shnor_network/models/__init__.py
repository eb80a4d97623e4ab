from . import (
    shnor_import_network_mixin,
    shnor_network_dictionary,
    shnor_network_fact,
    shnor_support_card,
)

# The mixins above come before those that inherit it.
# isort: split
from . import (
    res_config_settings,
    shnor_agreement,
    shnor_agreement_basis,
    shnor_agreement_watch,
    shnor_campaign_dossier,
    shnor_campaign_removal,
    shnor_campaign_requests,
    shnor_deficit,
    shnor_import_network,
    shnor_import_roadmap,
    shnor_import_support,
    shnor_import_support_event,
    shnor_joint_activity,
    shnor_joint_activity_kind,
    shnor_joint_activity_portal,
    shnor_measure,
    shnor_network_picture,
    shnor_network_portal,
    shnor_participant,
    shnor_participant_waiver,
    shnor_school,
    shnor_school_distance,
    shnor_school_practice,
    shnor_school_specialists,
    shnor_support,
    shnor_support_event,
    shnor_support_kind,
    shnor_support_request,
    shnor_support_request_sheet,
    survey_user_input,
)

# Roadmaps, each duty in a file.
# isort: split
from . import (
    shnor_campaign_recommendation,
    shnor_campaign_roadmap,
    shnor_measure_batch,
    shnor_measure_evidence,
    shnor_measure_mail,
    shnor_measure_recommendation,
    shnor_measure_report,
    shnor_measure_reporting,
    shnor_measure_snapshot,
    shnor_measure_state,
    shnor_measure_timeline,
    shnor_measure_work,
    shnor_portal_roadmap,
    shnor_recommendation,
    shnor_recommendation_followup,
    shnor_roadmap_template,
    shnor_roadmap_template_line,
    shnor_stage_school,
)
