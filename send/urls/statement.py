from django.urls import path

from send.views import keeping, quadrants, statement

urlpatterns = [
    path("", statement.statement, name="statement"),
    path("plan/", statement.plan, name="plan"),
    path("risks/", statement.risks, name="risks"),
    path("visits/", statement.visits, name="visits"),
    path("visits/add/", keeping.add_visit, name="add_visit"),
    path("visits/<int:pk>/", keeping.change_visit, name="change_visit"),
    path("visits/<int:pk>/letters/add/", keeping.add_letter, name="add_letter"),
    path("letters/<int:pk>/", statement.letter, name="letter"),
    path("letters/<int:pk>/take-back/", keeping.withdraw_letter, name="withdraw_letter"),
    path("papers/add/", keeping.add_paper, name="add_paper"),
    path("papers/<int:pk>/", statement.paper, name="paper"),
    path("papers/<int:pk>/take-back/", keeping.withdraw_paper, name="withdraw_paper"),
    path("workstreams/<int:pk>/", keeping.change_statement, name="change_statement"),
    path("quadrants/", quadrants.quadrants, name="quadrants"),
    path("quadrants/<int:pk>/", quadrants.quadrant, name="quadrant"),
    path("quadrants/<int:pk>/add/", quadrants.add_action, name="add_action"),
]
