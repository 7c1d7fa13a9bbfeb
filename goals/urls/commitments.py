"""The addresses of plans, and of who sees a promise."""

from django.urls import path

from goals.views.commitments import commitment, commitment_end, commitment_new
from goals.views.partner import partner, partner_choose, partner_end

urlpatterns = [
    path("goals/plan/", commitment_new, name="commitment_new"),
    path("goals/plan/<int:pk>/", commitment, name="commitment"),
    path("goals/plan/<int:pk>/end/", commitment_end, name="commitment_end"),
    path("goals/partner/", partner, name="partner"),
    path("goals/partner/<int:pk>/", partner_choose, name="partner_choose"),
    path("goals/partner/<int:pk>/end/", partner_end, name="partner_end"),
]
