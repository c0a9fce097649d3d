"""Routes under /send/, one file for each group of pages."""

from send.urls import public, statement, strategy

app_name = "send"

urlpatterns = [*public.urlpatterns, *statement.urlpatterns, *strategy.urlpatterns]
