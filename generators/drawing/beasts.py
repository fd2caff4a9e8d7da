"""Animals on four legs: one way of drawing them, and a row of measures for each kind."""

from functools import partial

from generators.drawing.beast import Beast, draw_beast
from generators.drawing.thing import Thing

BEASTS: tuple[Beast, ...] = (
    Beast("kitten,cat,kitty,tabby,tabby cat,orange cat", (232, 150, 82), 0.42, head=0.27, neck=0.1, marks="stripes"),
    Beast("puppy,dog,doggy,golden retriever,husky,corgi", (214, 164, 106), 0.5, ears="floppy", tail="up", snout=0.5),
    Beast("rabbit,bunny,hare", (240, 232, 224), 0.4, ears="long", tail="puff", legs=0.2, thick=0.23, long=0.3, head=0.22, high=1.25),
    Beast("fox", (222, 112, 58), 0.45, tail="bushy", snout=0.62, head=0.22),
    Beast(
        "giant panda,panda,panda cub", (246, 244, 240), 0.66, ears="round", tail="puff", marks="panda", legs=0.2,
        thick=0.29, long=0.4, head=0.29, neck=0.08, limb=0.1,
    ),
    Beast("bear,bear cub,teddy bear", (142, 98, 68), 0.7, ears="round", tail="puff", legs=0.22, thick=0.28, head=0.26, limb=0.1),
    Beast("polar bear", (244, 244, 240), 0.75, ears="round", tail="puff", legs=0.22, thick=0.28, head=0.24, limb=0.1),
    Beast("tiger,tiger cub,leopard", (236, 156, 66), 0.62, ears="round", marks="stripes", limb=0.08, head=0.26),
    Beast("lion,lioness", (226, 174, 98), 0.7, ears="round", tail="tuft", marks="mane", limb=0.08, head=0.23),
    Beast("squirrel", (186, 110, 66), 0.36, tail="plume", legs=0.2, long=0.26, head=0.24),
    Beast("hamster,mouse", (222, 190, 156), 0.3, ears="round", legs=0.13, thick=0.28, long=0.32, head=0.28),
    Beast("monkey", (150, 104, 72), 0.55, ears="round", belly=(240, 206, 168), legs=0.3, long=0.3, head=0.25),
    Beast(
        "horse,pony,foal,donkey", (158, 100, 62), 1.02, ears="upright", tail="hair", marks="horse", legs=0.42, thick=0.17,
        long=0.36, head=0.145, neck=0.3, snout=1.3, limb=0.045, high=1.4),
    Beast(
        "deer,fawn,reindeer", (196, 134, 84), 0.86, ears="antlers", tail="puff", marks="spots", legs=0.4, thick=0.15,
        long=0.32, head=0.135, neck=0.26, snout=1.0, limb=0.035, high=1.75),
    Beast("cow,ox,calf,buffalo", (246, 242, 234), 0.85, ears="horns", tail="tuft", marks="patches", snout=0.75, head=0.2),
    Beast("sheep,lamb,goat", (250, 246, 236), 0.52, ears="side", tail="puff", marks="wool", thick=0.26, head=0.19, limb=0.045),
    Beast("pig,piglet", (246, 178, 170), 0.5, ears="floppy", tail="curl", marks="pig", legs=0.18, thick=0.29, head=0.25),
    Beast(
        "elephant,baby elephant", (156, 162, 176), 1.28, belly=(188, 186, 192), ears="fans", tail="tuft", marks="trunk",
        legs=0.34, thick=0.28, long=0.38, head=0.24, neck=0.14, limb=0.1, snout=0.0, high=1.4),
    Beast(
        "dinosaur,brontosaurus", (122, 174, 116), 1.35, ears="", tail="dragging", legs=0.26, thick=0.2, long=0.34,
        head=0.11, neck=0.5, snout=0.7, limb=0.08, belly=(226, 226, 170), marks="plates", high=1.6, wide=2.3),
    Beast(
        "turtle,tortoise", (126, 164, 98), 0.3, ears="", tail="", marks="shell", legs=0.12, thick=0.24, long=0.42,
        head=0.17, neck=0.2, limb=0.08,
    ),
    Beast("frog", (116, 178, 88), 0.28, ears="", tail="", marks="frog", legs=0.14, thick=0.25, long=0.34, head=0.28, neck=0.02),
)  # fmt: skip


THINGS: tuple[Thing, ...] = tuple(
    Thing(
        beast.words,
        partial(draw_beast, beast),
        size=beast.size,
        wide=beast.wide,
        high=beast.high,
        cycle=2.6,
        moods=(("run", 0.6), ("walk", 1.1), ("jump", 0.8), ("swim", 1.0), ("dance", 1.2)),
        is_alive=True,
    )
    for beast in BEASTS
)
