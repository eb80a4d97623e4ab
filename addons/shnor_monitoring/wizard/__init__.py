from . import (
    shnor_difference_decide,
    shnor_interview_plan,
    shnor_recommendation_preview,
    shnor_recommendation_refuse,
)
