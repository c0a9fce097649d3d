from django.urls import path

from send.views import strategy

urlpatterns = [
    path("strategy/", strategy.strategy, name="strategy"),
    path("strategy/<str:kind>/add/", strategy.add_part, name="add_part"),
    path("strategy/parts/<int:pk>/", strategy.change_part, name="change_part"),
    path("strategy/stages/new/", strategy.add_stage, name="add_stage"),
    path("strategy/stages/<int:pk>/", strategy.change_stage, name="change_stage"),
]
