"""The Hugging Face hub, as huggingface_hub 2.4.0 asks it (`hf_api.py: list_repo_tree`, `utils/_pagination.py`, `utils/_http.py`).

`GET /api/models/<repo>/tree/main?recursive=true` lists a thousand files a page, `Link: <…>; rel="next"` names the next one; a file
of LFS has its sha256 there, any other the id git gives it. `GET /<repo>/resolve/main/<path>` redirects large files to a CDN. What
is wrong stands in the header X-Error-Code: GatedRepo, RepoNotFound, RevisionNotFound, EntryNotFound.
"""

import re
from typing import Annotated, ClassVar
from urllib.parse import quote, urljoin

import httpcore
from pydantic import BaseModel, Field, StringConstraints, TypeAdapter

from generators.local.hubs.base import Hub, HubFile, HubName
from generators.local.hubs.errors import BadListing, HubError, NeedsConsent, NoRepository
from generators.remote.guard import AddressRefused, read
from generators.remote.pinned import header

MOST_LISTING_BYTES = 32_000_000
MOST_PAGES = 100
_NEXT = re.compile(r'<([^>]+)>\s*;\s*rel="next"')


class HuggingFace(Hub):
    """huggingface.co, or a mirror of it."""

    __slots__ = ()
    name: ClassVar[HubName] = "huggingface"
    title: ClassVar[str] = "Hugging Face "
    other: ClassVar[HubName] = "modelscope"
    key_variable: ClassVar[str] = "HF_TOKEN"

    async def files(self, repository: str) -> tuple[HubFile, ...]:
        url = f"{self.url}/api/models/{quote(repository)}/tree/main?recursive=true"
        found: list[HubFile] = []
        for _ in range(MOST_PAGES):
            body, links = await self.answer(repository, url, most_bytes=MOST_LISTING_BYTES)
            found += [one.as_file() for one in self.read(_PAGE, body, repository) if one.type == "file"]
            following = _NEXT.search(links)
            if following is None:
                return self.safe(found, repository)
            url = self._page_after(urljoin(url, following[1]), repository)
        raise BadListing(self, repository, f"超过 {MOST_PAGES} 页")

    def address(self, repository: str, path: str) -> str:
        return f"{self.url}/{quote(repository)}/resolve/main/{quote(path)}"

    def page(self, repository: str) -> str:
        return f"{self.url}/{repository}"

    def refusal(self, repository: str, response: httpcore.Response) -> HubError | None:
        code = header(response, "x-error-code")
        if code == "GatedRepo":
            return NeedsConsent(self, repository)
        # Who brings no token is told 401 of what is not there. 403 is also what a CDN says whose address has grown old.
        return NoRepository(self, repository) if response.status in (401, 404) else None

    def _page_after(self, url: str, repository: str) -> str:
        try:
            is_here = read(url).origin == read(self.url).origin
        except AddressRefused:
            is_here = False
        if not is_here:
            # The token would go along.
            raise BadListing(self, repository, "下一页在别的地方")
        return url


class _Lfs(BaseModel):
    oid: Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F]{64}$")]
    size: int = Field(ge=0)


class _Entry(BaseModel):
    type: str
    path: str
    size: int = Field(0, ge=0)
    oid: str = ""
    lfs: _Lfs | None = None

    def as_file(self) -> HubFile:
        if self.lfs:
            return HubFile(self.path, self.lfs.size, self.lfs.oid.lower())
        return HubFile(self.path, self.size, self.oid.lower(), "git")


_PAGE = TypeAdapter(list[_Entry])
