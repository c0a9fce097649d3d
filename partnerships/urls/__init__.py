"""Routes under /partnerships/, one file for each group of pages."""

from partnerships.urls import answering, county, directory, forums, offers, question_sets, results, rounds, visits

app_name = "partnerships"

urlpatterns = [
    *offers.urlpatterns,
    *forums.urlpatterns,
    *visits.urlpatterns,
    *county.urlpatterns,
    *directory.urlpatterns,
    *rounds.urlpatterns,
    *answering.urlpatterns,
    *question_sets.urlpatterns,
    *results.urlpatterns,
]
