"""From paths to the entries of foreign files: a file, a folder read whole, or a zip archive of both."""

from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from newsroom.desk.importers import detect
from newsroom.desk.importers.archive import Archive, is_archive
from newsroom.desk.importers.exchange import Unreadable
from newsroom.desk.importers.fetch import Fetcher
from newsroom.desk.importers.item import Item
from newsroom.desk.importers.pictures import Pictures

# An archive beside an export that is taken for its pictures without being named.
_BESIDE = ("uploads.zip", "media.zip", "pictures.zip", "images.zip", "content.zip")

_TOO_LONG = "Its name, or that of a folder above it, is longer than the 255 bytes that a disk takes: rename it."


def items(
    paths: list[Path | Unreadable],
    form: str = "auto",
    types: Collection[str] = ("post",),
    *,
    alive: Callable[[], None] = lambda: None,
) -> Iterator[Item | Unreadable]:
    """Every entry of all `paths` in order; a folder is read whole. `types` are the kinds of WordPress posts wanted.

    `alive` is called now and then, also while a long file gives no entry.
    """
    for path in paths:
        if isinstance(path, Unreadable):
            yield path
            continue
        for file in sorted(_files(path)):
            try:
                for item in detect.items(file, form=form, types=types, alive=alive):
                    alive()
                    if isinstance(item, Unreadable):
                        yield Unreadable(f"{file}, {item.where}", item.reason)
                    else:
                        item.file = file.name
                        yield item
            except (OSError, ValueError) as error:
                yield Unreadable(str(file), getattr(error, "strerror", None) or str(error))


def estimate(paths: list[Path | Unreadable], *, alive: Callable[[], None] = lambda: None) -> int:
    """About how many entries there are, for a progress bar; counted without understanding anything."""
    return sum(_count(file, alive) for path in paths if isinstance(path, Path) for file in _files(path))


def _count(file: Path, alive: Callable[[], None]) -> int:
    mark = {".jsonl": b"\n", ".ndjson": b"\n", ".csv": b"\n", ".tsv": b"\n", ".json": b'"title":'}
    wanted = mark.get(file.suffix.lower())
    found = 0
    with file.open("rb") as pieces:
        while piece := pieces.read(1 << 20):
            alive()
            found += piece.count(wanted) if wanted else piece.count(b"<item>") + piece.count(b"<entry")
    return max(found, 1)


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for file in path.rglob("*"):
        # Browsers put a page's frames beside it in "<name>_files".
        beside = any(part.endswith("_files") for part in file.relative_to(path).parts[:-1])
        if file.is_file() and not file.is_symlink() and file.suffix.lower() in detect.ENDINGS and not beside:
            yield file


@contextmanager
def opened(
    paths: list[Path],
    *,
    pictures: list[Path] = (),
    fetch: Collection[str] = (),
    alive: Callable[[], None] = lambda: None,
):
    """(the paths with every archive among them unpacked, the pictures that lie beside them).

    `pictures` are further folders and archives of pictures, `fetch` the hosts from which they may be fetched; `alive`
    is called while archives are unpacked. What of an archive no disk takes stands among the paths, to be told of.
    Raises ArchiveRefused before anything is read.
    """
    with ExitStack() as stack:
        ready: list[Path] = []
        refused: list[Unreadable] = []
        for path in paths:
            if path.is_file() and is_archive(path):
                folder = Path(stack.enter_context(TemporaryDirectory(prefix="newsroom-import-")))
                with Archive(path) as archive:
                    too_long = archive.unpack(folder, alive=alive)
                refused += [Unreadable(f"{path.name}, {_end_of(name)}", _TOO_LONG) for name in too_long]
                ready.append(folder)
            else:
                ready.append(path)
        folders = [path if path.is_dir() else path.parent for path in ready]
        folders += [path for path in pictures if path.is_dir()]
        archives = [path for path in pictures if not path.is_dir()]
        for path in paths:
            if not path.is_dir():
                beside = (path.with_suffix(".zip"), *(path.parent / name for name in _BESIDE))
                archives += [other for other in beside if other != path and other.is_file()]
        opened_archives = [stack.enter_context(Archive(path)) for path in dict.fromkeys(archives)]
        yield [*ready, *refused], Pictures(dict.fromkeys(folders), opened_archives, Fetcher(fetch) if fetch else None)


def _end_of(name: str) -> str:
    """As much of an endless name as one can still read in a report."""
    return name if len(name) <= 120 else f"{name[:60]} … {name[-40:]}"
