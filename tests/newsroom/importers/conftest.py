import pytest


@pytest.fixture
def write(tmp_path):
    """Writes a file of text or bytes and says where."""

    def write(content, name="export.xml"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write
