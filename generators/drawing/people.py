"""People, drawn as in a picture book: one way of drawing them, and a row for each kind."""

from functools import partial

from generators.drawing.colour import Colour
from generators.drawing.person import Person, draw_person
from generators.drawing.thing import Thing

ELDER: Colour = (206, 204, 204)
PEOPLE: tuple[Person, ...] = (
    Person(
        "mother,mom,mum,mommy,aunt,wife,woman,lady,older sister,sister,female teacher", (226, 122, 112), (226, 122, 112),
        "long", is_dress=True, size=0.97,
    ),
    Person("father,dad,daddy,uncle,husband,man,person,older brother,brother,driver,friend,passer-by", (86, 132, 178), (70, 78, 98)),
    Person("grandfather,grandpa,old man,elderly person,elderly man,senior", (112, 140, 128), (84, 86, 92), "balding", ELDER, 0.97),
    Person("grandmother,grandma,old woman,old lady,elderly woman", (158, 112, 150), (92, 84, 104), "bun", ELDER, 0.92, glasses=True),
    Person("child,kid,boy,son,grandson,younger brother,toddler,student,schoolboy", (244, 190, 78), (84, 124, 172), size=0.66, head=0.165),
    Person(
        "girl,daughter,granddaughter,younger sister,schoolgirl,little girl", (240, 140, 158), (240, 140, 158), "pigtails",
        size=0.66, head=0.165, is_dress=True,
    ),
    Person("baby,infant,newborn", (196, 222, 236), (196, 222, 236), "tuft", size=0.46, head=0.22),
    Person("young person,teenager,dancer,singer,musician,athlete", (126, 176, 150), (72, 82, 112), "short"),
    Person("teacher", (116, 150, 190), (76, 82, 100), "long", glasses=True),
    Person("doctor,nurse", (248, 248, 246), (226, 232, 236), "short", glasses=True),
    Person("chef,cook", (250, 248, 244), (92, 92, 100), hat="toque"),
    Person("fisherman,farmer", (122, 142, 116), (96, 90, 80), hat="straw"),
    Person("bride", (252, 250, 246), (252, 250, 246), "long", hat="veil", is_dress=True),
    Person("groom", (64, 66, 78), (54, 56, 66)),
    Person("astronaut,cosmonaut", (240, 242, 246), (226, 230, 236), hat="bubble", head=0.14),
    Person("princess,fairy,angel", (214, 156, 206), (214, 156, 206), "long", (142, 92, 60), hat="crown", is_dress=True),
    Person("Santa Claus", (206, 52, 48), (196, 46, 44), "beard", (250, 248, 244), hat="santa"),
    Person("Monkey King", (236, 182, 66), (204, 74, 54), "tuft", (150, 92, 52), hat="crown", skin=(240, 190, 150)),
)  # fmt: skip

GROUPS: dict[str, tuple[str, ...]] = {
    "whole family": ("grandfather", "grandmother", "father", "mother", "child"),
    "family": ("grandfather", "grandmother", "father", "mother", "child"),
    "family portrait": ("grandfather", "grandmother", "father", "mother", "child"),
    "family gathering": ("grandfather", "grandmother", "father", "mother", "girl"),
    "family of three": ("father", "mother", "child"),
    "family of four": ("father", "mother", "child", "girl"),
    "parent": ("father", "mother"),
    "grandparent": ("grandfather", "grandmother"),
    "couple": ("father", "mother"),
    "crowd": ("mother", "father", "young person", "child", "grandmother"),
    "everyone": ("mother", "father", "grandmother", "child"),
}
"""Words for several people → who they are."""


PEOPLE_WORDS = frozenset(word.lower() for person in PEOPLE for word in person.words.split(","))
"""Every word for a person."""


THINGS: tuple[Thing, ...] = tuple(
    Thing(
        person.words,
        partial(draw_person, person),
        size=person.size,
        wide=1.1,
        wides=(("fish", 2.0),),
        cycle=3.0,
        moods=(
            ("run", 0.7),
            ("walk", 1.15),
            ("dance", 1.4),
            ("wave", 0.9),
            ("taichi", 5.0),
            ("jump", 0.9),
            ("ride", 1.0),
        ),
        is_alive=True,
    )
    for person in PEOPLE
)
