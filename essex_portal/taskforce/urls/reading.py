from django.urls import path

from essex_portal.taskforce.views import keeping, reach, reading

urlpatterns = [
    path("reading/", reading.reading, name="reading"),
    path("reading/add/", reading.add_activity, name="add_activity"),
    path("reading/activities/<int:pk>/", reading.activity, name="activity"),
    path("reading/activities/<int:pk>/change/", reading.change_activity, name="change_activity"),
    path("reading/activities/<int:pk>/take-off/", reading.withdraw_activity, name="withdraw_activity"),
    path("reading/reach/", reach.reach, name="reach"),
    path("reading/missing/", reach.missing, name="missing"),
    path("reading/keep/", keeping.keep_reading, name="keep_reading"),
    path("reading/keep/year/", keeping.change_reading_year, name="change_reading_year"),
    path("reading/keep/audiences/add/", keeping.add_audience, name="add_audience"),
    path("reading/keep/audiences/<int:pk>/", keeping.change_audience, name="change_audience"),
    path("reading/books/add/", keeping.add_book, name="add_book"),
    path("reading/books/<int:pk>/file/", reading.book_file, name="book_file"),
    path("reading/books/<int:pk>/take-off/", keeping.withdraw_book, name="withdraw_book"),
]
