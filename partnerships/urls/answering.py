from django.urls import path

from partnerships.views import answering, handing_in

urlpatterns = [
    path("self-review/", answering.school_rounds, name="school_rounds"),
    path("self-review/<int:pk>/", answering.school_round, name="school_round"),
    path("self-review/<int:pk>/part/<int:number>/", answering.answer_part, name="answer_part"),
    path("self-review/<int:pk>/settle/<int:number>/", handing_in.settle_part, name="settle_part"),
    path("self-review/<int:pk>/check/", handing_in.check_answers, name="check_answers"),
    path("self-review/<int:pk>/answers/", answering.school_answers, name="school_answers"),
]
