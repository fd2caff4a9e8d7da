"""Who speaks on the page. The admin tries 小爱 out as any of the family; these people exist on the page only."""

import secrets
import unicodedata

from bot.channels.web import ACCOUNT, GROUP, WebChannel, WebMember
from bot.desk import Desk
from bot.doors.readers import Reader
from bot.family import Address, Family, Member

LONGEST_NAME = 8
SIMULATED = (
    WebMember("me", "我"),
    WebMember("mama", "妈妈"),
    WebMember("baba", "爸爸"),
    WebMember("nainai", "奶奶"),
    WebMember("yeye", "爷爷"),
)
GROUP_TITLE = "一家人"


class Cast:
    """The people to choose from: the simulated ones, whoever was added, and whoever spoke in an earlier life."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._members = {member.id: member for member in SIMULATED}

    @classmethod
    def alone(cls, desk: Desk, member: WebMember) -> "Cast":
        """Only this one, who speaks as himself."""
        cast = cls(desk)
        cast._members = {member.id: member}
        return cast

    async def load(self) -> None:
        """Read who ever spoke."""
        for id_, name in await self._desk.people(WebChannel.name, ACCOUNT):
            if id_ != GROUP and self._members.get(id_) != WebMember(id_, name):
                self._members[id_] = WebMember(id_, name)

    def all(self) -> tuple[WebMember, ...]:
        """Everybody, in the order they are shown."""
        return tuple(self._members.values())

    def get(self, id_: str) -> WebMember | None:
        """Somebody by id."""
        return self._members.get(id_)

    def add(self, name: str) -> WebMember | None:
        """One more; the same one for a name that is there already, None for no name."""
        name = "".join(character for character in unicodedata.normalize("NFKC", name) if character.isprintable())
        name = name.strip()[:LONGEST_NAME]
        if not name:
            return None
        known = next((member for member in self._members.values() if member.name == name), None)
        member = known or WebMember(secrets.token_hex(8), name)
        self._members[member.id] = member
        return member


INVITED = "p-"
"""How the ids of people begin who were invited, and speak for themselves."""


def own_member(family: Family, reader: Reader) -> WebMember | None:
    """Whoever speaks as himself; None for the admin, who may speak as anybody."""
    if reader.member_id is None:
        return None
    member = family.by_id(reader.member_id)
    ids = [address.id for address in family.addresses(reader.member_id) if address.channel == WebChannel.name]
    return WebMember(ids[0], member.name) if member and ids else None


async def invite(family: Family, member: Member | None, name: str) -> Member:
    """Give a member, or somebody new, a place on the page from which he speaks."""
    address = Address(WebChannel.name, ACCOUNT, INVITED + secrets.token_hex(8))
    if member is None:
        return await family.add(name, address)
    if not any(known.channel == WebChannel.name for known in family.addresses(member.id)):
        await family.attach(member, address)
    return member
