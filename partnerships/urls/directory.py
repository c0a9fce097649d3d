from django.urls import path

from partnerships.views import directory, facts, keeping, partnership, proposals, uploads

urlpatterns = [
    path("", directory.directory, name="directory"),
    path("partnerships.<slug:form>", directory.directory_sheet, name="directory_sheet"),
    path("new/", facts.new_partnership, name="new_partnership"),
    path("<int:pk>/", partnership.partnership, name="partnership"),
    path("<int:pk>/schools.<slug:form>", partnership.members_sheet, name="members_sheet"),
    path("<int:pk>/profile/", partnership.make_profile, name="make_profile"),
    path("<int:pk>/change/", facts.change_partnership, name="change_partnership"),
    path("<int:pk>/end/", facts.end_partnership, name="end_partnership"),
    path("<int:pk>/trust/", facts.match_trust, name="match_trust"),
    path("<int:pk>/text/", facts.page_text, name="page_text"),
    path("<int:pk>/schools/add/", keeping.add_school, name="add_school"),
    path("members/<int:pk>/end/", keeping.end_membership, name="end_membership"),
    path("members/<int:pk>/move/", keeping.move_school, name="move_school"),
    path("your-school/", proposals.own_partnerships, name="own_partnerships"),
    path("your-school/propose/", proposals.propose, name="propose"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("proposals/<int:pk>/withdraw/", proposals.withdraw, name="withdraw_proposal"),
    path("upload/", uploads.upload, name="upload"),
    path("upload/template.csv", uploads.template, name="upload_template"),
    path("upload/<int:pk>/", uploads.preview, name="upload_preview"),
    path("upload/<int:pk>/confirm/", uploads.confirm, name="confirm_upload"),
    path("upload/<int:pk>/discard/", uploads.discard, name="discard_upload"),
]
