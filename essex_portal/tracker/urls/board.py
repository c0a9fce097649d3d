from django.urls import path

from essex_portal.tracker.views import board, board_packs, changes, decisions

urlpatterns = [
    path("board/", board.board, name="board"),
    path("board/changes/", changes.changes, name="board_changes"),
    path("board/packs/", board_packs.packs, name="board_packs"),
    path("board/packs/new/", board_packs.new_pack, name="new_board_pack"),
    path("board/packs/<int:pk>/", board_packs.pack, name="board_pack"),
    path("board/packs/by-link/<str:token>/", board_packs.pack_link, name="board_pack_by_link"),
    path("board/packs/by-link/<str:token>/pack.<slug:ending>", board_packs.pack_link_file, name="board_pack_file"),
    path("board/decisions/", decisions.decisions, name="decisions"),
    path("board/decisions/<int:pk>/", decisions.decision, name="decision"),
    path("programmes/<slug:slug>/decisions/new/", decisions.ask_about_programme, name="ask_about_programme"),
    path(
        "programmes/<slug:slug>/actions/<str:reference>/decisions/new/",
        decisions.ask_about_action,
        name="ask_about_action",
    ),
]
