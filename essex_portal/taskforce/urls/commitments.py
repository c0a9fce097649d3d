from django.urls import path

from essex_portal.taskforce.views import commitments

urlpatterns = [path("", commitments.commitments, name="commitments")]
