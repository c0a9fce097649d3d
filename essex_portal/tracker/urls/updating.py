from django.urls import path

from essex_portal.tracker.views import approving, updating

urlpatterns = [
    path("mine/", updating.mine, name="mine"),
    path("mine/<slug:slug>/<str:reference>/", updating.quick_update, name="quick_update"),
    path("programmes/<slug:slug>/actions/<str:reference>/update/", updating.update, name="update"),
    path("updates/<int:pk>/submit/", updating.submit, name="submit_update"),
    path("approvals/", approving.approvals, name="approvals"),
    path("updates/<int:pk>/approve/", approving.approve, name="approve_update"),
    path("updates/<int:pk>/send-back/", approving.send_back, name="send_back_update"),
]
