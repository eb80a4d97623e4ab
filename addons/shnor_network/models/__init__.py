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
