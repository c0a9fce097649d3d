from django.urls import path

from partnerships.views import own_statements, rounds

urlpatterns = [
    path("rounds/", rounds.led, name="led_partnerships"),
    path("<int:pk>/rounds/", rounds.rounds, name="rounds"),
    path("<int:pk>/rounds/new/", rounds.new_round, name="new_round"),
    path("rounds/<int:pk>/", rounds.round_page, name="round"),
    path("rounds/<int:pk>/change/", rounds.change_round, name="change_round"),
    path("rounds/<int:pk>/discard/", rounds.discard_round, name="discard_round"),
    path("rounds/<int:pk>/open/", rounds.open_round, name="open_round"),
    path("rounds/<int:pk>/extend/", rounds.extend_round, name="extend_round"),
    path("rounds/<int:pk>/close/", rounds.close_round, name="close_round"),
    path("rounds/<int:pk>/publish/", rounds.publish_round, name="publish_round"),
    path("rounds/<int:pk>/reopen/", rounds.reopen_round, name="reopen_round"),
    path("<int:pk>/own-statements/", own_statements.own_statements, name="own_statements"),
    path("<int:pk>/own-statements/new/", own_statements.add_own_statement, name="add_own_statement"),
    path("own-statements/<int:pk>/", own_statements.reword_own_statement, name="reword_own_statement"),
    path("own-statements/<int:pk>/move/", own_statements.move_own_statement, name="move_own_statement"),
    path("own-statements/<int:pk>/remove/", own_statements.remove_own_statement, name="remove_own_statement"),
]
