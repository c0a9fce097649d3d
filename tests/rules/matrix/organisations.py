"""The school register, its imports and the calendar."""

from tests.rules.matrix.rows import ADMINISTRATOR, Page, of_role, signed_in

ORGANISATIONS = (
    signed_in("organisations:search"),
    signed_in("organisations:school", args=lambda world: (world.school.school.urn,)),
    Page("organisations:school", {}, 404, lambda world: (1,), "that does not exist"),
    *of_role(
        "organisations:imports organisations:new_import organisations:districts organisations:calendar", ADMINISTRATOR
    ),
)
