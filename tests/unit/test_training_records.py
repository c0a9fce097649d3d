"""A school's training record, per person and per duty."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from traded_assessment.training_records import Attended, by_duty, by_person


def attended(name, held_on, *duties, email="", title="A session"):
    identity = (email or name).casefold()
    return Attended(identity, name, "Teacher", email, title, held_on, 60, duties)


FIRST = attended("Y2 teacher", date(2021, 11, 10), "KS1", email="Y2@maple.example")
LATER = attended("Year 2 teacher", date(2022, 3, 14), "KS1", "Phonics", email="y2@maple.example")
DEPUTY = attended("Deputy", date(2022, 1, 10), "KS1")


def test_a_person_is_one_by_address_and_named_as_the_last_time():
    deputy, teacher = by_person([FIRST, LATER, DEPUTY])
    assert (teacher.name, teacher.attended) == ("Year 2 teacher", (LATER, FIRST))
    assert (teacher.minutes, teacher.duties) == (120, ["KS1", "Phonics"])
    assert deputy.attended == (DEPUTY,)


def test_a_duty_lists_each_person_once_with_the_last_time():
    ks1, maths, phonics = by_duty([FIRST, LATER, DEPUTY], ["KS1", "Maths", "Phonics"])
    assert (ks1.duty, ks1.people) == ("KS1", (LATER, DEPUTY))
    assert maths.people == ()
    assert phonics.people == (LATER,)


ROWS = st.lists(
    st.builds(
        attended,
        st.sampled_from(["A", "B", "C"]),
        st.dates(date(2020, 1, 1), date(2023, 1, 1)),
        st.sampled_from(["KS1", "KS2"]),
        email=st.sampled_from(["", "a@x.example"]),
    )
)


@given(ROWS)
def test_nothing_attended_is_lost_or_told_twice(rows):
    told = [one for person in by_person(rows) for one in person.attended]
    assert sorted(told, key=repr) == sorted(rows, key=repr)
    for duty in by_duty(rows, []):
        assert {one.identity for one in duty.people} == {one.identity for one in rows if duty.duty in one.duties}
