from django.urls import path

from traded_assessment.views import approvals

urlpatterns = [
    path("bookings/approvals/", approvals.approvals, name="approvals"),
    path("bookings/approvals/settings/", approvals.settings, name="approval_settings"),
    path("bookings/approvals/<int:pk>/", approvals.approval, name="approval"),
    path("bookings/approvals/<int:pk>/withdraw/", approvals.withdraw, name="withdraw_approval"),
    path("bookings/approvals/<int:pk>/again/", approvals.send_again, name="send_approval_again"),
    path("approve/<str:token>/", approvals.decide_by_link, name="decide_by_link"),
]
