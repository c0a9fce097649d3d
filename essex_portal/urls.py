"""All addresses of the portal. Every view declares who may open it (`accounts.access`)."""

from django.urls import include, path

from essex_portal.api import api
from essex_portal.home.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("api/v1/", api.urls),
    path("", include("essex_portal.home.urls")),
    path("", include("essex_portal.ui.urls")),
    path("", include("essex_portal.documents.urls")),
    path("", include("essex_portal.organisations.urls")),
    path("training/", include("traded_assessment.urls")),
    path("partnerships/", include("partnerships.urls")),
    path("tracker/", include("essex_portal.tracker.urls")),
    path("send/", include("send.urls")),
    path("task-force/", include("essex_portal.taskforce.urls")),
    path("", include("essex_portal.accounts.urls")),
    path("accounts/", include("essex_portal.accounts.allauth_urls")),
]

handler400 = "essex_portal.ui.errors.handler400"
handler403 = "essex_portal.ui.errors.handler403"
handler404 = "essex_portal.ui.errors.handler404"
handler500 = "essex_portal.ui.errors.handler500"
