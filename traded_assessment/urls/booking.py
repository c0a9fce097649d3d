from django.urls import path

from traded_assessment.views import booking, bookings, checkout

urlpatterns = [
    path("book/<int:pk>/", booking.book_session, name="book_session"),
    path("book/<int:pk>/price/", booking.book_price, name="book_price"),
    path("book/subscription/", booking.book_subscription, name="book_subscription"),
    path("book/check/", checkout.check_order, name="check_order"),
    path("book/remove/", checkout.remove_line, name="remove_line"),
    path("book/ask-for-price/", checkout.ask_for_price, name="ask_for_price"),
    path("bookings/", bookings.bookings, name="bookings"),
    path("orders/<str:reference>/", bookings.order, name="order"),
    path("orders/<str:reference>/calendar/", bookings.order_calendar, name="order_calendar"),
]
