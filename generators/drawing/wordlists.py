"""The words that say how many, where, when and in what weather."""

import re

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


# The first that is said counts; a name may stand in several rows.
SETTINGS: tuple[tuple[str, str], ...] = (
    (
        "undersea",
        r"under ?water|under the (sea|ocean)|bottom of the (water|sea)|seabed|coral|ocean floor|aquarium|fish tank",
    ),
    (
        "space",
        r"outer space|space (station|capsule)|galaxy|universe|moon's surface|lunar|cosmos|(on|to) mars|on a planet",
    ),
    ("stage", r"(on|the|opera) stage|theat(er|re)|concert|opera house|cinema"),
    ("square", r"forbidden city|tiananmen|imperial palace|temple of heaven|potala|terracotta|museum square"),
    (
        "room",
        r"indoors?|(living|dining|bed|bath|class|waiting|a|the)[ -]?rooms?|kitchen|at home|restaurant|hospital|supermarket|sofa|"
        r"couch|windowsill|by the window|the window|fireplace|stove|tea ?house|caf[eé]|library|television|at the piano|study|"
        r"(in|at) the (\w+ )?shop|mall|convenience store|office|factory|workshop|dormitory|canteen|gym|sports hall|church|museum|"
        r"kindergarten|at school|on the (bed|table|chair|mat|metro|train|plane)|heated brick bed|in the (hall|corner|drawer)|"
        r"airport|old people's home|corridor",
    ),
    ("beach", r"beach|seaside|sea ?shore|coast|islands?|sanya|hainan|xiamen|qingdao|gulangyu|sandcastles?|lighthouse"),
    ("sea", r"seas?|ocean|waves?|harbou?r|bay|deck|breakwater|at the pier"),
    (
        "river",
        r"bridges?|rivers?|riverside|streams?|creek|canal|brook|waterfall|water (town|country)|guilin|yangtze|three gorges|"
        r"venice|on the bank|by the water",
    ),
    (
        "lake",
        r"lakes?|lakeside|ponds?|lotus|dragon boat|surface of the water|in the water|swimming pool|hot spring|wooden pier|"
        r"water lil\w+|hangzhou|water park",
    ),
    ("desert", r"deserts?|dunes?|sahara|dunhuang|egypt|pyramids?|gobi"),
    (
        "city",
        r"city|cities|streets?|downtown|skyline|skyscrapers?|towns?|railway station|station|crosswalk|crossing|pavement|"
        r"crossroads|flyover|footbridge|car park|bus stop|bund|beijing|shanghai|tianjin|chongqing|guangzhou|shenzhen|wuhan|"
        r"chengdu|nanjing|hong kong|macau|paris|london|new york|tokyo|roof(top)?|highway|motorway|race track|building site",
    ),
    (
        "field",
        r"(wheat|rice|corn|rapeseed\w*|melon|the) ?(flower )?fields?|terraces?|farm(land)?|threshing floor|countryside",
    ),
    (
        "square",
        r"squares?|courtyard|playground|plaza|markets?|balcony|amusement park|disneyland|temple|pagoda|stadium|hutong|lane|patio|"
        r"campus|backyard|yard|pitch|court|running track|pavilion|palace|eaves|doorstep|at the door|in front of the house",
    ),
    (
        "meadow",
        r"grass(land)?|meadow|park|garden|lawn|prairie|forest|woods?|village|zoo|hills?|mountains?|mount|great wall|trees?|"
        r"flowers|outdoors?|road|path|snow|ice|sky|bamboo|(cherry|plum|peach|pear) blossoms?|pines?|willows?|sunflowers?|castle|"
        r"jungle|valley|cave|orchard",
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


def first_said(table: tuple[tuple[str, str], ...], said: str) -> str:
    """The first name of a table whose words stand in what is said; empty when none does."""
    return next((name for name, words in table if re.search(rf"\b({words})\b", said)), "")
