from . import shnor_difference_decide, shnor_interview_plan
