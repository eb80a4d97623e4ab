from . import (
    shnor_difference_decide,
    shnor_interview_plan,
    shnor_order_remark,
    shnor_responsibility_done,
)
