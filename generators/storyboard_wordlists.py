"""The words that say how many, where, when and in what weather."""

NUMBERS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "several": 4,
    "many": 7, "some": 3, "both": 2, "couple": 2, "pair": 2, "group": 5, "flock": 6, "bunch": 6, "pile": 5, "row": 5,
    "countless": 10, "carpet": 10, "full": 10, "dozens": 10, "few": 3, "hundreds": 10, "rows": 8, "lots": 7,
}  # fmt: skip


SIZES = {
    "big": 1.25,
    "large": 1.25,
    "huge": 1.55,
    "giant": 1.5,
    "tall": 1.2,
    "small": 0.8,
    "little": 0.82,
    "tiny": 0.66,
}


IRREGULAR = {
    "children": "child", "people": "person", "men": "man", "women": "woman", "geese": "goose", "mice": "mouse",
    "wives": "wife", "leaves": "leaf", "elderly people": "elderly person", "oxen": "ox", "calves": "calf", "bus": "bus",
}  # fmt: skip


# Between these and the noun no number or colour can be meant for it.
STOPS = frozenset(
    [
        "and",
        "with",
        "in",
        "on",
        "at",
        "by",
        "under",
        "over",
        "near",
        "behind",
        "beside",
        "wearing",
        "into",
        "from",
        "while",
        "to",
    ]
)


SETTINGS: tuple[tuple[str, str], ...] = (
    ("undersea", r"underwater|under the (sea|water|ocean)|seabed|coral|ocean floor|aquarium|fish tank"),
    ("space", r"outer space|space station|galaxy|universe|moon's surface|lunar|cosmos"),
    ("stage", r"(on|the) stage|theat(er|re)|concert"),
    (
        "room",
        r"indoors?|living room|kitchen|bedroom|at home|dining room|restaurant|classroom|hospital|supermarket|sofa|couch|"
        r"windowsill|by the window|the window|fireplace|in a room|tea ?house|caf[eé]|library|television|at the piano",
    ),
    ("beach", r"beach|seaside|sea ?shore|coast"),
    ("sea", r"seas?|ocean|waves?|harbou?r|bay"),
    ("river", r"bridges?|rivers?|riverside|streams?|creek|canal|brook|yellow river|waterfall"),
    ("lake", r"lakes?|lakeside|ponds?|west lake|lotus|dragon boat|surface of the water|wooden pier|water lil\w+"),
    ("desert", r"deserts?|dunes?|sahara"),
    ("city", r"city|cities|streets?|downtown|skyline|skyscrapers?|small town|railway station|supermarket|crosswalk"),
    ("field", r"wheat fields?|the fields|rice fields?|terraces?|farmland"),
    (
        "square",
        r"square|courtyard|playground|plaza|market|balcony|amusement park|forbidden city|tiananmen|temple|stadium",
    ),
    (
        "meadow",
        r"grass(land)?|meadow|park|garden|lawn|prairie|forest|woods?|village|zoo|hills?|mountains?|great wall|trees?|flowers|"
        r"outdoors?|road|path|snow|sky|bamboo|(cherry|plum|peach|pear) blossoms?|pines?|willows?|sunflowers?|castle",
    ),
)


WEATHERS: tuple[tuple[str, str], ...] = (
    ("clear", r"after the rain|clear sky|cloudless|sunny|after the storm"),
    ("storm", r"thunder\w*|lightning|storms?|stormy"),
    ("rain", r"in the rain|rain(y|ing|s|drops)?|drizzl\w+|downpour"),
    ("snow", r"falling snow|snow(y|ing|flakes?|fall|s)?(?! (mountain|peak))|blizzard|snowman|snowball"),
    ("fog", r"thick fog|fog(gy)?|mist(y)?|haz(e|y)"),
    ("overcast", r"overcast|cloudy day|gr[ea]y sky"),
)


SEASONS: tuple[tuple[str, str], ...] = (
    ("winter", r"winter|snow\w*|christmas|santa claus|ice|frozen"),
    ("autumn", r"autumn|fall colou?rs|fallen leaves|maple|golden leaves|falling leaves"),
    ("spring", r"spring|blossoms?|cherry|peach blossom|petals|plum blossom"),
    ("summer", r"summer|lotus|beach|dragon boat festival"),
)


IMPLIED: tuple[tuple[str, str, str], ...] = (
    (r"tai chi", "grandfather", ""),
    (r"square danc", "mother", "dance"),
    (r"making dumplings|kneading", "grandmother", "hold"),
    (r"blowing out candles|celebrating a birthday|having a meal", "child", "hold"),
    (r"flying (a |\w+ )*kite|building a snowman|setting off fire|snowball fight", "child", "reach"),
    (r"fishing", "fisherman", "fish"),
    (r"driving", "car", "drive"),
    (r"riding a bicycle", "young person", "ride"),
    (r"wedding", "bride", "stand"),
    (r"birthday|blowing out (the )?candles", "birthday cake", ""),
    (r"new year's eve|spring festival|lantern festival", "lantern", ""),
)
"""What is done → who does it when nobody is named."""


HOME: dict[str, str] = {"under": "undersea", "water": "sea", "table": "room"}
"""Where things are at home when no place is said."""


def singular(phrase: str) -> str:
    """The last word of a phrase in the singular."""
    phrase = phrase.removesuffix("'s")
    head, _, last = phrase.rpartition(" ")
    one = IRREGULAR.get(phrase) or IRREGULAR.get(last)
    if one is None:
        if last.endswith("ies") and len(last) > 4:
            one = last[:-3] + "y"
        elif last.endswith(("ses", "xes", "ches", "shes")):
            one = last[:-2]
        elif last.endswith("s") and not last.endswith(("ss", "us")):
            one = last[:-1]
        else:
            one = last
    return one if one.startswith(head + " ") or not head else f"{head} {one}"
