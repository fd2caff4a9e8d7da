"""魔搭 (ModelScope), as its own client asks it (modelscope/modelscope: `hub/api.py: get_model_files`, `hub/file_download.py`).

`GET /api/v1/models/<repo>/repo/files?Revision=master&Recursive=true` lists all files with their sha256; a revision that is not
there has none, and 200. `GET /api/v1/models/<repo>/repo?Revision=master&FilePath=<path>` redirects large files to
cdn-lfs-cn-1.modelscope.cn, which knows Range; small ones come whole whatever is asked for, and a file that is not there is
answered with 200 and the JSON of an error (both reported by other users of it): so only what is listed is fetched, and measured.
"""

from typing import Annotated, ClassVar, Literal
from urllib.parse import quote, urlencode

import httpcore
from pydantic import BaseModel, Field, StringConstraints, TypeAdapter

from generators.local.hubs.base import Hub, HubFile, HubName
from generators.local.hubs.errors import HubError, NeedsConsent, NoRepository

MOST_LISTING_BYTES = 32_000_000


class ModelScope(Hub):
    """modelscope.cn."""

    __slots__ = ()
    name: ClassVar[HubName] = "modelscope"
    title: ClassVar[str] = "魔搭"
    other: ClassVar[HubName] = "huggingface"
    key_variable: ClassVar[str] = "MODELSCOPE_API_TOKEN"

    async def files(self, repository: str) -> tuple[HubFile, ...]:
        query = urlencode({"Revision": "master", "Recursive": "true"})
        url = f"{self.url}/api/v1/models/{quote(repository)}/repo/files?{query}"
        body, _ = await self.answer(repository, url, most_bytes=MOST_LISTING_BYTES)
        answer = self.read(_ANSWER, body, repository)
        if answer.code != 200 or answer.data is None or not answer.data.files:
            raise NoRepository(self, repository)
        return self.safe((one.as_file() for one in answer.data.files if one.type == "blob"), repository)

    def address(self, repository: str, path: str) -> str:
        query = urlencode({"Revision": "master", "FilePath": path})
        return f"{self.url}/api/v1/models/{quote(repository)}/repo?{query}"

    def page(self, repository: str) -> str:
        return f"{self.url}/models/{repository}"

    def refusal(self, repository: str, response: httpcore.Response) -> HubError | None:
        if response.status in (401, 403):
            return NeedsConsent(self, repository)
        return NoRepository(self, repository) if response.status == 404 else None


class _Entry(BaseModel):
    type: str = Field("blob", alias="Type")
    path: str = Field(alias="Path")
    size: int = Field(0, alias="Size", ge=0)
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F]{64}$")] | Literal[""] | None = Field(
        None, alias="Sha256"
    )

    def as_file(self) -> HubFile:
        return HubFile(self.path, self.size, (self.sha256 or "").lower())


class _Data(BaseModel):
    files: list[_Entry] | None = Field(None, alias="Files")


class _Answer(BaseModel):
    code: int = Field(alias="Code")
    data: _Data | None = Field(None, alias="Data")


_ANSWER = TypeAdapter(_Answer)
