from django.urls import path

from essex_portal.accounts.views import second_factor

app_name = "accounts"

urlpatterns = [
    path("people/account/second-factor/", second_factor.set_up, name="set_up_second_factor"),
]
