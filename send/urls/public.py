from django.urls import path

from send.views import drafting, public

urlpatterns = [
    path("progress/", public.progress, name="progress"),
    path("progress/versions/<int:number>/", public.version, name="version"),
    path("public-page/", drafting.public_page, name="public_page"),
    path("public-page/begin/", drafting.begin, name="begin_draft"),
    path("public-page/introduction/", drafting.introduction, name="introduction"),
    path("public-page/lines/<int:pk>/", drafting.line, name="public_line"),
    path("public-page/tables/add/", drafting.add_table, name="add_table"),
    path("public-page/tables/<int:pk>/", drafting.change_table, name="change_table"),
    path("public-page/tables/<int:pk>/remove/", drafting.remove_table, name="remove_table"),
    path("public-page/hand-in/", drafting.hand_in, name="hand_in"),
    path("public-page/publish/", drafting.publish, name="publish"),
    path("public-page/send-back/", drafting.send_back, name="send_back"),
]
