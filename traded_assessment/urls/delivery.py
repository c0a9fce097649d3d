from django.urls import path

from traded_assessment.views import delivery_settings, places

urlpatterns = [
    path("place/<str:token>/", places.place, name="place"),
    path("place/<str:token>/join/", places.join_session, name="join_session"),
    path("office/settings/", delivery_settings.settings_hub, name="office_settings"),
    path("office/settings/delivery/", delivery_settings.change_delivery, name="delivery_settings"),
]
