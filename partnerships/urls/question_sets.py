from django.urls import path

from partnerships.views import question_sets as views

urlpatterns = [
    path("question-sets/", views.sets, name="question_sets"),
    path("question-sets/new/", views.add_set, name="add_question_set"),
    path("question-sets/reminders/", views.reminders, name="round_reminders"),
    path("question-sets/<int:pk>/begin/", views.begin_version, name="begin_version"),
    path("question-sets/versions/<int:pk>/", views.version, name="question_set_version"),
    path("question-sets/versions/<int:pk>/scale/", views.change_scale, name="change_scale"),
    path("question-sets/versions/<int:pk>/publish/", views.publish_version, name="publish_version"),
    path("question-sets/versions/<int:pk>/discard/", views.discard_version, name="discard_version"),
    path("question-sets/versions/<int:pk>/dimensions/new/", views.add_dimension, name="add_dimension"),
    path("question-sets/dimensions/<int:pk>/", views.change_dimension, name="change_dimension"),
    path("question-sets/dimensions/<int:pk>/move/", views.move_dimension, name="move_dimension"),
    path("question-sets/dimensions/<int:pk>/remove/", views.remove_dimension, name="remove_dimension"),
    path("question-sets/dimensions/<int:pk>/statements/new/", views.add_statement, name="add_statement"),
    path("question-sets/statements/<int:pk>/", views.change_statement, name="change_statement"),
    path("question-sets/statements/<int:pk>/move/", views.move_statement, name="move_statement"),
    path("question-sets/statements/<int:pk>/remove/", views.remove_statement, name="remove_statement"),
]
