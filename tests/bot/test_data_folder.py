"""The folder that holds everything that changes."""

from pathlib import Path

import pytest

from bot.config import prepare_data_folder
from bot.errors import NotWritable


def test_a_data_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()  # not even root can make a folder below a file
    with pytest.raises(NotWritable, match="换一个能写的文件夹"):
        prepare_data_folder(tmp_path / "file" / "data")


def test_the_data_folder_is_private(tmp_path: Path) -> None:
    prepare_data_folder(tmp_path / "new" / "data")
    assert (tmp_path / "new" / "data").stat().st_mode & 0o777 == 0o700
    assert list((tmp_path / "new" / "data").iterdir()) == []
