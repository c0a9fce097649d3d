from django.urls import path

from partnerships.views import directory, partnership

urlpatterns = [
    path("", directory.directory, name="directory"),
    path("partnerships.<slug:form>", directory.directory_sheet, name="directory_sheet"),
    path("<int:pk>/", partnership.partnership, name="partnership"),
    path("<int:pk>/schools.<slug:form>", partnership.members_sheet, name="members_sheet"),
    path("<int:pk>/profile/", partnership.make_profile, name="make_profile"),
]
