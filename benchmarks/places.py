"""What questions about places cost at the map service, and how long they take.

    python benchmarks/places.py

Every question is asked twice, and once by five members at the same moment, of a map server on loopback with invented towns. Baseline
of the same run: the same questions without the cache. Fails when a question asked again costs a second request.
"""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from pydantic import SecretStr

sys.path.insert(0, str(Path(__file__).parents[1]))

from intents.services.cache import MemoryCache
from intents.services.maps.amap import AmapMaps
from intents.services.maps.amap_key import AmapAccount
from intents.services.maps.amap_web import AmapWeb
from intents.services.maps.cached import CachedMaps
from intents.services.maps.maps import Maps
from tests.doubles.amap import KEY
from tests.doubles.processes import Double, running

Question = Callable[[Maps], Awaitable[object]]


async def measure(double: Double) -> bool:
    web = AmapWeb(AmapAccount(SecretStr(KEY), base_url=double.url, calls_per_second=1000))
    plain = AmapMaps(web)
    home = (await plain.find_place("绿洲小区", "青禾市"))[0]
    park = (await plain.find_place("人民公园", "青禾市"))[0]
    questions: dict[str, Question] = {
        "a place by name": lambda maps: maps.find_place("清河书院", "青禾市"),
        "an address": lambda maps: maps.find_place("河沿街5号", "青禾市"),
        "places of a kind": lambda maps: maps.search("面馆", "青禾市"),
        "places near by": lambda maps: maps.around("面馆", park.point),
        "on foot": lambda maps: maps.walking(home, park),
        "by car": lambda maps: maps.driving(home, park),
        "by bus": lambda maps: maps.transit(home, park),
    }
    held = True
    print(f"{'':18}{'without':>10}{'first':>10}{'again':>10}{'5 at once':>10}   requests: first, again, 5 at once")
    for name, question in questions.items():
        cached, crowd = CachedMaps(plain, MemoryCache()), CachedMaps(plain, MemoryCache())
        without, _ = await timed(double, [question(plain)])
        first, first_cost = await timed(double, [question(cached)])
        again, again_cost = await timed(double, [question(cached)])
        together, together_cost = await timed(double, [question(crowd) for _ in range(5)])
        held = held and again_cost == 0 and together_cost == first_cost
        times = "".join(f"{took * 1000:8.2f}ms" for took in (without, first, again, together))
        print(f"{name:18}{times}   {first_cost}, {again_cost}, {together_cost}")
    await web.close()
    return held


async def timed(double: Double, questions: list[Awaitable[object]]) -> tuple[float, int]:
    """Seconds that the questions take together, and the requests that they cost."""
    before = sum(double.stats()["requests"].values())
    began = time.perf_counter()
    await asyncio.gather(*questions)
    took = time.perf_counter() - began
    return took, sum(double.stats()["requests"].values()) - before


if __name__ == "__main__":
    with running("amap") as amap:
        sys.exit(0 if asyncio.run(measure(amap)) else "a question that was asked before cost another request")
