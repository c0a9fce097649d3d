"""Routes under /partnerships/, one file for each group of pages."""

from partnerships.urls import answering, directory, offers, question_sets, results, rounds

app_name = "partnerships"

urlpatterns = [
    *offers.urlpatterns,
    *directory.urlpatterns,
    *rounds.urlpatterns,
    *answering.urlpatterns,
    *question_sets.urlpatterns,
    *results.urlpatterns,
]
