from . import (
    shnor_decision_report,
    shnor_difference_decide,
    shnor_interview_plan,
    shnor_letter_answer,
    shnor_order_remark,
    shnor_recommendation_preview,
    shnor_recommendation_refuse,
    shnor_responsibility_done,
)
