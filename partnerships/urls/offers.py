from django.urls import path

from partnerships.views import offers, offers_office

urlpatterns = [
    path("offers/", offers.offers, name="offers"),
    path("offers/<int:pk>/", offers.offer, name="offer"),
    path("offers/<int:pk>/apply/", offers.apply, name="apply_for_offer"),
    path("offers/applications/<int:pk>/", offers.application, name="application"),
    path("offers/applications/<int:pk>/withdraw/", offers.withdraw, name="withdraw_application"),
    path("offers/applications/<int:pk>/accept/", offers.accept, name="accept_places"),
    path("offers/applications/<int:pk>/give-back/", offers.decline, name="decline_places"),
    path("offers/office/", offers_office.office_offers, name="office_offers"),
    path("offers/office/new/", offers_office.new_offer, name="new_offer"),
    path("offers/office/money/", offers_office.offers_money, name="offers_money"),
    path("offers/office/money/csv/", offers_office.offers_money_csv, name="offers_money_csv"),
    path("offers/office/<int:pk>/", offers_office.office_offer, name="office_offer"),
    path("offers/office/<int:pk>/edit/", offers_office.edit_offer, name="edit_offer"),
    path("offers/office/<int:pk>/publish/", offers_office.publish_offer, name="publish_offer"),
    path("offers/office/<int:pk>/end/", offers_office.end_offer, name="end_offer"),
    path("offers/office/<int:pk>/award/", offers_office.award, name="award_places"),
    path("offers/office/applications/<int:pk>/", offers_office.office_application, name="office_application"),
    path(
        "offers/office/applications/<int:pk>/confirm/", offers_office.confirm_declarations, name="confirm_declarations"
    ),
    path("offers/office/applications/<int:pk>/turn-down/", offers_office.turn_down, name="turn_down_application"),
]
