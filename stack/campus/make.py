"""Making the sample campus."""

from __future__ import annotations

from datetime import date

from stack.campus.accreditations import make_accreditations
from stack.campus.achievements import make_achievements
from stack.campus.activities import make_activities
from stack.campus.alumni import make_alumni, make_files
from stack.campus.careers import make_careers
from stack.campus.dirt import soil
from stack.campus.forms import make_forms
from stack.campus.model import Campus
from stack.campus.orders import make_orders
from stack.campus.partnerships import make_partnerships
from stack.campus.practitioners import make_practitioners
from stack.campus.students import make_students
from stack.campus.teaching import make_classes, make_courses
from stack.campus.units import make_lecturers, make_units
from stack.campus.works import make_works


def make_campus(seed: int, students: int, today: date) -> Campus:
    """The same seed, size and day make the same campus."""
    campus = Campus(seed, students, today)
    prodi = make_units(campus)
    make_lecturers(campus)
    make_students(campus, prodi)
    for unit in prodi:
        make_courses(campus, unit)
    make_classes(campus, prodi)
    make_alumni(campus)
    make_orders(campus)
    make_practitioners(campus, prodi)
    make_partnerships(campus)
    make_works(campus)
    make_accreditations(campus)
    make_activities(campus)
    make_achievements(campus)
    make_careers(campus)
    make_forms(campus)
    soil(campus)
    make_files(campus)
    return campus
